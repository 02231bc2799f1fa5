-- +goose Up
-- Passwords that somebody else made: they open the page where their bearer chooses their own, and nothing else (O26). One an address.
CREATE TABLE account_temporaries (
    id            TEXT PRIMARY KEY,
    email_fold    TEXT NOT NULL UNIQUE COLLATE "C",
    password_hash TEXT NOT NULL, -- PHC string of a typed one, the hash of a secret of a mailed one
    typed         BOOLEAN NOT NULL,
    ref           TEXT NOT NULL, -- what makes the account at the first use; '': it is there
    token_id      TEXT NOT NULL, -- of the link that it opened last; '': none yet
    given_at      BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);

CREATE INDEX account_temporaries_expiry ON account_temporaries (expires_at);
CREATE INDEX account_temporaries_ref ON account_temporaries (ref) WHERE ref <> '';

-- Since when an account is open whose owner has not shown that its mailbox is theirs: it was opened by a typed password.
ALTER TABLE account_accounts ADD COLUMN unproven_at BIGINT;
