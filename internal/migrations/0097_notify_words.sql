-- +goose Up

-- The newest words on an address, without reading all mails that ever went there: asked for each mail that goes out, and by each home page.
CREATE INDEX notify_mails_words ON notify_mails (address_fold, (coalesce(bounced_at, delivered_at, settled_at)), id);
