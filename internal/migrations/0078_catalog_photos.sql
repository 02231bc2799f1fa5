-- +goose Up
-- What an article looks like.
CREATE TABLE catalog_photos (
    article INTEGER PRIMARY KEY REFERENCES catalog_articles (number),
    file_id TEXT NOT NULL UNIQUE REFERENCES document_files (id),
    set_at  BIGINT NOT NULL
);
