-- +goose Up

-- Public numbers of this service's things.
CREATE TABLE ordering_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);

INSERT INTO ordering_counters (name, n) VALUES ('basket', 0);

-- What a demandeur fills and confirms (panier).
CREATE TABLE ordering_baskets (
    id           TEXT PRIMARY KEY,
    number       BIGINT NOT NULL UNIQUE,
    org_id       TEXT NOT NULL REFERENCES org_organisations (id),
    site_id      TEXT REFERENCES org_sites (id), -- where it is delivered; NULL while nobody said, or where there is one place
    account_id   TEXT NOT NULL REFERENCES account_accounts (id),
    owner_name   TEXT NOT NULL,
    title        TEXT NOT NULL,
    remark       TEXT NOT NULL, -- to the validateur
    label        TEXT NOT NULL, -- the wish for « Champ apparaissant sur l'étiquette »
    state        TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'partly', 'ordered', 'closed', 'not_allowed', 'withdrawn', 'refused', 'cancelled', 'abandoned')),
    copied_from  BIGINT,        -- the number of the basket that it is a duplicate of
    opened_at    BIGINT NOT NULL,
    confirmed_at BIGINT,
    moved_at     BIGINT NOT NULL, -- when the state was reached
    version      BIGINT NOT NULL
);

CREATE INDEX ordering_baskets_mine ON ordering_baskets (account_id, opened_at, id);

CREATE INDEX ordering_baskets_org ON ordering_baskets (org_id, state, confirmed_at, id);

CREATE INDEX ordering_baskets_site ON ordering_baskets (site_id) WHERE site_id IS NOT NULL;

-- One article in a basket. What is said of it is the version of the edition that the demandeur agreed to.
CREATE TABLE ordering_basket_lines (
    id            TEXT PRIMARY KEY,
    basket_id     TEXT NOT NULL REFERENCES ordering_baskets (id),
    article       INTEGER NOT NULL,
    edition       BIGINT NOT NULL,
    market        BIGINT NOT NULL REFERENCES catalog_markets (number),
    asked         BIGINT NOT NULL CHECK (asked > 0),             -- units
    granted       BIGINT NOT NULL CHECK (granted BETWEEN 0 AND asked), -- units, after a validateur lowered it
    state         TEXT NOT NULL CHECK (state IN ('in_basket', 'confirmed', 'in_order', 'ordered', 'part_received', 'received', 'not_allowed', 'cancelled', 'refused', 'withdrawn', 'abandoned')),
    reason        TEXT NOT NULL, -- in words, of who refused, lowered or cancelled it
    moved_by      TEXT NOT NULL, -- account, '' for the program
    moved_name    TEXT NOT NULL,
    moved_at      BIGINT NOT NULL,
    order_line_id TEXT,
    added_at      BIGINT NOT NULL,
    FOREIGN KEY (article, edition) REFERENCES catalog_versions (article, from_edition)
);

CREATE UNIQUE INDEX ordering_basket_lines_once ON ordering_basket_lines (basket_id, article);

CREATE INDEX ordering_basket_lines_version ON ordering_basket_lines (article, edition);

CREATE INDEX ordering_basket_lines_order ON ordering_basket_lines (order_line_id) WHERE order_line_id IS NOT NULL;

-- What waits for a validateur, by market.
CREATE INDEX ordering_basket_lines_waiting ON ordering_basket_lines (market, basket_id) WHERE state = 'confirmed';
