-- +goose Up
-- The public numbers of « Demandes », one row for each kind of thing.
CREATE TABLE casework_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);

INSERT INTO casework_counters (name, n) VALUES ('agency', 0), ('theme', 0), ('territory', 0), ('team', 0);

-- Organismes: public bodies and structures that help people, as the service sees them. Never deleted: closed (C011).
CREATE TABLE casework_agencies (
    id          TEXT PRIMARY KEY,
    number      BIGINT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    name_fold   TEXT NOT NULL COLLATE "C" UNIQUE,
    about       TEXT NOT NULL,
    domains     TEXT NOT NULL, -- of the addresses that its people may have, parted by spaces; empty: any (C006)
    first_days  BIGINT NOT NULL, -- working days until a first answer is late (C042)
    follow_days BIGINT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    created_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL
);

CREATE TABLE casework_themes (
    id         TEXT PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    name_fold  TEXT NOT NULL COLLATE "C" UNIQUE,
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    created_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);

-- The usual organismes of a theme.
CREATE TABLE casework_theme_agencies (
    theme_id  TEXT NOT NULL REFERENCES casework_themes (id),
    agency_id TEXT NOT NULL REFERENCES casework_agencies (id),
    PRIMARY KEY (theme_id, agency_id)
);

-- The territories in which the service works, of the register of communes. Each says in which larger ones it lies.
CREATE TABLE casework_territories (
    id         TEXT PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE,
    kind       TEXT NOT NULL CHECK (kind IN ('country', 'region', 'department', 'commune')),
    code       TEXT NOT NULL COLLATE "C",
    name       TEXT NOT NULL,
    name_fold  TEXT NOT NULL COLLATE "C",
    region     TEXT NOT NULL COLLATE "C", -- its code; empty where there is none
    department TEXT NOT NULL COLLATE "C",
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    created_at BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    UNIQUE (kind, code)
);

-- Groupes: the people of an organisme who work together. Its roles are grants at the place of kind group with its id.
CREATE TABLE casework_teams (
    id         TEXT PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE,
    agency_id  TEXT NOT NULL REFERENCES casework_agencies (id),
    name       TEXT NOT NULL,
    name_fold  TEXT NOT NULL COLLATE "C",
    note       TEXT NOT NULL, -- public: shown to who chooses the team (C021)
    mailbox    TEXT NOT NULL, -- shared, told of new demands (C070); empty: none
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    created_at BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    UNIQUE (agency_id, name_fold)
);

CREATE TABLE casework_team_territories (
    team_id      TEXT NOT NULL REFERENCES casework_teams (id),
    territory_id TEXT NOT NULL REFERENCES casework_territories (id),
    PRIMARY KEY (team_id, territory_id)
);

CREATE INDEX casework_team_territories_of ON casework_team_territories (territory_id);
