-- +goose Up
-- Tickets of the survey that were used, so that a second press counts once on whatever machine it arrives (C045). The mark is a keyed hash of what was drawn
-- for a ticket, which is in the form of a browser and nowhere else: it names no demand and nobody. Until is rounded up to an hour; rows go when it is over.
CREATE TABLE casework_survey_spent (
    mark  TEXT NOT NULL COLLATE "C" PRIMARY KEY,
    until BIGINT NOT NULL
);
