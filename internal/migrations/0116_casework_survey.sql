-- +goose Up
-- The satisfaction survey (C045). A demand knows that it was proposed, never that it was answered; answers are counters alone.
ALTER TABLE casework_demands ADD COLUMN surveyed BOOLEAN NOT NULL DEFAULT FALSE;

-- How often each answer was given: no ballot is kept, nor who, when or for which demand. An empty theme is none.
CREATE TABLE casework_survey (
    agency_id TEXT NOT NULL REFERENCES casework_agencies (id),
    theme_id  TEXT NOT NULL,
    month     TEXT NOT NULL COLLATE "C", -- 2026-11
    question  TEXT NOT NULL CHECK (question IN ('solved', 'delay', 'clarity', 'courtesy')),
    answer    TEXT NOT NULL COLLATE "C",
    n         BIGINT NOT NULL,
    PRIMARY KEY (agency_id, theme_id, month, question, answer)
);
