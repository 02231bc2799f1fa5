-- +goose Up
INSERT INTO catalog_counters (name, n) VALUES ('article', 0), ('category', 0), ('edition', 0);

-- The edition of its catalogue that a market shows. What is prepared for a later one is not seen before.
ALTER TABLE catalog_markets ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;

-- The tree of all markets' articles: category, family, sub-family. The path names a place in it once, folded, with / between.
CREATE TABLE catalog_categories (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES catalog_categories (id),
    depth     INTEGER NOT NULL CHECK (depth BETWEEN 1 AND 3),
    name      TEXT NOT NULL,
    path      TEXT NOT NULL UNIQUE COLLATE "C"
);

-- Articles, by the number in their address. There may be millions, so small keys: a market is named by its number.
CREATE TABLE catalog_articles (
    number    INTEGER PRIMARY KEY,
    market    BIGINT NOT NULL REFERENCES catalog_markets (number),
    reference TEXT NOT NULL COLLATE "C" -- as the supplier writes it
);

CREATE UNIQUE INDEX catalog_articles_reference ON catalog_articles (market, reference);

-- What is said of an article from one edition of its market's catalogue to another, which it is not in any more. A line is
-- never changed once its edition was shown: orders point to it.
CREATE TABLE catalog_versions (
    article      INTEGER NOT NULL REFERENCES catalog_articles (number),
    from_edition BIGINT NOT NULL,
    to_edition   BIGINT NOT NULL, -- 9223372036854775807 while none follows
    market       BIGINT NOT NULL, -- of the article
    category_id  INTEGER NOT NULL REFERENCES catalog_categories (id),
    title        TEXT NOT NULL,
    description  TEXT NOT NULL,
    brand        TEXT NOT NULL,
    unit         TEXT NOT NULL,   -- what is priced and ordered: « boîte »
    pack         INTEGER NOT NULL CHECK (pack > 0),     -- pieces in a unit
    multiple     INTEGER NOT NULL CHECK (multiple > 0), -- units that are ordered together
    price        BIGINT CHECK (price > 0), -- of a unit, without VAT, in ten-thousandths of a euro; NULL: none yet
    vat          INTEGER NOT NULL CHECK (vat BETWEEN 0 AND 10000), -- rate, in hundredths of a percent
    ean          TEXT NOT NULL,
    cpv          TEXT NOT NULL,   -- eight digits
    green        INTEGER NOT NULL, -- labels, as bits
    special      BOOLEAN NOT NULL, -- bought by a procedure of its own
    withdrawn    BOOLEAN NOT NULL,
    equivalents  TEXT NOT NULL,   -- references in the same market, with ; between
    PRIMARY KEY (article, from_edition)
);

CREATE INDEX catalog_versions_begun ON catalog_versions (market, from_edition, article);

CREATE INDEX catalog_versions_ended ON catalog_versions (market, to_edition, article) WHERE to_edition < 9223372036854775807;

-- What changed for who searches, in the order of commits: a market shows another edition.
CREATE TABLE catalog_clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  BIGINT NOT NULL
);

INSERT INTO catalog_clock (id, n) VALUES (1, 0);

CREATE TABLE catalog_feed (
    n            BIGINT PRIMARY KEY,
    market       BIGINT NOT NULL REFERENCES catalog_markets (number),
    was_edition  BIGINT NOT NULL,
    edition      BIGINT NOT NULL,
    at           BIGINT NOT NULL
);
