-- +goose Up
-- The mail that tells of a closing (C080): it holds for the treatment that it followed.
ALTER TABLE casework_demands ADD COLUMN closing_told_at BIGINT;

CREATE INDEX casework_demands_treated ON casework_demands (treated_at) WHERE state = 'treated';

CREATE INDEX casework_demands_idle ON casework_demands (moved_at) WHERE state <> 'closed';

CREATE INDEX casework_demands_over ON casework_demands (closed_at) WHERE state = 'closed';

-- The working days that a team's first answer took, by its organisme's calendar of that day.
ALTER TABLE casework_demand_teams ADD COLUMN answer_days BIGINT;

-- What is left of a wiped demand: its number, dates, theme, organismes and delays (C080).
CREATE TABLE casework_past (
    number      TEXT PRIMARY KEY,
    theme_id    TEXT REFERENCES casework_themes (id),
    sent_at     BIGINT NOT NULL,
    answered_at BIGINT,
    treated_at  BIGINT,
    closed_at   BIGINT NOT NULL,
    wiped_at    BIGINT NOT NULL
);

CREATE TABLE casework_past_agencies (
    number      TEXT NOT NULL REFERENCES casework_past (number),
    agency_id   TEXT NOT NULL REFERENCES casework_agencies (id),
    answer_days BIGINT, -- NULL: it never answered
    PRIMARY KEY (number, agency_id)
);

-- The public figures (C083), counted: never a demand, only how many. Those of wiped demands are added up as they go; those of
-- the others are counted anew each night. An empty theme or territory is none.
CREATE TABLE casework_counts (
    agency_id    TEXT NOT NULL REFERENCES casework_agencies (id),
    theme_id     TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    month        TEXT NOT NULL COLLATE "C", -- in which they were sent, 2026-11
    wiped        BOOLEAN NOT NULL,
    measure      TEXT NOT NULL COLLATE "C",
    n            BIGINT NOT NULL,
    PRIMARY KEY (agency_id, theme_id, territory_id, month, wiped, measure)
);
