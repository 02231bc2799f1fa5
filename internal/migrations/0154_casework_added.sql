-- +goose Up
-- A groupe that is invited after a demand was sent knows of it as of then: added_at stands with what a référent's lists are read by, so that they are
-- still answered by one index.
DROP INDEX casework_demand_teams_list;

CREATE INDEX casework_demand_teams_list ON casework_demand_teams (left_at, team_id, state, moved_at, sent_at, late_at, urgent, theme_id, demand_id, key_id, version, added_at);
