-- +goose Up
CREATE TABLE request_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);

INSERT INTO request_counters (name, n) VALUES ('ask', 0);

-- A person asks for a role at a place; whoever may give it decides, and the first decision stands.
CREATE TABLE request_asks (
    id           TEXT PRIMARY KEY,
    number       BIGINT NOT NULL UNIQUE,
    account_id   TEXT NOT NULL REFERENCES account_accounts (id),
    role         TEXT NOT NULL,
    place_kind   TEXT NOT NULL CHECK (place_kind IN ('platform', 'organisation', 'group')),
    place_id     TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'given', 'refused', 'withdrawn')),
    asked_at     BIGINT NOT NULL,
    decided_by   TEXT NOT NULL,
    decided_name TEXT NOT NULL,
    decided_at   BIGINT,
    reason       TEXT NOT NULL,
    version      BIGINT NOT NULL
);

CREATE UNIQUE INDEX request_asks_open ON request_asks (account_id, role, place_kind, place_id) WHERE state = 'open';

CREATE INDEX request_asks_place ON request_asks (place_kind, place_id, state);

CREATE INDEX request_asks_account ON request_asks (account_id, number);
