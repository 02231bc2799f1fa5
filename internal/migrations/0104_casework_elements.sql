-- +goose Up
-- The elements of identity that an organisme usually needs (C023), parted by spaces.
ALTER TABLE casework_agencies ADD COLUMN elements TEXT NOT NULL DEFAULT '';
