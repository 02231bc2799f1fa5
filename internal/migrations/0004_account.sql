-- +goose Up
-- The public numbers of accounts, updated in the creating transaction.
CREATE TABLE account_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);

INSERT INTO account_counters (name, n) VALUES ('account', 0);

-- One person. No user name holds an @ and every address does, so that what is typed at sign-in names one account at most (R007).
CREATE TABLE account_accounts (
    id                 TEXT PRIMARY KEY,
    number             BIGINT NOT NULL UNIQUE,
    user_name          TEXT NOT NULL,
    user_name_fold     TEXT NOT NULL UNIQUE CHECK (user_name_fold NOT LIKE '%@%'),
    email              TEXT NOT NULL,
    email_fold         TEXT NOT NULL UNIQUE CHECK (email_fold LIKE '%@%'),
    password_hash      TEXT NOT NULL, -- PHC string, empty while none was chosen
    password_at        BIGINT,
    first_name         TEXT NOT NULL,
    last_name          TEXT NOT NULL,
    display_name       TEXT NOT NULL, -- first and last name, or the user name while there is none
    function           TEXT NOT NULL,
    phone              TEXT NOT NULL, -- E.164
    lang               TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
    org_id             TEXT REFERENCES org_organisations (id),
    state              TEXT NOT NULL CHECK (state IN ('created', 'invited', 'active', 'suspended', 'closed')),
    state_at           BIGINT NOT NULL,
    state_by           TEXT NOT NULL, -- the name, then, of who brought it there
    state_reason       TEXT NOT NULL,
    created_at         BIGINT NOT NULL,
    activated_at       BIGINT,
    first_signed_in_at BIGINT,
    last_signed_in_at  BIGINT,
    sort_fold          TEXT NOT NULL COLLATE "C",
    search_fold        TEXT NOT NULL COLLATE "C",
    version            BIGINT NOT NULL
);

CREATE INDEX account_accounts_sort ON account_accounts (sort_fold, id);

CREATE INDEX account_accounts_state ON account_accounts (state, sort_fold, id);

CREATE INDEX account_accounts_org ON account_accounts (org_id);

-- User names asked for at sign-up stay taken for a while even when no account was made,
-- so that trying the name again does not tell whether the address had an account (R016).
CREATE TABLE account_name_holds (
    user_name_fold TEXT PRIMARY KEY,
    until          BIGINT NOT NULL
);

CREATE INDEX account_name_holds_until ON account_name_holds (until);

-- One-time links. Only the hash of the secret is kept; the secret itself is made from the id when the mail is rendered.
CREATE TABLE account_tokens (
    id          TEXT PRIMARY KEY,
    account_id  TEXT NOT NULL REFERENCES account_accounts (id),
    purpose     TEXT NOT NULL CHECK (purpose IN ('activation', 'invitation', 'reset', 'signin')),
    secret_hash TEXT NOT NULL UNIQUE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT,
    killed_at   BIGINT -- a newer link, a new password or an administrator made it worthless
);

CREATE INDEX account_tokens_account ON account_tokens (account_id, purpose);

CREATE INDEX account_tokens_expiry ON account_tokens (expires_at);

-- Signed-in browsers. Ended ones stay for the person to see, and for the retention rules to wipe.
CREATE TABLE account_sessions (
    id          TEXT PRIMARY KEY,
    account_id  TEXT NOT NULL REFERENCES account_accounts (id),
    secret_hash TEXT NOT NULL UNIQUE,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL, -- to five minutes
    expires_at  BIGINT NOT NULL, -- whatever happens
    remembered  BOOLEAN NOT NULL,
    agent       TEXT NOT NULL,   -- family of the browser and of the machine, no more
    ended_at    BIGINT,
    ended_why   TEXT NOT NULL CHECK (ended_why IN ('', 'sign_out', 'revoked', 'password', 'suspended'))
);

CREATE INDEX account_sessions_live ON account_sessions (account_id, seen_at) WHERE ended_at IS NULL;

CREATE INDEX account_sessions_seen ON account_sessions (seen_at);

-- Failed tries and sent links, counted by the hash of what was typed and of where it came from; in the database, so that several nodes agree.
CREATE TABLE account_failures (
    subject TEXT PRIMARY KEY,
    n       BIGINT NOT NULL,
    since   BIGINT NOT NULL, -- start of the window, or the last failure
    until   BIGINT           -- refused before this instant
);

CREATE INDEX account_failures_since ON account_failures (since);
