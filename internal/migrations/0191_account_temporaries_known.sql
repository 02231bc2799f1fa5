-- +goose Up
-- Hashes of the passwords that were typed for an address before the one of now, a space between: whoever typed one goes on knowing it, so the
-- owner of the address chooses none of them (O26, O67).
ALTER TABLE account_temporaries ADD COLUMN known TEXT NOT NULL DEFAULT '';
