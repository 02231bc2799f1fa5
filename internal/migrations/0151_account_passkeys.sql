-- +goose Up
-- Passkeys (WebAuthn), each of one account. A key whose counter went backwards may have been copied: it opens nothing until its owner
-- removes it.
CREATE TABLE account_passkeys (
    id            TEXT PRIMARY KEY,
    account_id    TEXT NOT NULL REFERENCES account_accounts (id),
    credential    TEXT NOT NULL UNIQUE, -- the key's own id, base64url
    public_key    BYTEA NOT NULL,
    counter       BIGINT NOT NULL,      -- of its signatures; 0: it does not count
    aaguid        TEXT NOT NULL,        -- model of the authenticator, base64url
    synced        BOOLEAN NOT NULL,     -- it may live on several devices
    name          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('live', 'doubtful')),
    state_at      BIGINT NOT NULL,
    added_at      BIGINT NOT NULL,
    last_used_at  BIGINT
);

CREATE INDEX account_passkeys_account ON account_passkeys (account_id, added_at);
