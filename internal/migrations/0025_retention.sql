-- +goose Up

-- The report of the nightly job: what each rule did in each night. Written with each step, so that a night that was cut
-- goes on where it was, and counts nothing twice.
CREATE TABLE retention_runs (
    rule       TEXT NOT NULL,
    night      BIGINT NOT NULL, -- the slot of the job
    before_at  BIGINT NOT NULL, -- what happened before was over
    began_at   BIGINT NOT NULL,
    ended_at   BIGINT,          -- NULL while under way, and when it was cut
    wiped      BIGINT NOT NULL, -- rows
    worked     BIGINT NOT NULL, -- microseconds in its steps
    oldest_at  BIGINT,          -- event of the oldest row that stays: says what is next
    fault      TEXT NOT NULL,   -- of the last try, for the operator
    PRIMARY KEY (rule, night)
);

CREATE INDEX retention_runs_night ON retention_runs (night);

-- The terms that the operator chose, in the unit of the rule; the others are the defaults.
CREATE TABLE retention_terms (
    rule   TEXT PRIMARY KEY,
    n      BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    set_by TEXT NOT NULL -- account
);

-- Accounts that were closed, and whether their person's name is gone from everywhere.
CREATE TABLE retention_closings (
    account_id TEXT PRIMARY KEY REFERENCES account_accounts (id),
    label      TEXT NOT NULL, -- « Compte clos n° … »
    closed_at  BIGINT NOT NULL,
    done_at    BIGINT         -- NULL while something names the person still, such as a mail under way
);

CREATE INDEX retention_closings_open ON retention_closings (closed_at) WHERE done_at IS NULL;

-- The archives of their own data that people asked for.
CREATE TABLE retention_exports (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account_accounts (id),
    state      TEXT NOT NULL CHECK (state IN ('asked', 'ready', 'gone')),
    done       BIGINT NOT NULL, -- parts of the archive that are written
    parts      BIGINT NOT NULL,
    file_id    TEXT REFERENCES document_files (id),
    size       BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    ready_at   BIGINT,
    expires_at BIGINT,
    gone_at    BIGINT
);

CREATE UNIQUE INDEX retention_exports_live ON retention_exports (account_id) WHERE state <> 'gone';

CREATE INDEX retention_exports_account ON retention_exports (account_id, asked_at);

CREATE INDEX retention_exports_expiry ON retention_exports (expires_at) WHERE state = 'ready';

-- Who was told that an unused account will be closed. The row counts for one absence: a sign-in makes it worthless.
CREATE TABLE account_notices (
    account_id TEXT PRIMARY KEY REFERENCES account_accounts (id),
    used_at    BIGINT NOT NULL, -- the last use that the absence is counted from
    warned_at  BIGINT NOT NULL,
    again_at   BIGINT,
    ends_at    BIGINT NOT NULL  -- the account is closed then at the earliest
);

-- What the nightly job looks for.
CREATE INDEX notify_mails_settled ON notify_mails (settled_at);

CREATE INDEX history_lines_done ON history_lines (done_at);
