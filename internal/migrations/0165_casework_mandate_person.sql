-- +goose Up
-- Whom a mandate is of: the keyed hash of the name and the birth that were typed when it was asked for or kept, and the same of the demand as it is
-- now. One that was given for somebody else does not hold (C026). Empty: a mandate of before this was kept, which holds as it did.
ALTER TABLE casework_demands ADD COLUMN signer TEXT NOT NULL DEFAULT '';

ALTER TABLE casework_mandates ADD COLUMN signer TEXT NOT NULL DEFAULT '';

-- Their name and birth, sealed, for the proof (C063). NULL: a mandate that was declared when its demand was sent, or one of before.
ALTER TABLE casework_mandates ADD COLUMN named BYTEA;
