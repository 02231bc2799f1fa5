-- +goose Up
-- Since when each team of a demand is waited for, and from when on it is late (C042). All of it is derived from what was
-- said and kept with it, so that a list of what is late is read from an index.
ALTER TABLE casework_demand_teams ADD COLUMN asked_at BIGINT; -- the first word of the helpers' side that it has not answered

ALTER TABLE casework_demand_teams ADD COLUMN answered_at BIGINT; -- its first answer

ALTER TABLE casework_demand_teams ADD COLUMN spoke_at BIGINT; -- its last one

ALTER TABLE casework_demand_teams ADD COLUMN due_at BIGINT; -- late from here on; NULL while nobody waits for it

ALTER TABLE casework_demand_teams ADD COLUMN told_at BIGINT; -- when its référents were told that it is late

ALTER TABLE casework_demand_teams ADD COLUMN lead_told_at BIGINT;

CREATE INDEX casework_demand_teams_due ON casework_demand_teams (team_id, due_at) WHERE due_at IS NOT NULL;

CREATE INDEX casework_demand_teams_untold ON casework_demand_teams (due_at) WHERE due_at IS NOT NULL AND lead_told_at IS NULL;

ALTER TABLE casework_demands ADD COLUMN call_at BIGINT; -- when a modérateur is called if all stay silent (C044)

ALTER TABLE casework_demands ADD COLUMN called_at BIGINT; -- once in a demand's life

CREATE INDEX casework_demands_call ON casework_demands (call_at) WHERE call_at IS NOT NULL;

-- The version of an organisme's delays that the instants above were counted by.
ALTER TABLE casework_agencies ADD COLUMN counted_version BIGINT NOT NULL DEFAULT 0;

-- Days on which an organisme is closed, the last included.
CREATE TABLE casework_agency_closings (
    agency_id TEXT NOT NULL REFERENCES casework_agencies (id),
    from_day  TEXT NOT NULL,
    to_day    TEXT NOT NULL,
    PRIMARY KEY (agency_id, from_day)
);
