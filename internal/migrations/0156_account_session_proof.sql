-- +goose Up
-- When the person of a session last proved again who they are, since it was opened; 0: not since. What must not be done by a passer-by at an
-- open screen asks for a proof that is not old.
ALTER TABLE account_sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
