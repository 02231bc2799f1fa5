-- +goose Up
-- What failed is missing at the other program until it is sent again or let go.
ALTER TABLE webhook_deliveries ADD COLUMN settled_at BIGINT;
CREATE INDEX webhook_deliveries_missed ON webhook_deliveries (endpoint_id, added_at, id) WHERE state = 'failed' AND settled_at IS NULL;

-- An address that was removed stays for a day, known to nobody: who was about to tell it a fact is not refused because of it.
ALTER TABLE webhook_endpoints ADD COLUMN removed_at BIGINT;
