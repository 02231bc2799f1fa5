-- +goose Up

-- The general conditions (C005). What is written and not yet published is one row; what was published is never changed: it is
-- what people accepted.
CREATE TABLE terms_drafts (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    text       TEXT NOT NULL,
    changes    TEXT NOT NULL, -- what differs from the last version, for those who accepted that
    day        TEXT NOT NULL, -- on which it takes effect, 2026-03-12; empty: as soon as it is published
    version    BIGINT NOT NULL,
    saved_at   BIGINT NOT NULL,
    saved_by   TEXT NOT NULL, -- account; empty: the program
    saved_name TEXT NOT NULL
);

CREATE TABLE terms_versions (
    number         BIGINT PRIMARY KEY, -- from 1, given by the program
    text           TEXT NOT NULL,
    changes        TEXT NOT NULL,
    starts_at      BIGINT NOT NULL,
    published_at   BIGINT NOT NULL,
    published_by   TEXT NOT NULL,
    published_name TEXT NOT NULL
);

-- Asked with the session at each request: which version is in force.
CREATE INDEX terms_versions_start ON terms_versions (starts_at, number);

-- Who accepted which version, and when: rows are added and never changed.
CREATE TABLE terms_acceptances (
    account_id  TEXT NOT NULL REFERENCES account_accounts (id),
    version     BIGINT NOT NULL REFERENCES terms_versions (number),
    accepted_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, version)
);

CREATE INDEX terms_acceptances_version ON terms_acceptances (version);
