-- +goose Up
-- Files that people sent. The row is there before the first byte is kept, so that nothing is ever kept without a row.
CREATE TABLE document_files (
    id          TEXT PRIMARY KEY,
    blob_key    TEXT NOT NULL UNIQUE, -- where the store has it
    use_key     TEXT NOT NULL, -- what it was sent for, whose limits it was held to
    state       TEXT NOT NULL CHECK (state IN ('staged', 'bound', 'unbound', 'deleted')),
    name        TEXT NOT NULL, -- cleaned; empty once deleted
    media_type  TEXT NOT NULL, -- by content
    size        BIGINT NOT NULL,
    sha256      TEXT NOT NULL, -- of what is kept; empty until it is whole
    width       BIGINT NOT NULL, -- of pictures, else 0
    height      BIGINT NOT NULL,
    staged_by   TEXT NOT NULL REFERENCES account_accounts (id),
    staged_at   BIGINT NOT NULL,
    received_at BIGINT, -- when it was whole
    object_kind TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    bound_at    BIGINT,
    unbound_at  BIGINT,
    deleted_at  BIGINT,
    CHECK (state <> 'bound' OR (sha256 <> '' AND object_kind <> '' AND object_id <> ''))
);

CREATE INDEX document_files_staged ON document_files (staged_at) WHERE state = 'staged';

CREATE INDEX document_files_unbound ON document_files (unbound_at) WHERE state = 'unbound';
