-- +goose Up
-- Attachments of offers (O91). Which version has which is said by its content; a row keeps a file for an offer as long as one of its
-- versions names it. A duplicate shares the file of what it was made of. Numbers are given once in the whole instance.
CREATE TABLE offers_files (
    n        BIGINT PRIMARY KEY,
    offer_id TEXT NOT NULL REFERENCES offers_offers (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    file_id  TEXT NOT NULL REFERENCES document_files (id)
);

CREATE INDEX offers_files_offer ON offers_files (offer_id);
CREATE INDEX offers_files_file ON offers_files (file_id);

INSERT INTO offers_counters (name, n) VALUES ('file', 0);
