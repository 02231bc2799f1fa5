-- +goose Up
-- Accounts that several people of a structure use together (O74, O78). Such an account manages offers, and nothing more.
CREATE TABLE offers_shared (
    org_id     TEXT NOT NULL REFERENCES org_organisations (id),
    account_id TEXT NOT NULL,
    marked_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, account_id)
);

-- Who uses a shared account in a session, as they said. said is that as others read it.
CREATE TABLE offers_speakers (
    session_id TEXT PRIMARY KEY,
    org_id     TEXT NOT NULL REFERENCES org_organisations (id),
    account_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    site_id    TEXT REFERENCES org_sites (id),
    said       TEXT NOT NULL,
    said_at    BIGINT NOT NULL
);

CREATE INDEX offers_speakers_account ON offers_speakers (account_id);

ALTER TABLE offers_invitations ADD COLUMN shared BOOLEAN NOT NULL DEFAULT FALSE;
