-- +goose Up
-- The team by which an aidant of another team than the creator's was invited: who leaves it leaves the demand with it. NULL: a colleague or a
-- modérateur; of one who was an aidant of several teams when they were invited before this was kept, any of their teams.
ALTER TABLE casework_demand_people ADD COLUMN team_id TEXT REFERENCES casework_teams (id);

UPDATE casework_demand_people SET team_id = (
	SELECT min(g.place_id) FROM access_grants g JOIN casework_teams t ON t.id = g.place_id
	WHERE g.account_id = casework_demand_people.account_id AND g.role = 'casework.helper' AND g.place_kind = 'group' AND g.starts_at <= casework_demand_people.added_at
		AND (g.taken_at IS NULL OR g.taken_at > casework_demand_people.added_at) AND (g.ends_at IS NULL OR g.ends_at > casework_demand_people.added_at)
	HAVING count(DISTINCT g.place_id) = 1)
WHERE side = 'helper' AND NOT EXISTS (
	SELECT 1 FROM access_grants g JOIN casework_demands d ON d.team_id = g.place_id
	WHERE d.id = casework_demand_people.demand_id AND g.account_id = casework_demand_people.account_id AND g.role = 'casework.helper' AND g.place_kind = 'group'
		AND g.starts_at <= casework_demand_people.added_at AND (g.taken_at IS NULL OR g.taken_at > casework_demand_people.added_at)
		AND (g.ends_at IS NULL OR g.ends_at > casework_demand_people.added_at));
