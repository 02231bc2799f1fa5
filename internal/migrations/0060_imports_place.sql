-- +goose Up
-- What an import is about, by its id, where that is one thing of a room, as a purchasing group; empty: the platform.
ALTER TABLE imports_imports ADD COLUMN place TEXT NOT NULL DEFAULT '';

CREATE INDEX imports_imports_place ON imports_imports (place, number);
