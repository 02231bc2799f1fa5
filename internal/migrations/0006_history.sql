-- +goose Up
-- Who did what to which object, when, from which state to which. Written in the transaction of the act, never changed.
CREATE TABLE history_lines (
    id          TEXT PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    act         TEXT NOT NULL,
    from_state  TEXT NOT NULL,
    to_state    TEXT NOT NULL,
    account_id  TEXT NOT NULL, -- empty when the program did it
    name        TEXT NOT NULL, -- of who did it, as it was then
    data        TEXT NOT NULL, -- JSON object of strings
    asked_at    BIGINT,        -- when the request reached the server
    done_at     BIGINT NOT NULL
);

CREATE INDEX history_lines_object ON history_lines (object_kind, object_id, id);

CREATE INDEX history_lines_account ON history_lines (account_id, id);
