-- +goose Up
-- How often counters of living demands were written: a night's count that was overtaken by a wipe is made again (C083).
CREATE TABLE casework_count_turns (
    id BIGINT PRIMARY KEY,
    n  BIGINT NOT NULL
);

INSERT INTO casework_count_turns (id, n) VALUES (1, 0);
