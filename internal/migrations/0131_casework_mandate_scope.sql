-- +goose Up
-- The organismes that a mandate names: those of its text, or those for which its sheet was kept or declared (C026, C061). Of mandates that
-- are there already, those of their demand.
CREATE TABLE casework_mandate_agencies (
    mandate_id TEXT NOT NULL REFERENCES casework_mandates (id),
    agency_id  TEXT NOT NULL REFERENCES casework_agencies (id),
    PRIMARY KEY (mandate_id, agency_id)
);

-- A mandate that the structure holds, and that a demand was sent under by its day alone, is one like others: it can be taken back (C060).
INSERT INTO casework_mandates (id, demand_id, key_id, n, kind, state, number, number_hash, signed_on, file_id, asked_at, asked_by, asked_name, ended_name, reminded, again, version)
SELECT d.id, d.id, d.key_id, (SELECT coalesce(max(m.n), 0) + 1 FROM casework_mandates m WHERE m.demand_id = d.id), 'held', 'given', '', '', d.mandate_on, '', d.sent_at, d.creator_id, d.creator_name, '',
    FALSE, FALSE, 1
FROM casework_demands d
WHERE d.state <> 'draft' AND d.sent_at IS NOT NULL AND d.mandate_kind = 'held'
    AND NOT EXISTS (SELECT 1 FROM casework_mandates m WHERE m.demand_id = d.id AND m.kind = 'held' AND m.signed_on = d.mandate_on);

INSERT INTO casework_mandate_agencies (mandate_id, agency_id)
SELECT DISTINCT m.id, t.agency_id
FROM casework_mandates m JOIN casework_demand_teams x ON x.demand_id = m.demand_id JOIN casework_teams t ON t.id = x.team_id;
