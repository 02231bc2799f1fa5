-- +goose Up
-- The public numbers of « Offres », one row for each kind of thing.
CREATE TABLE offers_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);

INSERT INTO offers_counters (name, n) VALUES ('structure', 0), ('type', 0);

-- Types of offreurs, the operator's list (O11). Each says by which number such a body is known: a school of the first degree has no
-- SIREN of its own (O16).
CREATE TABLE offers_types (
    id         TEXT PRIMARY KEY,
    number     BIGINT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    name_fold  TEXT NOT NULL COLLATE "C" UNIQUE,
    identifier TEXT NOT NULL CHECK (identifier IN ('siren', 'uai', 'either')),
    state      TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    created_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);

-- What an instance begins with; schools come first, since three actions in four take place there.
INSERT INTO offers_types (id, number, name, name_fold, identifier, state, created_at, version) VALUES
    ('type-ecole', 1, 'École maternelle ou élémentaire', 'ecole maternelle ou elementaire', 'uai', 'open', 0, 1),
    ('type-circonscription', 2, 'Circonscription (IEN)', 'circonscription ien', 'either', 'open', 0, 1),
    ('type-college', 3, 'Collège', 'college', 'either', 'open', 0, 1),
    ('type-lycee', 4, 'Lycée', 'lycee', 'either', 'open', 0, 1),
    ('type-universite', 5, 'Université', 'universite', 'either', 'open', 0, 1),
    ('type-association', 6, 'Association', 'association', 'siren', 'open', 0, 1),
    ('type-ehpad', 7, 'EHPAD', 'ehpad', 'siren', 'open', 0, 1),
    ('type-soins', 8, 'Structure de soins', 'structure de soins', 'siren', 'open', 0, 1),
    ('type-collectivite', 9, 'Collectivité', 'collectivite', 'siren', 'open', 0, 1),
    ('type-entreprise', 10, 'Entreprise', 'entreprise', 'siren', 'open', 0, 1);
UPDATE offers_counters SET n = 10 WHERE name = 'type';

-- Structures offreuses: a request from the first day, an organisation of kind provider once it was accepted.
CREATE TABLE offers_structures (
    id              TEXT PRIMARY KEY,
    number          BIGINT NOT NULL UNIQUE,
    org_id          TEXT REFERENCES org_organisations (id), -- NULL until the moderator accepted it
    state           TEXT NOT NULL CHECK (state IN ('requested', 'to_correct', 'refused', 'active', 'suspended', 'closed')),
    version         BIGINT NOT NULL,
    -- the nine fields of O7
    name            TEXT NOT NULL,
    name_fold       TEXT NOT NULL COLLATE "C",
    siren           TEXT NOT NULL COLLATE "C",
    uai             TEXT NOT NULL COLLATE "C",
    address         TEXT NOT NULL,
    complement      TEXT NOT NULL,
    postal_code     TEXT NOT NULL,
    commune         TEXT NOT NULL,
    commune_code    TEXT NOT NULL, -- INSEE
    type_id         TEXT REFERENCES offers_types (id),
    signatory       TEXT NOT NULL, -- « Madame MICHU », who signs the conventions
    signatory_role  TEXT NOT NULL,
    about           TEXT NOT NULL,
    logo_id         TEXT, -- of a file
    -- who asked (O18); nobody signs in with it before the structure is accepted (O21)
    first_name      TEXT NOT NULL,
    last_name       TEXT NOT NULL,
    function        TEXT NOT NULL,
    email           TEXT NOT NULL,
    email_fold      TEXT NOT NULL COLLATE "C",
    phone           TEXT NOT NULL,
    lang            TEXT NOT NULL,
    -- moderation
    asked_at        BIGINT NOT NULL,
    moved_at        BIGINT NOT NULL,
    moved_by        TEXT NOT NULL, -- the name of who brought it to its state
    motive          TEXT NOT NULL, -- of the last correction asked, refusal or suspension
    turn            BIGINT NOT NULL, -- how often corrections were asked: a link counts for its own turn alone
    flagged_at      BIGINT, -- to be moderated again since (O56); NULL: it is not
    approved        TEXT NOT NULL -- the sensitive values as the moderator knows them, as JSON
);

-- A structure that works has its numbers for itself; requests may meet, and the moderator sees it (O17).
CREATE UNIQUE INDEX offers_structures_org ON offers_structures (org_id) WHERE org_id IS NOT NULL;
CREATE INDEX offers_structures_siren ON offers_structures (siren) WHERE siren <> '';
CREATE INDEX offers_structures_uai ON offers_structures (uai) WHERE uai <> '';
CREATE INDEX offers_structures_state ON offers_structures (state, moved_at);
CREATE INDEX offers_structures_email ON offers_structures (email_fold);
