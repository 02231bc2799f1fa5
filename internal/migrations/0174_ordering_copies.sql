-- +goose Up
-- A basket's page says into which others its demandeur duplicated it, the newest first.
CREATE INDEX ordering_baskets_copies ON ordering_baskets (copied_from, account_id, opened_at DESC, id DESC) WHERE copied_from IS NOT NULL;
