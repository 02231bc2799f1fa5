-- +goose Up
-- « Documentations »: files of the operator beside the procedures (O40). The audience is permissions, a space between; empty is everybody
-- in the service.
CREATE TABLE offers_documents (
    id          TEXT PRIMARY KEY,
    number      BIGINT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    file_id     TEXT NOT NULL REFERENCES document_files (id),
    position    BIGINT NOT NULL,
    audience    TEXT NOT NULL,
    version     BIGINT NOT NULL,
    added_at    BIGINT NOT NULL,
    added_by    TEXT NOT NULL,
    added_by_id TEXT NOT NULL
);

INSERT INTO offers_counters (name, n) VALUES ('document', 0);
