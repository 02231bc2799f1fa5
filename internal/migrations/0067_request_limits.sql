-- +goose Up
-- A request may be for one thing more of a role that its asker holds (a market), or say what the role that it is for should be
-- limited to; and its asker may write why. wanted is their ids, one a line.
ALTER TABLE request_asks ADD COLUMN more_ref TEXT NOT NULL DEFAULT '';

ALTER TABLE request_asks ADD COLUMN more_label TEXT NOT NULL DEFAULT '';

ALTER TABLE request_asks ADD COLUMN wanted TEXT NOT NULL DEFAULT '';

ALTER TABLE request_asks ADD COLUMN said TEXT NOT NULL DEFAULT '';

DROP INDEX request_asks_open;

CREATE UNIQUE INDEX request_asks_open ON request_asks (account_id, role, place_kind, place_id, more_ref) WHERE state = 'open';
