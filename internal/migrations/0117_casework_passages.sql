-- +goose Up
-- « Absent du … au … », with a deputy of the same team (C071). The instants are those of the operator's zone.
CREATE TABLE casework_absences (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account_accounts (id),
    team_id    TEXT NOT NULL REFERENCES casework_teams (id),
    deputy_id  TEXT NOT NULL REFERENCES account_accounts (id),
    from_day   TEXT NOT NULL,
    to_day     TEXT NOT NULL, -- the last
    from_at    BIGINT NOT NULL,
    to_at      BIGINT NOT NULL, -- its first instant that is none
    made_at    BIGINT NOT NULL
);

CREATE INDEX casework_absences_deputy ON casework_absences (deputy_id, to_at);

CREATE INDEX casework_absences_account ON casework_absences (account_id, to_at);

-- That a référent has seen how many open demands a team's new people inherit (C046).
CREATE TABLE casework_takeovers (
    account_id TEXT NOT NULL REFERENCES account_accounts (id),
    team_id    TEXT NOT NULL REFERENCES casework_teams (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (account_id, team_id)
);
