-- +goose Up

-- Personal access tokens of the API. Only the hash of the secret is kept; the secret itself is made from the id and the
-- instance's key, when it is shown. Ended ones stay for a while, for the person to see.
CREATE TABLE token_tokens (
    id          TEXT PRIMARY KEY,
    account_id  TEXT NOT NULL REFERENCES account_accounts (id),
    number      BIGINT NOT NULL, -- from 1 within the account: it stands in addresses
    name        TEXT NOT NULL,   -- what the person calls it
    scopes      TEXT NOT NULL,   -- sorted, with a space between: 'needs:read needs:write'
    secret_hash TEXT NOT NULL UNIQUE,
    state       TEXT NOT NULL CHECK (state IN ('live', 'revoked', 'dropped')),
    state_at    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT,          -- to five minutes
    version     BIGINT NOT NULL,
    UNIQUE (account_id, number)
);

CREATE INDEX token_tokens_expiry ON token_tokens (expires_at);
