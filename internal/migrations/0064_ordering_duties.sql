-- +goose Up

-- Whether one person may make, validate and send the same basket, as the heads of an authority decided for all of its
-- establishments, or of an establishment that stands for itself (R130). No row: they may, and are warned.
CREATE TABLE ordering_duties (
    org_id   TEXT PRIMARY KEY REFERENCES org_organisations (id),
    strict   BOOLEAN NOT NULL,
    set_by   TEXT NOT NULL, -- account
    set_name TEXT NOT NULL,
    set_at   BIGINT NOT NULL,
    version  BIGINT NOT NULL
);
