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

-- What a purchasing group gives its members to read (R033).
CREATE TABLE needs_documents (
    id             TEXT PRIMARY KEY,
    group_id       TEXT NOT NULL REFERENCES needs_groups (id),
    position       BIGINT NOT NULL CHECK (position > 0), -- public number within the group, from 1, never given again
    kind           TEXT NOT NULL CHECK (kind IN ('convention', 'rules', 'notice', 'other')),
    title          TEXT NOT NULL,
    public         BOOLEAN NOT NULL, -- else for accepted members alone
    state          TEXT NOT NULL CHECK (state IN ('shown', 'withdrawn')),
    current        BIGINT NOT NULL CHECK (current > 0), -- number of the version that is shown
    withdrawn_name TEXT NOT NULL,
    withdrawn_at   BIGINT,
    created_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    UNIQUE (group_id, position)
);

CREATE TABLE needs_document_versions (
    id          TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES needs_documents (id),
    number      BIGINT NOT NULL CHECK (number > 0),
    file_id     TEXT NOT NULL UNIQUE REFERENCES document_files (id),
    added_by    TEXT NOT NULL REFERENCES account_accounts (id),
    added_name  TEXT NOT NULL,
    added_at    BIGINT NOT NULL,
    UNIQUE (document_id, number)
);

-- Who has which version, and for which establishment they took it: the history has each time, this has the sum.
CREATE TABLE needs_document_downloads (
    version_id TEXT NOT NULL REFERENCES needs_document_versions (id),
    account_id TEXT NOT NULL REFERENCES account_accounts (id),
    org_id     TEXT NOT NULL, -- empty for who acted for none
    name       TEXT NOT NULL,
    first_at   BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    times      BIGINT NOT NULL,
    PRIMARY KEY (version_id, account_id, org_id)
);
