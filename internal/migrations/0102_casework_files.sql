-- +goose Up
-- The files of demands (C027). Content and name are sealed by the demand's key; what is kept of the content is in document_files.
CREATE TABLE casework_files (
    id         TEXT PRIMARY KEY, -- of document_files
    demand_id  TEXT NOT NULL REFERENCES casework_demands (id),
    n          BIGINT NOT NULL, -- within the demand, in addresses
    message_id TEXT REFERENCES casework_messages (id), -- NULL: of the demand itself, or of a message that is being written
    account_id TEXT NOT NULL,
    name       BYTEA NOT NULL,
    media_type TEXT NOT NULL,
    size       BIGINT NOT NULL, -- as it was sent
    mark       TEXT NOT NULL, -- keyed hash of demand, name and content: what is sent twice is kept once
    waits      BOOLEAN NOT NULL, -- for the message that it was sent with
    at         BIGINT NOT NULL,
    UNIQUE (demand_id, n)
);

CREATE INDEX casework_files_of ON casework_files (demand_id, message_id);

-- How many numbers of files a demand has given.
ALTER TABLE casework_demands ADD COLUMN files BIGINT NOT NULL DEFAULT 0;
