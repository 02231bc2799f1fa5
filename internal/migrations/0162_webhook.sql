-- +goose Up
-- Addresses of other programs that are told of what happened, and what was told them.
CREATE TABLE webhook_counters (
    n BIGINT NOT NULL
);
INSERT INTO webhook_counters (n) VALUES (0);

CREATE TABLE webhook_endpoints (
    id         TEXT PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE,
    url        TEXT NOT NULL,
    events     TEXT NOT NULL,   -- kinds, with spaces between
    generation BIGINT NOT NULL, -- of the secret, which is made of the instance's key
    old_until  BIGINT,          -- until when the secret before signs, too
    state      TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
    state_at   BIGINT NOT NULL,
    tired      BOOLEAN NOT NULL, -- the program disabled it: nothing arrived for days
    failing_at BIGINT,           -- since when nothing arrives
    version    BIGINT NOT NULL
);

CREATE TABLE webhook_deliveries (
    id          TEXT PRIMARY KEY,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id),
    event       TEXT NOT NULL, -- the message's id, the same for all endpoints and each replay
    kind        TEXT NOT NULL,
    object      TEXT NOT NULL, -- its public number
    path        TEXT NOT NULL, -- of its page
    happened_at BIGINT NOT NULL,
    added_at    BIGINT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    tries       BIGINT NOT NULL,
    tried_at    BIGINT,
    status      BIGINT NOT NULL, -- of the last answer; 0: there was none
    why         TEXT NOT NULL    -- there was no answer, as a code
);

CREATE INDEX webhook_deliveries_list ON webhook_deliveries (endpoint_id, added_at DESC, id DESC);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (added_at);
