-- +goose Up

-- What went to the supplier at each sending of an order: the sheet as it stood, and the two files that are made of it once, when its mail
-- is first composed. They are sent, and downloaded, as they are (R231).
CREATE TABLE ordering_dispatches (
    order_id TEXT NOT NULL REFERENCES ordering_orders (id),
    n        BIGINT NOT NULL, -- the order's version as it was sent; tells its sendings apart
    sheet    TEXT NOT NULL,   -- JSON
    at       BIGINT NOT NULL,
    pdf      BYTEA,           -- NULL until they are made
    ubl      BYTEA,
    made_at  BIGINT,
    PRIMARY KEY (order_id, n)
);
