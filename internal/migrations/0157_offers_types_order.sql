-- +goose Up
-- The operator orders the types of offreurs (O11).
ALTER TABLE offers_types ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE offers_types SET position = number;
CREATE INDEX offers_structures_type ON offers_structures (type_id);
