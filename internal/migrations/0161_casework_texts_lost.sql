-- +goose Up
-- Texts that were given up on their way are listed for the administrators.
CREATE INDEX casework_texts_lost ON casework_texts (queued_at) WHERE undelivered_at IS NOT NULL;
