-- +goose Up
-- The telephones of the demonstration: what was sent to them, and what was answered from them. A platform on real data never has a
-- row here.
CREATE TABLE sms_mailbox (
    id         TEXT PRIMARY KEY, -- of a text that was sent, the provider's id of it
    message_id TEXT NOT NULL,    -- ours; empty of an answer
    phone      TEXT NOT NULL,    -- E.164
    sender     TEXT NOT NULL,
    answer     BOOLEAN NOT NULL, -- it came from the telephone
    text       TEXT NOT NULL,
    at         BIGINT NOT NULL
);

CREATE INDEX sms_mailbox_at ON sms_mailbox (at, id);

CREATE INDEX sms_mailbox_phone ON sms_mailbox (phone, at, id);
