-- +goose Up

-- Order numbers, of each authority and year: taken in the transaction that makes the order, so none is missing (R232).
CREATE TABLE ordering_order_numbers (
    head_id TEXT NOT NULL REFERENCES org_organisations (id),
    year    INTEGER NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (head_id, year)
);

-- An order to a supplier, of one market, for one place of delivery (commande).
CREATE TABLE ordering_orders (
    id           TEXT PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE COLLATE "C", -- of the authority: 5001-2026-000123
    org_id       TEXT NOT NULL REFERENCES org_organisations (id),
    site_id      TEXT REFERENCES org_sites (id),
    head_id      TEXT NOT NULL REFERENCES org_organisations (id), -- its authority, itself where it has none
    market       BIGINT NOT NULL REFERENCES catalog_markets (number),
    supplier_id  TEXT NOT NULL REFERENCES org_organisations (id),
    state        TEXT NOT NULL CHECK (state IN ('created', 'sending', 'to_resend', 'sent', 'acknowledged', 'accepted', 'changed', 'agreed', 'disputed', 'refused',
        'details', 'shipped', 'part_received', 'received', 'closed', 'cancel_asked', 'kept', 'cancelled')),
    label        TEXT NOT NULL,    -- « Champ apparaissant sur l'étiquette »
    free         BOOLEAN NOT NULL, -- « Gratuité »
    delivery     BIGINT NOT NULL,  -- cents of delivery without VAT
    delivery_vat INTEGER NOT NULL, -- rate on it, in hundredths of a percent
    net          BIGINT NOT NULL,  -- cents, delivery included
    gross        BIGINT NOT NULL,
    created_by   TEXT NOT NULL,
    created_name TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    sent_by      TEXT NOT NULL,    -- who pressed « Envoyer »
    sent_name    TEXT NOT NULL,
    sent_at      BIGINT,           -- when the supplier's server took it
    sent_to      TEXT NOT NULL,    -- the supplier's address
    deliver_to   TEXT NOT NULL,    -- JSON: where, as it was told to the supplier; '' until then
    reason       TEXT NOT NULL,    -- why it was cancelled, or what the supplier's server said
    moved_by     TEXT NOT NULL,
    moved_name   TEXT NOT NULL,
    moved_at     BIGINT NOT NULL,
    version      BIGINT NOT NULL
);

CREATE INDEX ordering_orders_org ON ordering_orders (org_id, state, created_at, id);

CREATE INDEX ordering_orders_head ON ordering_orders (head_id, state, created_at, id);

CREATE INDEX ordering_orders_market ON ordering_orders (market, created_at, id);

CREATE INDEX ordering_orders_supplier ON ordering_orders (supplier_id, created_at, id);

-- An article in an order: what was granted of it in the basket lines that name this one, together.
CREATE TABLE ordering_order_lines (
    id       TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES ordering_orders (id),
    position INTEGER NOT NULL,
    article  INTEGER NOT NULL,
    edition  BIGINT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0), -- units
    FOREIGN KEY (article, edition) REFERENCES catalog_versions (article, from_edition)
);

CREATE UNIQUE INDEX ordering_order_lines_once ON ordering_order_lines (order_id, article);

CREATE INDEX ordering_order_lines_article ON ordering_order_lines (article, order_id);
