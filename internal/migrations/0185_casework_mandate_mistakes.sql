-- +goose Up
-- A mandate that never was the person's: its number was a wrong one, or its date was. Whatever was answered there is no word of theirs (decision 81).
ALTER TABLE casework_mandates ADD COLUMN mistaken_at BIGINT;
ALTER TABLE casework_mandates ADD COLUMN mistaken_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE casework_mandates ADD COLUMN mistaken_why BYTEA; -- sealed
