-- +goose Up

-- Who counts the holders of a role before giving or taking one waits here for their turn, so that two count right.
CREATE TABLE access_turn (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  BIGINT NOT NULL
);

INSERT INTO access_turn (id, n) VALUES (1, 0);

-- What somebody gave and still counts or will: whose mail came back is told to who gave (R110).
CREATE INDEX access_grants_giver ON access_grants (given_by) WHERE taken_at IS NULL;
