-- +goose Up

-- Public numbers of this module's things.
CREATE TABLE catalog_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);

INSERT INTO catalog_counters (name, n) VALUES ('market', 0);

-- Markets: contracts of the purchasing body with a supplier, for a time.
CREATE TABLE catalog_markets (
    id            TEXT PRIMARY KEY,
    number        BIGINT NOT NULL UNIQUE,
    title         TEXT NOT NULL,
    title_fold    TEXT NOT NULL COLLATE "C",
    reference     TEXT NOT NULL, -- the contract's own, '' when it has none
    summary       TEXT NOT NULL, -- « Résumé du marché »
    supplier_id   TEXT NOT NULL REFERENCES org_organisations (id),
    starts_on     TEXT NOT NULL, -- 2026-11-21, in the operator's zone
    ends_on       TEXT NOT NULL, -- the last day
    state         TEXT NOT NULL CHECK (state IN ('live', 'withdrawn')),
    created_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL
);

CREATE INDEX catalog_markets_title ON catalog_markets (title_fold, id);

CREATE INDEX catalog_markets_supplier ON catalog_markets (supplier_id);

-- Who may order from a market: an establishment, or an authority for all below it (R170). What has ended stays.
CREATE TABLE catalog_adherents (
    id         TEXT PRIMARY KEY,
    market_id  TEXT NOT NULL REFERENCES catalog_markets (id),
    org_id     TEXT NOT NULL REFERENCES org_organisations (id),
    starts_on  TEXT NOT NULL,
    ends_on    TEXT NOT NULL, -- the last day; '' while there is no end
    taken_at   BIGINT         -- when the Centrale ended it
);

CREATE UNIQUE INDEX catalog_adherents_once ON catalog_adherents (market_id, org_id) WHERE taken_at IS NULL;

CREATE INDEX catalog_adherents_org ON catalog_adherents (org_id);
