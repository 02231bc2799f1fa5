-- +goose Up
-- Requests to join a structure that works, of people who asked for an account for it (O17). Its administrators decide, or the moderator
-- where none is active.
CREATE TABLE offers_joins (
    id          TEXT PRIMARY KEY,
    number      BIGINT NOT NULL UNIQUE,
    org_id      TEXT NOT NULL REFERENCES org_organisations (id),
    state       TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused')),
    version     BIGINT NOT NULL,
    first_name  TEXT NOT NULL,
    last_name   TEXT NOT NULL,
    function    TEXT NOT NULL,
    email       TEXT NOT NULL,
    email_fold  TEXT NOT NULL COLLATE "C",
    phone       TEXT NOT NULL,
    lang        TEXT NOT NULL,
    words       TEXT NOT NULL, -- why, in their own
    asked_at    BIGINT NOT NULL,
    moved_at    BIGINT NOT NULL,
    moved_by    TEXT NOT NULL,
    moved_by_id TEXT NOT NULL,
    motive      TEXT NOT NULL
);

CREATE UNIQUE INDEX offers_joins_asked ON offers_joins (org_id, email_fold) WHERE state = 'asked';

INSERT INTO offers_counters (name, n) VALUES ('join', 0);
