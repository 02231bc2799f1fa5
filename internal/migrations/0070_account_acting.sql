-- +goose Up
-- The organisation that a person chose to act for, in one browser; NULL: that of the profile.
ALTER TABLE account_sessions ADD COLUMN acting_org_id TEXT;
