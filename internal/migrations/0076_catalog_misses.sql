-- +goose Up
-- Searches for articles that found nothing: folded words by day, and nothing of who asked.
CREATE TABLE catalog_misses (
    words   TEXT NOT NULL COLLATE "C",
    day     TEXT NOT NULL COLLATE "C", -- of UTC, 2026-11-21
    n       BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (words, day)
);

CREATE INDEX catalog_misses_by_day ON catalog_misses (day);

-- Words that the purchasing body has dealt with, and when: they wait again once they are looked for later.
CREATE TABLE catalog_misses_settled (
    words TEXT PRIMARY KEY COLLATE "C",
    at    BIGINT NOT NULL
);
