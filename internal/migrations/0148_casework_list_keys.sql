-- +goose Up
-- A search by words asks for the key and the version of each demand that a référent may read. They stand with what lists are read by, so that thousands
-- are answered by one index, without the demands' own rows. NULL: not written yet, and read from those.
ALTER TABLE casework_demand_teams ADD COLUMN key_id TEXT;

ALTER TABLE casework_demand_teams ADD COLUMN version BIGINT;

UPDATE casework_demand_teams SET (key_id, version) = (SELECT d.key_id, d.version FROM casework_demands d WHERE d.id = casework_demand_teams.demand_id);

DROP INDEX casework_demand_teams_list;

CREATE INDEX casework_demand_teams_list ON casework_demand_teams (left_at, team_id, state, moved_at, sent_at, late_at, urgent, theme_id, demand_id, key_id, version);
