-- +goose Up
-- From which network a session was opened, as a hash by the instance's key and the account: enough to tell « here » from « elsewhere »
-- (C004). The address itself is never kept.
ALTER TABLE account_sessions ADD COLUMN net TEXT NOT NULL DEFAULT '';
