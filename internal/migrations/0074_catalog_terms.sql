-- +goose Up
-- What ordering from a market means, told before anybody orders (R163-R166), and where a market stands: a sub-market (R155) has a
-- market above it, which its adherents and its demandeurs reach it by.
ALTER TABLE catalog_markets ADD COLUMN parent_id TEXT REFERENCES catalog_markets (id);

ALTER TABLE catalog_markets ADD COLUMN franco BIGINT; -- cents without VAT from which delivery is free; NULL: not said

ALTER TABLE catalog_markets ADD COLUMN costs BIGINT; -- cents of delivery below the franco; NULL: not said

ALTER TABLE catalog_markets ADD COLUMN delivery_days BIGINT NOT NULL DEFAULT 0; -- working days; 0: not said

ALTER TABLE catalog_markets ADD COLUMN green BOOLEAN NOT NULL DEFAULT FALSE; -- it has green ranges

ALTER TABLE catalog_markets ADD COLUMN details_after BOOLEAN NOT NULL DEFAULT FALSE; -- the supplier asks for colour, size and finish once it has the order

ALTER TABLE catalog_markets ADD COLUMN special BOOLEAN NOT NULL DEFAULT FALSE; -- ordered by a procedure of its own, not by the basket

ALTER TABLE catalog_markets ADD COLUMN special_text TEXT NOT NULL DEFAULT ''; -- « Modalités »

ALTER TABLE catalog_markets ADD COLUMN area TEXT NOT NULL DEFAULT ''; -- beginnings of postcodes and ranges of them; '': everywhere

ALTER TABLE catalog_markets ADD COLUMN reserved BOOLEAN NOT NULL DEFAULT FALSE; -- shown to its adherents alone

CREATE INDEX catalog_markets_parent ON catalog_markets (parent_id);
