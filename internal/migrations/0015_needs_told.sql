-- +goose Up
-- When coordinators were told of the demand that waits, and the version that it had: who withdraws and asks again mails
-- them once a day at most. Empty once they decided.
ALTER TABLE needs_memberships ADD COLUMN told_at BIGINT;

ALTER TABLE needs_memberships ADD COLUMN told_round BIGINT NOT NULL DEFAULT 0;

UPDATE needs_memberships SET told_at = asked_at, told_round = version WHERE state = 'asked';
