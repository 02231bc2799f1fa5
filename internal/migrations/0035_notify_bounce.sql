-- +goose Up

-- What became of a mail after a server had taken it, and what an administrator decided. `state` and `withheld` go on saying
-- what the release before this one knows: a mail that came back is 'accepted' there, a dismissed one 'failed'.
ALTER TABLE notify_mails ADD COLUMN later TEXT NOT NULL DEFAULT '' CHECK (later IN ('', 'bounced', 'dismissed'));
ALTER TABLE notify_mails ADD COLUMN held TEXT NOT NULL DEFAULT '' CHECK (held IN ('', 'address_refused'));
ALTER TABLE notify_mails ADD COLUMN bounced_at BIGINT;
ALTER TABLE notify_mails ADD COLUMN delivered_at BIGINT;
ALTER TABLE notify_mails ADD COLUMN complained_at BIGINT;

CREATE INDEX notify_mails_later ON notify_mails (later, queued_at, id) WHERE later <> '';
CREATE INDEX notify_mails_refused ON notify_mails (address_fold) WHERE address_refused;

-- What came back from outside, once each: reports of mail servers, events of a sending service. Never a mail's text.
CREATE TABLE notify_returns (
  id      TEXT PRIMARY KEY,
  way     TEXT NOT NULL CHECK (way IN ('mail', 'hook')),
  event   TEXT NOT NULL, -- tells repeats apart: a service's own id, or the mail and what was said of it
  mail_id TEXT NOT NULL,
  news    TEXT NOT NULL CHECK (news IN ('bounced', 'delayed', 'delivered', 'complained', 'automatic', 'unreadable')),
  status  TEXT NOT NULL, -- enhanced status code (RFC 3463)
  detail  TEXT NOT NULL,
  at      BIGINT NOT NULL,
  UNIQUE (way, event)
);

CREATE INDEX notify_returns_at ON notify_returns (at, id);
