-- +goose Up
-- Identities that others keep (OpenID Connect), linked to an account by its person. The issuer and its subject are the identity; the
-- address that the provider told is kept to be recognised by, and nobody is found by it. See docs/decisions/0042-others-identities.md.
CREATE TABLE account_identities (
    id           TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES account_accounts (id),
    provider     TEXT NOT NULL, -- its key in the program's settings
    issuer       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    label        TEXT NOT NULL, -- the address or the name that the provider told, last
    linked_at    BIGINT NOT NULL,
    last_used_at BIGINT,
    UNIQUE (issuer, subject)
);

CREATE INDEX account_identities_account ON account_identities (account_id, linked_at);
