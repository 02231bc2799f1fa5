-- +goose Up
-- A document of the operator may be typed: the text is its page, and the file the PDF that is made of it (O40). A file that was sent beside a text
-- is not made of it.
ALTER TABLE offers_documents ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE offers_documents ADD COLUMN made BOOLEAN NOT NULL DEFAULT FALSE;
