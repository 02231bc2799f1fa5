-- +goose Up
-- Before each answer, what is public is asked whether a structure changed: from this index alone, however wide the rows are.
CREATE INDEX offers_structures_public ON offers_structures (org_id, state, version) WHERE org_id IS NOT NULL;
