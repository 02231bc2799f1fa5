-- +goose Up
-- How often what a module has was changed, on SQLite, in a few tables that every page reads and few acts write: what was read of them is kept
-- while the number stays, however much is written elsewhere (decision 70; counts.go has the tables). PostgreSQL names its snapshot, and has no
-- row here: one that every change writes would have them wait for each other.
CREATE TABLE core_written (
    module TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    n      BIGINT NOT NULL
);
