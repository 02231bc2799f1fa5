-- +goose Up

-- A kind of mail may come « une fois par jour »: its mails wait, and go out together in one, the digest. `state` goes on saying
-- what the release before this one knows: what waits is 'queued' without a time to go, what was told in a digest 'withheld'.
ALTER TABLE notify_choices ADD COLUMN daily BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE notify_mails ADD COLUMN digest TEXT NOT NULL DEFAULT '' CHECK (digest IN ('', 'for_digest', 'in_digest'));
ALTER TABLE notify_mails ADD COLUMN digest_id TEXT NOT NULL DEFAULT ''; -- the mail that told it

CREATE INDEX notify_mails_for_digest ON notify_mails (account_id, queued_at, id) WHERE digest = 'for_digest';
CREATE INDEX notify_mails_in_digest ON notify_mails (digest_id, queued_at, id) WHERE digest_id <> '';
