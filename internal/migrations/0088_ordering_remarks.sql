-- +goose Up

-- What is said of an order to its supplier, in lines (R231).
ALTER TABLE ordering_orders ADD COLUMN remark TEXT NOT NULL DEFAULT '';
