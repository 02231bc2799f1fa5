-- +goose Up
-- Two référents who change one canned answer at once are shown both texts.
ALTER TABLE casework_answers ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
