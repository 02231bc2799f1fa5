-- +goose Up
-- What providers of SMS told, so that each is taken once however often it is delivered (C064). Neither numbers nor texts.
CREATE TABLE sms_events (
    provider TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('message', 'delivered', 'failed')),
    id       TEXT NOT NULL, -- the provider's
    at       BIGINT NOT NULL,
    PRIMARY KEY (provider, kind, id)
);
