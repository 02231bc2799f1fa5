-- +goose Up
-- A session gets another secret each time its person proves again who they are: turn says which one it has, the first being 0. The former goes on
-- until an instant, for what was under way with it, with what was proven before.
ALTER TABLE account_sessions ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account_sessions ADD COLUMN former_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE account_sessions ADD COLUMN former_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account_sessions ADD COLUMN former_proved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account_sessions ADD COLUMN former_way TEXT NOT NULL DEFAULT '';

CREATE INDEX account_sessions_former ON account_sessions (former_hash) WHERE former_hash <> '';
