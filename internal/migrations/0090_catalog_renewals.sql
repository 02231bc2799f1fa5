-- +goose Up
-- An organisation may have several adhesions to a market, one after the other: one that runs, and its renewal. Their days never
-- overlap, which the program sees to while it holds the market.
DROP INDEX catalog_adherents_once;

CREATE UNIQUE INDEX catalog_adherents_once ON catalog_adherents (market_id, org_id, starts_on) WHERE taken_at IS NULL;
