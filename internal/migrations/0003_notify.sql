-- +goose Up

-- The outbox and the log of mails: what was queued in the transaction that caused it, and what became of it. Never the mail's text.
CREATE TABLE notify_mails (
  id              TEXT PRIMARY KEY,
  kind            TEXT NOT NULL,
  account_id      TEXT NOT NULL, -- '' when it goes to somebody without an account
  address         TEXT NOT NULL,
  address_fold    TEXT NOT NULL,
  name            TEXT NOT NULL,
  lang            TEXT NOT NULL,
  object_kind     TEXT NOT NULL,
  object_id       TEXT NOT NULL,
  occasion        TEXT NOT NULL, -- tells apart mails of one kind about one object to one address
  data            TEXT NOT NULL, -- JSON that the mail is made of; '' once accepted or withheld
  state           TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'refused', 'uncertain', 'deferred', 'failed', 'withheld')),
  withheld        TEXT NOT NULL CHECK (withheld IN ('', 'switched_off', 'never_signed_in')),
  tries           BIGINT NOT NULL, -- dialogues begun; each belongs to one job
  tries_before    BIGINT NOT NULL, -- those of before the last retry by hand
  cuts            BIGINT NOT NULL, -- times that no answer came, since the last retry by hand
  repeated        BOOLEAN NOT NULL, -- it may have arrived already
  message_id      TEXT NOT NULL, -- '' before the first try; the same at each try
  detail          TEXT NOT NULL, -- the server's last words
  address_refused BOOLEAN NOT NULL, -- refused because of the address itself
  stop_hash       TEXT NOT NULL, -- of the secret in its unsubscribe link; '' when this mail cannot be switched off
  queued_at       BIGINT NOT NULL,
  due_at          BIGINT, -- of the next try
  sending_at      BIGINT, -- of the last try
  settled_at      BIGINT, -- accepted, refused, failed or withheld
  UNIQUE (kind, object_kind, object_id, address_fold, occasion)
);

CREATE INDEX notify_mails_account ON notify_mails (account_id, queued_at, id);
CREATE INDEX notify_mails_queued ON notify_mails (queued_at, id);
CREATE INDEX notify_mails_state ON notify_mails (state, queued_at, id);
CREATE INDEX notify_mails_address ON notify_mails (address_fold, settled_at);
CREATE INDEX notify_mails_object ON notify_mails (object_kind, object_id);
CREATE INDEX notify_mails_due ON notify_mails (due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX notify_mails_stop ON notify_mails (stop_hash) WHERE stop_hash <> '';

-- The mails that a person does not want. The kind '' stands for all that can be switched off.
CREATE TABLE notify_choices (
  account_id TEXT NOT NULL,
  kind       TEXT NOT NULL,
  off        BOOLEAN NOT NULL,
  chosen_at  BIGINT NOT NULL,
  PRIMARY KEY (account_id, kind)
);

-- The demonstration's mailbox: the only place where texts of mails are kept.
CREATE TABLE mail_mailbox (
  id           TEXT PRIMARY KEY,
  at           BIGINT NOT NULL,
  message_id   TEXT NOT NULL,
  kind         TEXT NOT NULL,
  from_address TEXT NOT NULL,
  from_name    TEXT NOT NULL,
  to_address   TEXT NOT NULL,
  to_fold      TEXT NOT NULL,
  to_name      TEXT NOT NULL,
  subject      TEXT NOT NULL,
  text_body    TEXT NOT NULL,
  html_body    TEXT NOT NULL
);

CREATE INDEX mail_mailbox_at ON mail_mailbox (at, id);
CREATE INDEX mail_mailbox_to ON mail_mailbox (to_fold, at, id);

CREATE TABLE mail_mailbox_files (
  mail_id TEXT NOT NULL REFERENCES mail_mailbox (id) ON DELETE CASCADE,
  n       BIGINT NOT NULL,
  name    TEXT NOT NULL,
  mime    TEXT NOT NULL,
  body    BYTEA NOT NULL,
  PRIMARY KEY (mail_id, n)
);
