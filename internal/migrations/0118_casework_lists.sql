-- +goose Up
-- Lists of demands are read from two indexes, without the demands' rows: what a list counts, filters and sorts by stands
-- with each team of a demand, too. Package demand writes both in one transaction.
ALTER TABLE casework_demands ADD COLUMN late_at BIGINT; -- when the first of its teams is late; NULL while it waits for none

ALTER TABLE casework_demand_teams ADD COLUMN state TEXT NOT NULL DEFAULT 'draft';

ALTER TABLE casework_demand_teams ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE casework_demand_teams ADD COLUMN theme_id TEXT;

ALTER TABLE casework_demand_teams ADD COLUMN sent_at BIGINT;

ALTER TABLE casework_demand_teams ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0;

ALTER TABLE casework_demand_teams ADD COLUMN late_at BIGINT;

UPDATE casework_demands SET late_at = (SELECT min(x.due_at) FROM casework_demand_teams x WHERE x.demand_id = casework_demands.id);

UPDATE casework_demand_teams SET (state, urgent, theme_id, sent_at, moved_at, late_at) =
    (SELECT d.state, d.urgent, d.theme_id, d.sent_at, d.moved_at, d.late_at FROM casework_demands d WHERE d.id = casework_demand_teams.demand_id);

-- SQLite does not take a partial index for a covering one where its condition is asked for: left_at stands in it instead.
CREATE INDEX casework_demand_teams_list ON casework_demand_teams (left_at, team_id, state, moved_at, sent_at, late_at, urgent, theme_id, demand_id);

CREATE INDEX casework_demands_list ON casework_demands (creator_id, team_id, state, moved_at, sent_at, late_at, urgent, theme_id, id);

DROP INDEX casework_demands_creator;

-- For who sees all demands, masked.
CREATE INDEX casework_demands_moved ON casework_demands (moved_at, id, state, urgent, theme_id) WHERE state <> 'draft';

CREATE INDEX casework_demands_sent ON casework_demands (sent_at, id, state, urgent, theme_id) WHERE state <> 'draft';

CREATE INDEX casework_demands_late ON casework_demands (late_at) WHERE late_at IS NOT NULL;
