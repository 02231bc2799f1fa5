-- +goose Up

-- What supplier and acheteur agreed on for a line, beside what was ordered (R234). NULL and '': as ordered.
ALTER TABLE ordering_order_lines ADD COLUMN agreed BIGINT; -- units

ALTER TABLE ordering_order_lines ADD COLUMN agreed_price BIGINT; -- of a unit without VAT, in ten-thousandths

ALTER TABLE ordering_order_lines ADD COLUMN agreed_reference TEXT NOT NULL DEFAULT ''; -- of what comes instead

ALTER TABLE ordering_order_lines ADD COLUMN agreed_title TEXT NOT NULL DEFAULT '';

ALTER TABLE ordering_order_lines ADD COLUMN promised_on TEXT NOT NULL DEFAULT '';

-- The day for which the supplier promised all of it, and what was last heard of, and asked of, the supplier.
ALTER TABLE ordering_orders ADD COLUMN promised_on TEXT NOT NULL DEFAULT '';

ALTER TABLE ordering_orders ADD COLUMN answered_at BIGINT;

ALTER TABLE ordering_orders ADD COLUMN reminded_at BIGINT;

-- The links by which a supplier comes to an order without an account. The secret is made from the id when a mail is rendered.
CREATE TABLE ordering_links (
    id          TEXT PRIMARY KEY,
    order_id    TEXT NOT NULL REFERENCES ordering_orders (id),
    address     TEXT NOT NULL, -- where it was sent: a new one goes to the order's address alone
    secret_hash TEXT NOT NULL UNIQUE,
    made_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    revoked_at  BIGINT
);

CREATE INDEX ordering_links_order ON ordering_links (order_id, made_at);

-- What a supplier would rather deliver of a line than what was ordered, and what the acheteur says to it.
CREATE TABLE ordering_changes (
    line_id     TEXT NOT NULL REFERENCES ordering_order_lines (id),
    round       BIGINT NOT NULL, -- the order's version when it was proposed
    order_id    TEXT NOT NULL REFERENCES ordering_orders (id),
    quantity    BIGINT NOT NULL CHECK (quantity >= 0), -- units; 0: cannot be delivered
    price       BIGINT NOT NULL CHECK (price >= 0),
    reference   TEXT NOT NULL, -- of a substitute; '': what was ordered
    title       TEXT NOT NULL,
    promised_on TEXT NOT NULL,
    note        TEXT NOT NULL, -- the supplier's
    decision    TEXT NOT NULL CHECK (decision IN ('', 'agreed', 'refused')),
    decided_at  BIGINT,
    PRIMARY KEY (line_id, round)
);

CREATE INDEX ordering_changes_order ON ordering_changes (order_id, round);
