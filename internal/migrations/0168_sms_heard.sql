-- +goose Up
-- To which machine a text of a message centre was delivered last: an event of the provider 'line' (C064). Of others it is empty.
ALTER TABLE sms_events ADD COLUMN machine TEXT NOT NULL DEFAULT '';
