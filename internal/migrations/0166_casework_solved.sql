-- +goose Up
-- Since when a groupe's part in a demand counts as solved (C083): its référent said « traitée », or the creator's side closed the demand after the
-- groupe had answered. Of what stands already, the groupes that have answered; counters of what is wiped stay as they were counted.
ALTER TABLE casework_demand_teams ADD COLUMN solved_at BIGINT;

UPDATE casework_demand_teams SET solved_at = (SELECT coalesce(d.treated_at, d.closed_at) FROM casework_demands d WHERE d.id = casework_demand_teams.demand_id)
WHERE left_at IS NULL AND answered_at IS NOT NULL AND state IN ('treated', 'closed') AND EXISTS (
	SELECT 1 FROM casework_demands d WHERE d.id = casework_demand_teams.demand_id AND (d.treated_at IS NOT NULL OR EXISTS (
		SELECT 1 FROM history_lines h WHERE h.object_kind = 'casework.demand' AND h.object_id = d.id AND h.act = 'casework.demand.close' AND h.account_id = d.creator_id)));
