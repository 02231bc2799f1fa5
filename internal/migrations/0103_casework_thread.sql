-- +goose Up
-- The number of the last message that all read: what is between operators leaves no trace to others.
ALTER TABLE casework_demands ADD COLUMN said BIGINT NOT NULL DEFAULT 0;

-- A message that its author corrected: when, and the first text, sealed (C048).
ALTER TABLE casework_messages ADD COLUMN edited_at BIGINT;

ALTER TABLE casework_messages ADD COLUMN first BYTEA;

-- The team that who left thinks is the right one (C043).
ALTER TABLE casework_demand_teams ADD COLUMN better_id TEXT REFERENCES casework_teams (id);

-- Canned answers of a team (C043). They speak of nobody: names stand in them as variables.
CREATE TABLE casework_answers (
    id      TEXT PRIMARY KEY,
    team_id TEXT NOT NULL REFERENCES casework_teams (id),
    n       BIGINT NOT NULL, -- within the team, in addresses
    title   TEXT NOT NULL,
    text    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    UNIQUE (team_id, n)
);

-- Standard procedures that référents pointed out (C043): the help proposes them.
CREATE TABLE casework_procedures (
    id        TEXT PRIMARY KEY,
    agency_id TEXT NOT NULL REFERENCES casework_agencies (id),
    title     TEXT NOT NULL,
    link      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    UNIQUE (agency_id, link)
);
