-- +goose Up
-- One role of one account at one place, for a time. Never deleted: taken back.
CREATE TABLE access_grants (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account_accounts (id),
    role       TEXT NOT NULL,
    place_kind TEXT NOT NULL CHECK (place_kind IN ('platform', 'organisation', 'group')),
    place_id   TEXT NOT NULL,
    starts_at  BIGINT NOT NULL,
    ends_at    BIGINT,
    given_by   TEXT NOT NULL, -- account, empty when the program or the operator's command line gave it
    given_name TEXT NOT NULL, -- the giver's name then
    given_at   BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    taken_by   TEXT NOT NULL,
    taken_name TEXT NOT NULL,
    taken_at   BIGINT         -- when it was taken back; its own end, when a new one took the place of one that had ended
);

CREATE UNIQUE INDEX access_grants_live ON access_grants (account_id, role, place_kind, place_id) WHERE taken_at IS NULL;

CREATE INDEX access_grants_account ON access_grants (account_id, role);

CREATE INDEX access_grants_place ON access_grants (place_kind, place_id, role);

-- What a grant is limited to: markets of a demandeur, sites of a validateur. Never deleted: taken back. A grant that has none
-- counts for what its role declares; one whose limits ended by themselves does not.
CREATE TABLE access_grant_limits (
    id         TEXT PRIMARY KEY,
    grant_id   TEXT NOT NULL REFERENCES access_grants (id),
    kind       TEXT NOT NULL CHECK (kind IN ('market', 'site', 'lot', 'theme')),
    ref        TEXT NOT NULL COLLATE "C",
    starts_at  BIGINT NOT NULL,
    ends_at    BIGINT,
    given_by   TEXT NOT NULL,
    given_name TEXT NOT NULL,
    given_at   BIGINT NOT NULL,
    taken_by   TEXT NOT NULL,
    taken_name TEXT NOT NULL,
    taken_at   BIGINT
);

CREATE UNIQUE INDEX access_grant_limits_live ON access_grant_limits (grant_id, kind, ref) WHERE taken_at IS NULL;
