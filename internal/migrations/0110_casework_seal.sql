-- +goose Up
-- The keys that wrap demands' keys, by their marks; they themselves are in the keyring, outside the database. A row can
-- only go when nothing is wrapped by its key any more.
CREATE TABLE casework_rings (
    mark        TEXT PRIMARY KEY,
    admitted_at BIGINT NOT NULL
);

-- One key for each demand. The row is there before its secret is, so that no secret is ever kept without a row.
CREATE TABLE casework_keys (
    id           TEXT PRIMARY KEY,
    state        TEXT NOT NULL CHECK (state IN ('staged', 'bound', 'destroyed')),
    object_id    TEXT NOT NULL, -- the demand's id; empty while staged
    ring         TEXT REFERENCES casework_rings (mark),
    secret       TEXT NOT NULL UNIQUE, -- the name of its secret in the store of secrets
    wrapped      BYTEA,
    made_at      BIGINT NOT NULL,
    bound_at     BIGINT,
    destroyed_at BIGINT,
    gone_at      BIGINT, -- when its secret was deleted
    CHECK ((state = 'destroyed') = (wrapped IS NULL)),
    CHECK ((ring IS NULL) = (wrapped IS NULL)),
    CHECK (state <> 'bound' OR object_id <> '')
);

CREATE INDEX casework_keys_ring ON casework_keys (ring, id);

CREATE INDEX casework_keys_staged ON casework_keys (made_at) WHERE state = 'staged';

CREATE INDEX casework_keys_undone ON casework_keys (destroyed_at) WHERE state = 'destroyed' AND gone_at IS NULL;

-- Words by which a demand is found, each as a hash that only its own key makes: eight bytes after eight, sorted. A search
-- reads the sets of those demands that the searcher may read, and hashes what it looks for by each one's key.
CREATE TABLE casework_tokens (
    key_id TEXT NOT NULL REFERENCES casework_keys (id),
    circle TEXT NOT NULL CHECK (circle IN ('identity', 'thread', 'operators')), -- who may find by it
    hashes BYTEA NOT NULL,
    PRIMARY KEY (key_id, circle)
);

-- What the store of secrets is known by: another folder in its place must not look as if all secrets had been destroyed.
CREATE TABLE casework_stores (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    mark TEXT NOT NULL
);
