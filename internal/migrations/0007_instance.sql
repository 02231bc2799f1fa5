-- +goose Up
-- The operator's settings, as one row that carries its version: a stale edit is seen. No row: nothing was ever saved.
CREATE TABLE instance_settings (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    version    BIGINT NOT NULL,
    data       TEXT NOT NULL, -- JSON; the SMTP password in it is sealed with the instance's key
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL  -- account, empty when the program or the operator's command line did it
);

-- What is true of this database for good: 'demonstration' keeps real data and invented data apart.
CREATE TABLE instance_marks (
    name TEXT PRIMARY KEY CHECK (name IN ('demonstration')),
    at   BIGINT NOT NULL
);

-- The fingerprint of the one key whose links and secrets this database holds; the key itself lies outside.
CREATE TABLE instance_keys (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint TEXT NOT NULL,
    seen_at     BIGINT NOT NULL
);
