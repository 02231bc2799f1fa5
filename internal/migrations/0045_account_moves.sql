-- +goose Up
-- Changes of an account's address, made by an administrator for who lost their mailbox (R013, R014). The account keeps its old address
-- until the new mailbox has confirmed and the old one has let its time to object pass; only the hashes of both links' secrets are kept.
CREATE TABLE account_moves (
    id             TEXT PRIMARY KEY,
    account_id     TEXT NOT NULL REFERENCES account_accounts (id),
    state          TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'done', 'objected', 'settled', 'withdrawn', 'lapsed')),
    old_email      TEXT NOT NULL,
    new_email      TEXT NOT NULL,
    reason         TEXT NOT NULL,
    proof          TEXT NOT NULL, -- what was seen that tells it is the same person
    message_number TEXT NOT NULL, -- of the message that asked for it; empty: it came another way
    asked_by       TEXT NOT NULL, -- account
    asked_name     TEXT NOT NULL,
    asked_at       BIGINT NOT NULL,
    object_until   BIGINT NOT NULL,
    lapses_at      BIGINT NOT NULL,
    confirm_hash   TEXT NOT NULL UNIQUE,
    object_hash    TEXT NOT NULL UNIQUE,
    moved_at       BIGINT NOT NULL, -- into its present state
    moved_name     TEXT NOT NULL,   -- by whom; empty: a mailbox, or the program
    note           TEXT NOT NULL,   -- why it ended so
    version        BIGINT NOT NULL
);

-- One at a time; while one is open no link that opens the account is mailed.
CREATE UNIQUE INDEX account_moves_open ON account_moves (account_id) WHERE state IN ('asked', 'confirmed', 'objected');

CREATE INDEX account_moves_account ON account_moves (account_id, asked_at);

CREATE INDEX account_moves_objected ON account_moves (moved_at) WHERE state = 'objected';
