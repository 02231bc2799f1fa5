-- +goose Up
-- What readers say of published offers (O105), until a moderator has looked at it.
CREATE TABLE offers_reports (
    id         TEXT PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE, -- in addresses
    offer_id   TEXT NOT NULL REFERENCES offers_offers (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('wrong', 'over', 'unfit', 'other')),
    words      TEXT NOT NULL,
    email      TEXT NOT NULL, -- of who reports, empty: they did not say
    state      TEXT NOT NULL CHECK (state IN ('open', 'settled', 'dismissed')),
    created_at BIGINT NOT NULL,
    moved_at   BIGINT NOT NULL,
    moved_by   TEXT NOT NULL, -- the name of who looked at it
    note       TEXT NOT NULL,
    version    BIGINT NOT NULL
);

CREATE INDEX offers_reports_state ON offers_reports (state, created_at);
CREATE INDEX offers_reports_offer ON offers_reports (offer_id);

INSERT INTO offers_counters (name, n) VALUES ('report', 0);
