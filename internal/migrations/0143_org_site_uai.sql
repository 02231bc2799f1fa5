-- +goose Up
-- A school of the first degree under a district is a site with a number of its own in the French register.
ALTER TABLE org_sites ADD COLUMN uai TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX org_sites_uai ON org_sites (org_id, uai) WHERE uai <> '' AND closed_at IS NULL;
