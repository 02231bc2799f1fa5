-- +goose Up
-- The day of birth of who has an identifier built of it (R100), and of nobody else.
ALTER TABLE account_accounts ADD COLUMN born_on TEXT;

-- What such an identifier is recognised by however it is typed (R103). Two accounts may have one: then it is nobody's.
ALTER TABLE account_accounts ADD COLUMN login_key TEXT;

CREATE INDEX account_accounts_login_key ON account_accounts (login_key);

-- What an own sign-up says of its person where identifiers are built: the identifier itself is made when the link was used.
ALTER TABLE account_registrations ADD COLUMN first_name TEXT NOT NULL DEFAULT '';

ALTER TABLE account_registrations ADD COLUMN last_name TEXT NOT NULL DEFAULT '';

ALTER TABLE account_registrations ADD COLUMN born_on TEXT;
