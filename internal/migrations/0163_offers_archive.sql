-- +goose Up
-- A choice of the operator's that is a number; 0 for those that are on or off.
ALTER TABLE offers_options ADD COLUMN n BIGINT NOT NULL DEFAULT 0;

-- What has ended is archived by itself, the longest ended first (O92).
CREATE INDEX offers_offers_ended ON offers_offers (moved_at) WHERE state IN ('unpublished', 'refused');
