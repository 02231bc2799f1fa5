-- +goose Up
-- When it was last noted in a demand's history that somebody read the identity (C082); NULL: not yet. Who writes has seen the demand
-- without having read it.
ALTER TABLE casework_seen ADD COLUMN read_at BIGINT;
