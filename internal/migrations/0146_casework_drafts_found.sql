-- +goose Up
-- Drafts from before drafts were found by what they say: the program indexes each once, and whoever saves one meanwhile loses nothing. No index but a
-- partial one serves the question, since it is empty for ever after.
ALTER TABLE casework_demands ADD COLUMN to_index BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE casework_demands SET to_index = TRUE WHERE state = 'draft';
CREATE INDEX casework_demands_to_index ON casework_demands (id) WHERE to_index;

-- Files that wait for their message, by since when.
CREATE INDEX casework_files_waiting ON casework_files (at) WHERE waits;
