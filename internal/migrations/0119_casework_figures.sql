-- +goose Up
-- Figures of groupes are counted from indexes: what a référent took charge of, and what is late in each groupe.
CREATE INDEX casework_demand_teams_taken ON casework_demand_teams (taken_by) WHERE taken_by <> '';

DROP INDEX casework_demand_teams_due;

CREATE INDEX casework_demand_teams_due ON casework_demand_teams (team_id, due_at, left_at) WHERE due_at IS NOT NULL;
