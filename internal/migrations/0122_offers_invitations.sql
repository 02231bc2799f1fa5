-- +goose Up
-- Invitations of people to a structure. Whether an address has an account is looked up when its owner accepts, never before (O65).
CREATE TABLE offers_invitations (
    id          TEXT PRIMARY KEY,
    number      BIGINT NOT NULL UNIQUE,
    org_id      TEXT NOT NULL REFERENCES org_organisations (id),
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'withdrawn')),
    version     BIGINT NOT NULL,
    email       TEXT NOT NULL,
    email_fold  TEXT NOT NULL COLLATE "C",
    first_name  TEXT NOT NULL,
    last_name   TEXT NOT NULL,
    function    TEXT NOT NULL,
    phone       TEXT NOT NULL,
    lang        TEXT NOT NULL,
    sort_fold   TEXT NOT NULL COLLATE "C",
    search_fold TEXT NOT NULL COLLATE "C",
    roles       TEXT NOT NULL, -- keys, a space between
    sent_by     TEXT NOT NULL, -- the account of who sent it last: it is void once they lost the right (O71)
    sent_name   TEXT NOT NULL,
    invited_at  BIGINT NOT NULL, -- when it was sent first; reminders count from it
    sent_at     BIGINT NOT NULL, -- of the link that serves
    sends       BIGINT NOT NULL, -- how many links were sent: the last one serves
    reminded    BIGINT NOT NULL, -- how many reminders went
    account_id  TEXT -- of who accepted
);

CREATE UNIQUE INDEX offers_invitations_waiting ON offers_invitations (org_id, email_fold) WHERE state = 'waiting';
CREATE INDEX offers_invitations_due ON offers_invitations (invited_at) WHERE state = 'waiting';

INSERT INTO offers_counters (name, n) VALUES ('invitation', 0);
