-- +goose Up

-- What is compared with the maximum amounts per order, as the heads of an authority decided for all of its establishments, or of an
-- establishment that stands for itself (R223). No row: the amount with VAT. Delivery is in either.
CREATE TABLE ordering_bases (
    org_id      TEXT PRIMARY KEY REFERENCES org_organisations (id),
    without_vat BOOLEAN NOT NULL,
    set_by      TEXT NOT NULL, -- account
    set_name    TEXT NOT NULL,
    set_at      BIGINT NOT NULL,
    version     BIGINT NOT NULL
);
