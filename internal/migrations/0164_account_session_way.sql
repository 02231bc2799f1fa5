-- +goose Up
-- How a session was opened, or its person proven since, by the strongest: password, link, activation, invitation, passkey, or provider: and
-- the provider's key. Empty: before this was kept. What administrators may do can be kept from those that a password alone opens.
ALTER TABLE account_sessions ADD COLUMN way TEXT NOT NULL DEFAULT '';
