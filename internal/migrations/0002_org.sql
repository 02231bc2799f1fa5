-- +goose Up
-- One row. Each change of the tree updates it first, so that two of them never read the closure at the same time;
-- next_num numbers the organisations for org_words.
CREATE TABLE org_tree (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    next_num BIGINT NOT NULL
);

INSERT INTO org_tree (id, next_num) VALUES (1, 1);

-- Legal and practical bodies: schools, their authorities, agencies, providers, suppliers. Never deleted: closed.
CREATE TABLE org_organisations (
    id           TEXT PRIMARY KEY,
    num          BIGINT NOT NULL,                  -- small key, for org_words alone
    ref          TEXT NOT NULL COLLATE "C" UNIQUE, -- names it in addresses; never changes
    kind         TEXT NOT NULL CHECK (kind IN ('school', 'authority', 'agency', 'provider', 'supplier', 'central')),
    country      TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_fold    TEXT NOT NULL COLLATE "C",
    nature       TEXT NOT NULL, -- the register's own word: Ecole, Collège
    sector       TEXT NOT NULL, -- the register's own word: Public, Libre confessionnel
    uai          TEXT NOT NULL,
    fase         TEXT NOT NULL, -- of the establishment, or of the authority, which are numbered apart
    siren        TEXT NOT NULL, -- not unique: schools share their commune's
    siret        TEXT NOT NULL,
    bce          TEXT NOT NULL,
    address      TEXT NOT NULL,
    complement   TEXT NOT NULL,
    postal_code  TEXT NOT NULL,
    commune      TEXT NOT NULL,
    commune_code TEXT NOT NULL, -- INSEE
    phone        TEXT NOT NULL, -- E.164
    parent_id    TEXT REFERENCES org_organisations (id),
    source       TEXT NOT NULL, -- the register it came from, empty when people entered it
    created_at   BIGINT NOT NULL,
    closed_at    BIGINT,
    version      BIGINT NOT NULL
);

CREATE UNIQUE INDEX org_organisations_uai ON org_organisations (uai) WHERE uai <> '';

CREATE UNIQUE INDEX org_organisations_fase ON org_organisations (kind, fase) WHERE fase <> '';

CREATE INDEX org_organisations_siren ON org_organisations (siren) WHERE siren <> '';

CREATE INDEX org_organisations_bce ON org_organisations (bce) WHERE bce <> '';

CREATE INDEX org_organisations_parent ON org_organisations (parent_id);

CREATE INDEX org_organisations_name ON org_organisations (name_fold, id);

-- What the search asks of each hit.
CREATE INDEX org_organisations_num ON org_organisations (num, kind, closed_at, name_fold, id);

CREATE INDEX org_organisations_kind ON org_organisations (kind, name_fold, id);

-- The tree: each organisation with itself at depth 0 and with all above it.
CREATE TABLE org_closure (
    ancestor   TEXT NOT NULL REFERENCES org_organisations (id),
    descendant TEXT NOT NULL REFERENCES org_organisations (id),
    depth      BIGINT NOT NULL,
    PRIMARY KEY (ancestor, descendant)
);

CREATE INDEX org_closure_descendant ON org_closure (descendant, depth, ancestor);

-- Sites of an organisation: where it works and has things delivered (implantations).
CREATE TABLE org_sites (
    id           TEXT PRIMARY KEY,
    org_id       TEXT NOT NULL REFERENCES org_organisations (id),
    ref          TEXT NOT NULL COLLATE "C", -- names it in addresses, within its organisation
    name         TEXT NOT NULL,
    name_fold    TEXT NOT NULL COLLATE "C",
    fase         TEXT NOT NULL, -- the site's digits, without the establishment's
    address      TEXT NOT NULL,
    complement   TEXT NOT NULL,
    postal_code  TEXT NOT NULL,
    commune      TEXT NOT NULL,
    commune_code TEXT NOT NULL,
    phone        TEXT NOT NULL, -- E.164
    created_at   BIGINT NOT NULL,
    closed_at    BIGINT,
    version      BIGINT NOT NULL,
    UNIQUE (org_id, ref)
);

-- What an organisation is found by: the folded words of its names, places and numbers, and of its sites'.
-- Ten rows an organisation, so it has small keys: num is that of org_organisations.
CREATE TABLE org_words (
    num  BIGINT NOT NULL,
    word TEXT NOT NULL COLLATE "C",
    PRIMARY KEY (num, word)
);

CREATE INDEX org_words_word ON org_words (word, num);
