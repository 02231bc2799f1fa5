-- +goose Up
-- The lieux to which an invited « Gestionnaire d'offres » will be limited: ids of org_sites, parted by spaces; empty: none.
ALTER TABLE offers_invitations ADD COLUMN sites TEXT NOT NULL DEFAULT '';
