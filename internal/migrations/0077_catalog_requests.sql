-- +goose Up
INSERT INTO catalog_counters (name, n) VALUES ('request', 0);

-- Articles that schools miss in the catalogue (R156, R157).
CREATE TABLE catalog_requests (
    id            TEXT PRIMARY KEY,
    number        BIGINT NOT NULL UNIQUE, -- public
    state         TEXT NOT NULL CHECK (state IN ('received', 'studied', 'added', 'refused')),
    title         TEXT NOT NULL,             -- what is missing, in words; may be empty where there is a reference
    reference     TEXT NOT NULL,             -- as it was typed
    reference_key TEXT NOT NULL COLLATE "C", -- its letters and digits alone
    words         TEXT NOT NULL COLLATE "C", -- of title: folded, each once, in order, with a space on both sides of each
    brand         TEXT NOT NULL,             -- or supplier
    article       BIGINT,                    -- that was added, or stands in for what was refused
    answer        TEXT NOT NULL,             -- what the purchasing body wrote with its decision
    created_at    BIGINT NOT NULL,
    moved_by      TEXT NOT NULL,
    moved_name    TEXT NOT NULL,
    moved_at      BIGINT NOT NULL,
    version       BIGINT NOT NULL
);

CREATE INDEX catalog_requests_state ON catalog_requests (state, created_at);

CREATE INDEX catalog_requests_key ON catalog_requests (reference_key);

-- Who needs it too, the first of all included: one for each establishment, and for each person who works for none.
CREATE TABLE catalog_request_votes (
    request_id TEXT NOT NULL REFERENCES catalog_requests (id),
    voter      TEXT NOT NULL, -- id of the establishment, or of the account
    org_id     TEXT REFERENCES org_organisations (id),
    account_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    asked      BOOLEAN NOT NULL, -- it made the request
    quantity   BIGINT NOT NULL,  -- units a year; 0: not said
    reason     TEXT NOT NULL,
    voted_at   BIGINT NOT NULL,
    PRIMARY KEY (request_id, voter)
);

CREATE INDEX catalog_request_votes_voter ON catalog_request_votes (voter);

CREATE INDEX catalog_request_votes_account ON catalog_request_votes (account_id);
