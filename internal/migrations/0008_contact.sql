-- +goose Up
-- The last number given in each year. Counted in the message's transaction: numbers follow each other without holes.
CREATE TABLE contact_counters (
    year INTEGER PRIMARY KEY,
    n    BIGINT NOT NULL
);

-- « Nous contacter »: what people wrote, with where they were when they wrote it.
CREATE TABLE contact_messages (
    id           TEXT PRIMARY KEY,
    number       TEXT COLLATE "C" NOT NULL UNIQUE, -- 2026-000012
    state        TEXT NOT NULL CHECK (state IN ('received', 'answered', 'closed')),
    version      BIGINT NOT NULL,
    account_id   TEXT NOT NULL, -- empty when a visitor wrote
    name         TEXT NOT NULL, -- of the sender then
    address      TEXT NOT NULL, -- of the sender's mail then; empty when the account has none
    address_fold TEXT NOT NULL,
    lang         TEXT NOT NULL,
    service      TEXT NOT NULL, -- whose page it was, empty for the platform's
    page         TEXT NOT NULL, -- path, without its query and without secrets
    roles        TEXT NOT NULL, -- keys, separated by spaces
    org_name     TEXT NOT NULL, -- the organisation acted for
    reason       TEXT NOT NULL, -- code of the reason that the page showed
    query        TEXT NOT NULL, -- what was searched for
    text         TEXT NOT NULL,
    received_at  BIGINT NOT NULL,
    moved_at     BIGINT NOT NULL, -- into its present state
    moved_name   TEXT NOT NULL    -- by whom
);

CREATE INDEX contact_messages_state ON contact_messages (state, number);

CREATE INDEX contact_messages_account ON contact_messages (account_id, received_at);

CREATE INDEX contact_messages_address ON contact_messages (address_fold, received_at);

-- What was answered. A message may be answered more than once.
CREATE TABLE contact_answers (
    id         TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES contact_messages (id),
    account_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    text       TEXT NOT NULL,
    at         BIGINT NOT NULL
);

CREATE INDEX contact_answers_message ON contact_answers (message_id, id);
