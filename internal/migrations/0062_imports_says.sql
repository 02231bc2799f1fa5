-- +goose Up
-- What follows from a line beside its outcome, in words, as JSON: what is only told, and what must still be so when it is written.
ALTER TABLE imports_rows ADD COLUMN says TEXT NOT NULL DEFAULT '';
