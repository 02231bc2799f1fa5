-- +goose Up
-- Who asks to join a structure stands among its users, and is found and sorted as they are (O66). Of the requests that are there already the
-- accents stay until they are answered: SQL folds none alike on both engines.
ALTER TABLE offers_joins ADD COLUMN sort_fold TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE offers_joins ADD COLUMN search_fold TEXT COLLATE "C" NOT NULL DEFAULT '';

UPDATE offers_joins SET sort_fold = lower(last_name || ' ' || first_name), search_fold = lower(first_name || ' ' || last_name || ' ' || email);
