-- +goose Up
-- The picture of an organisation, its logo as a rule: shown to everybody beside its name.
CREATE TABLE directory_pictures (
    org_id  TEXT PRIMARY KEY REFERENCES org_organisations (id),
    file_id TEXT NOT NULL UNIQUE REFERENCES document_files (id),
    set_at  BIGINT NOT NULL
);
