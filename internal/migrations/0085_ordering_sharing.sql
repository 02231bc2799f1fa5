-- +goose Up

-- How an establishment shares what came among those who asked for it while some is missing; without a row, who confirmed first is
-- served first.
CREATE TABLE ordering_sharing (
    org_id   TEXT PRIMARY KEY REFERENCES org_organisations (id),
    rule     TEXT NOT NULL CHECK (rule IN ('first', 'pro_rata')),
    set_by   TEXT NOT NULL,
    set_name TEXT NOT NULL,
    set_at   BIGINT NOT NULL,
    version  BIGINT NOT NULL
);
