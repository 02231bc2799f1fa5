-- +goose Up
-- What somebody typed at « Inscription », whoever the address belongs to, and whether or not it has an account: a sign-up's own link and its
-- own password open it, and no other. Kept as long as its user name is held, so that it answers alike in all cases (R004, R016).
CREATE TABLE account_registrations (
    id             TEXT PRIMARY KEY,
    email          TEXT NOT NULL,
    email_fold     TEXT NOT NULL,
    user_name      TEXT NOT NULL,
    user_name_fold TEXT NOT NULL UNIQUE,
    password_hash  TEXT NOT NULL, -- PHC string
    lang           TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
    back           TEXT NOT NULL, -- the page that led to signing up, from the site's root; empty: none
    created_at     BIGINT NOT NULL,
    enrolled_at    BIGINT -- when whose address it is was looked up and mailed; once
);

CREATE INDEX account_registrations_email ON account_registrations (email_fold, created_at);

CREATE INDEX account_registrations_created ON account_registrations (created_at);

INSERT INTO account_registrations (id, email, email_fold, user_name, user_name_fold, password_hash, lang, back, created_at, enrolled_at)
SELECT id, email, email_fold, user_name, user_name_fold, password_hash, lang, '', created_at, created_at FROM account_accounts
WHERE state = 'created' AND password_hash <> '';

-- The sign-up that an activation link belongs to, and the page that any link leads on to.
ALTER TABLE account_tokens ADD COLUMN registration_id TEXT;

ALTER TABLE account_tokens ADD COLUMN back TEXT NOT NULL DEFAULT '';

UPDATE account_tokens SET registration_id = account_id
WHERE purpose = 'activation' AND account_id IN (SELECT id FROM account_registrations);

-- Passwords that are being compared at this instant, by what limits them. One that a crash cut is forgotten after a minute: it was no failure.
CREATE TABLE account_tries (
    subject TEXT NOT NULL,
    id      TEXT NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (subject, id)
);

CREATE INDEX account_tries_until ON account_tries (until);
