-- +goose Up
-- The mailbox of an organisation, as registers publish it: nobody signs in with it.
ALTER TABLE org_organisations ADD COLUMN email TEXT NOT NULL DEFAULT '';
