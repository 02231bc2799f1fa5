-- +goose Up
-- Demands that were sent before 0180 have no hash of name and year: a job reads each once, by its key, and writes it (C030).
ALTER TABLE casework_demands ADD COLUMN to_year BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE casework_demands SET to_year = TRUE WHERE person <> '' AND person_year = '';
CREATE INDEX casework_demands_to_year ON casework_demands (id) WHERE to_year;
