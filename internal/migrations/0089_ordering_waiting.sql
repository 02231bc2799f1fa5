-- +goose Up

-- « Commandes à créer » as it is read: one row for each confirmed basket and market of which lines wait for a validateur. It follows from
-- the lines, and is written with the state of their basket.
CREATE TABLE ordering_waiting (
    basket_id    TEXT NOT NULL REFERENCES ordering_baskets (id),
    market       BIGINT NOT NULL REFERENCES catalog_markets (number),
    org_id       TEXT NOT NULL REFERENCES org_organisations (id),
    site_id      TEXT REFERENCES org_sites (id),
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (basket_id, market)
);

INSERT INTO ordering_waiting (basket_id, market, org_id, site_id, confirmed_at)
SELECT DISTINCT b.id, l.market, b.org_id, b.site_id, COALESCE(b.confirmed_at, b.moved_at)
FROM ordering_baskets b JOIN ordering_basket_lines l ON l.basket_id = b.id AND l.state = 'confirmed';

CREATE INDEX ordering_waiting_desk ON ordering_waiting (org_id, market, confirmed_at, basket_id, site_id);

-- « mes paniers »: the open ones first, then the newest.
CREATE INDEX ordering_baskets_listed ON ordering_baskets (account_id, (CASE WHEN state = 'open' THEN 0 ELSE 1 END), opened_at DESC, id DESC);

-- « Commandes à passer », and all orders of an establishment.
CREATE INDEX ordering_orders_to_send ON ordering_orders (org_id, created_at DESC, id DESC) WHERE state IN ('created', 'sending', 'to_resend');

CREATE INDEX ordering_orders_listed ON ordering_orders (org_id, created_at DESC, id DESC);
