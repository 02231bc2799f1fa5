-- +goose Up
-- Numbers of demands: 2026-000123, counted each year (C030).
CREATE TABLE casework_years (
    year BIGINT PRIMARY KEY,
    n    BIGINT NOT NULL
);

-- Demands for help. What they say of anybody is sealed by a key of their own (C081): title, description, why it is urgent
-- and who the usager is. What stays readable are numbers, dates and places.
CREATE TABLE casework_demands (
    id           TEXT PRIMARY KEY,
    number       TEXT NOT NULL COLLATE "C" UNIQUE,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'working', 'treated', 'closed')),
    key_id       TEXT NOT NULL UNIQUE, -- of casework_keys
    team_id      TEXT NOT NULL REFERENCES casework_teams (id), -- the creator's
    territory_id TEXT REFERENCES casework_territories (id),
    theme_id     TEXT REFERENCES casework_themes (id),
    urgent       BOOLEAN NOT NULL,
    title        BYTEA NOT NULL,
    text         BYTEA NOT NULL,
    urgent_why   BYTEA NOT NULL,
    identity     BYTEA NOT NULL,
    person       TEXT NOT NULL COLLATE "C", -- keyed hash of the usager's name and birth; empty where they are not known
    nir          TEXT NOT NULL COLLATE "C", -- keyed hash of the usager's number, where it was given
    mandate_kind TEXT NOT NULL CHECK (mandate_kind IN ('', 'held', 'signed', 'sms')),
    mandate_on   TEXT NOT NULL, -- day of the mandate; empty without one
    creator_id   TEXT NOT NULL REFERENCES account_accounts (id),
    creator_name TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    sent_at      BIGINT,
    answered_at  BIGINT, -- when an operator first wrote or took charge
    treated_at   BIGINT,
    closed_at    BIGINT,
    moved_at     BIGINT NOT NULL, -- last change that people see
    messages     BIGINT NOT NULL, -- how many were written
    version      BIGINT NOT NULL
);

CREATE INDEX casework_demands_creator ON casework_demands (creator_id, state);

CREATE INDEX casework_demands_team ON casework_demands (team_id, state);

CREATE INDEX casework_demands_person ON casework_demands (person) WHERE person <> '';

CREATE INDEX casework_demands_nir ON casework_demands (nir) WHERE nir <> '';

-- The teams that a demand was sent to, or that came in later. One that said it is the wrong one has left.
CREATE TABLE casework_demand_teams (
    demand_id  TEXT NOT NULL REFERENCES casework_demands (id),
    team_id    TEXT NOT NULL REFERENCES casework_teams (id),
    added_at   BIGINT NOT NULL,
    added_by   TEXT NOT NULL,
    added_name TEXT NOT NULL,
    taken_by   TEXT NOT NULL, -- who said « Je m'en occupe »; empty: nobody
    taken_name TEXT NOT NULL,
    taken_at   BIGINT,
    left_name  TEXT NOT NULL,
    left_at    BIGINT,
    PRIMARY KEY (demand_id, team_id)
);

CREATE INDEX casework_demand_teams_of ON casework_demand_teams (team_id, demand_id);

-- Who was invited into a demand beside its creator and the référents of its teams.
CREATE TABLE casework_demand_people (
    demand_id  TEXT NOT NULL REFERENCES casework_demands (id),
    account_id TEXT NOT NULL REFERENCES account_accounts (id),
    name       TEXT NOT NULL,
    side       TEXT NOT NULL CHECK (side IN ('helper', 'officer', 'moderator')),
    added_at   BIGINT NOT NULL,
    added_by   TEXT NOT NULL,
    added_name TEXT NOT NULL,
    PRIMARY KEY (demand_id, account_id)
);

CREATE INDEX casework_demand_people_of ON casework_demand_people (account_id, demand_id);

CREATE TABLE casework_messages (
    id           TEXT PRIMARY KEY,
    demand_id    TEXT NOT NULL REFERENCES casework_demands (id),
    n            BIGINT NOT NULL,
    account_id   TEXT NOT NULL,
    name         TEXT NOT NULL,
    side         TEXT NOT NULL CHECK (side IN ('helper', 'officer', 'moderator')),
    confined     BOOLEAN NOT NULL, -- « entre opérateurs »
    text         BYTEA NOT NULL, -- sealed
    at           BIGINT NOT NULL,
    UNIQUE (demand_id, n)
);

-- Who has seen a demand, up to which message, and when last (C048); in which hour the reading of its identity was noted last (C082).
CREATE TABLE casework_seen (
    demand_id  TEXT NOT NULL REFERENCES casework_demands (id),
    account_id TEXT NOT NULL REFERENCES account_accounts (id),
    name       TEXT NOT NULL,
    n          BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (demand_id, account_id)
);
