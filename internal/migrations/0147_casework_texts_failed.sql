-- +goose Up
-- Texts that wait for somebody, and those that are tried again: what administrators look at, and every page of theirs counts. They are few among all.
CREATE INDEX casework_texts_failed ON casework_texts (queued_at) WHERE state IN ('refused', 'failed');
CREATE INDEX casework_texts_late ON casework_texts (queued_at) WHERE state IN ('deferred', 'uncertain');
