-- +goose Up

-- When who asked for a file that a job made took it: until then it waits for them (« Ce qui vous attend »).
ALTER TABLE needs_matrices ADD COLUMN taken_at BIGINT;

ALTER TABLE retention_exports ADD COLUMN taken_at BIGINT;
