-- +goose Up
-- Keyed hash of the usager's name and year of birth, where a whole date or a month is known: that of a demand which knows the year alone, as « person »
-- keeps it (C030). Empty: of before this, until it is written again.
ALTER TABLE casework_demands ADD COLUMN person_year TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX casework_demands_person_year ON casework_demands (person_year) WHERE person_year <> '';
