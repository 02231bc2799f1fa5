-- +goose Up
-- From now on a référent reads the demands that were there before they came only once they have taken them over (C046). Those who
-- are there already have read them: they have.
INSERT INTO casework_takeovers (account_id, team_id, at)
SELECT g.account_id, g.place_id, max(g.starts_at) FROM access_grants g
WHERE g.role = 'casework.officer' AND g.place_kind = 'group' AND g.taken_at IS NULL AND EXISTS (SELECT 1 FROM casework_teams t WHERE t.id = g.place_id)
GROUP BY g.account_id, g.place_id
ON CONFLICT (account_id, team_id) DO NOTHING;
