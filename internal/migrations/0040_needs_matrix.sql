-- +goose Up
-- The workbooks of whole groups that coordinators asked for: one at a time for each group.
CREATE TABLE needs_matrices (
    id         TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL REFERENCES needs_groups (id),
    state      TEXT NOT NULL CHECK (state IN ('asked', 'ready', 'gone')),
    lang       TEXT NOT NULL,
    asked_by   TEXT NOT NULL REFERENCES account_accounts (id),
    asked_name TEXT NOT NULL,
    asked_at   BIGINT NOT NULL,
    done       BIGINT NOT NULL, -- lots that are written
    lots       BIGINT NOT NULL,
    file_id    TEXT REFERENCES document_files (id),
    size       BIGINT NOT NULL,
    excluded   BIGINT NOT NULL, -- sheets that the file does not count
    ready_at   BIGINT,
    expires_at BIGINT,
    gone_at    BIGINT
);

CREATE UNIQUE INDEX needs_matrices_live ON needs_matrices (group_id) WHERE state <> 'gone';

CREATE INDEX needs_matrices_expiry ON needs_matrices (expires_at) WHERE state = 'ready';
