-- +goose Up
-- The usager's authorisations (C060-C063). The number and every text are sealed by the demand's key; what remains readable
-- are dates and who asked. The hash of a number is keyed by the instance, and finds whom an answer concerns.
CREATE TABLE casework_mandates (
    id          TEXT PRIMARY KEY,
    demand_id   TEXT NOT NULL REFERENCES casework_demands (id),
    key_id      TEXT NOT NULL REFERENCES casework_keys (id),
    n           BIGINT NOT NULL, -- within its demand, from 1
    kind        TEXT NOT NULL CHECK (kind IN ('signed', 'held', 'sms')),
    state       TEXT NOT NULL CHECK (state IN ('asked', 'given', 'refused', 'revoked')), -- expired is derived
    number      BYTEA NOT NULL, -- sealed; empty of a sheet
    number_hash TEXT NOT NULL COLLATE "C", -- empty of a sheet
    signed_on   TEXT NOT NULL, -- day of a sheet
    file_id     TEXT NOT NULL, -- the sheet's scan; empty: none
    asked_at    BIGINT NOT NULL,
    asked_by    TEXT NOT NULL,
    asked_name  TEXT NOT NULL,
    given_at    BIGINT,
    ended_at    BIGINT, -- refused or revoked
    ended_name  TEXT NOT NULL, -- who took it back; empty: the usager
    reminded    BOOLEAN NOT NULL,
    again       BOOLEAN NOT NULL, -- an answer that said neither was asked about once more
    version     BIGINT NOT NULL,
    UNIQUE (demand_id, n)
);

CREATE INDEX casework_mandates_number ON casework_mandates (number_hash, asked_at) WHERE number_hash <> '';

-- What usagers answered, as it came.
CREATE TABLE casework_mandate_answers (
    id         TEXT PRIMARY KEY,
    mandate_id TEXT NOT NULL REFERENCES casework_mandates (id),
    answer     TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'unclear')),
    text       BYTEA NOT NULL, -- sealed
    event_id   TEXT NOT NULL, -- the provider's
    said_at    BIGINT NOT NULL, -- by the provider's clock
    came_at    BIGINT NOT NULL
);

CREATE INDEX casework_mandate_answers_of ON casework_mandate_answers (mandate_id, came_at);

-- The texts to usagers: an outbox, as notify_mails is that of mails. The number is the mandate's.
CREATE TABLE casework_texts (
    id             TEXT PRIMARY KEY, -- the same at each try: by it a provider knows a repetition
    mandate_id     TEXT NOT NULL REFERENCES casework_mandates (id),
    occasion       TEXT NOT NULL CHECK (occasion IN ('ask', 'remind', 'again')),
    text           BYTEA NOT NULL, -- sealed
    state          TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'refused', 'uncertain', 'deferred', 'failed', 'dropped')),
    tries          BIGINT NOT NULL,
    tries_before   BIGINT NOT NULL, -- when somebody last sent it again
    cuts           BIGINT NOT NULL,
    provider       TEXT NOT NULL, -- by which way it went
    event_id       TEXT NOT NULL, -- the provider's id of it, by which receipts name it
    detail         TEXT NOT NULL, -- the provider's last words, without numbers
    queued_at      BIGINT NOT NULL,
    due_at         BIGINT,
    sending_at     BIGINT,
    settled_at     BIGINT,
    delivered_at   BIGINT, -- said to have arrived
    undelivered_at BIGINT, -- said to have been given up
    UNIQUE (mandate_id, occasion)
);

CREATE INDEX casework_texts_event ON casework_texts (provider, event_id) WHERE event_id <> '';

CREATE INDEX casework_texts_due ON casework_texts (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX casework_texts_sending ON casework_texts (sending_at) WHERE state = 'sending';
