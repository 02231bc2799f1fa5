-- +goose Up
-- The words that offers are described by: four lists of the operator's (1.6). A word that is retired stays on the offers that have it.
CREATE TABLE offers_terms (
    id         TEXT PRIMARY KEY,
    list       TEXT NOT NULL CHECK (list IN ('setting', 'topic', 'audience', 'programme')),
    number     BIGINT NOT NULL,
    label      TEXT NOT NULL,
    label_fold TEXT NOT NULL COLLATE "C",
    position   BIGINT NOT NULL,
    retired    BOOLEAN NOT NULL,
    version    BIGINT NOT NULL,
    UNIQUE (list, number),
    UNIQUE (list, label_fold)
);

-- What an instance begins with: schools first, since three actions in four take place there.
INSERT INTO offers_terms (id, list, number, label, label_fold, position, retired, version) VALUES
    ('setting-1', 'setting', 1, 'École maternelle ou élémentaire', 'ecole maternelle ou elementaire', 1, FALSE, 1),
    ('setting-2', 'setting', 2, 'Collège', 'college', 2, FALSE, 1),
    ('setting-3', 'setting', 3, 'Lycée', 'lycee', 3, FALSE, 1),
    ('setting-4', 'setting', 4, 'Enseignement agricole', 'enseignement agricole', 4, FALSE, 1),
    ('setting-5', 'setting', 5, 'Université', 'universite', 5, FALSE, 1),
    ('setting-6', 'setting', 6, 'Crèche', 'creche', 6, FALSE, 1),
    ('setting-7', 'setting', 7, 'PMI', 'pmi', 7, FALSE, 1),
    ('setting-8', 'setting', 8, 'PJJ', 'pjj', 8, FALSE, 1),
    ('setting-9', 'setting', 9, 'EHPAD', 'ehpad', 9, FALSE, 1),
    ('setting-10', 'setting', 10, 'Établissement médico-social', 'etablissement medico social', 10, FALSE, 1),
    ('setting-11', 'setting', 11, 'CHRS', 'chrs', 11, FALSE, 1),
    ('setting-12', 'setting', 12, 'Maison de santé', 'maison de sante', 12, FALSE, 1),
    ('setting-13', 'setting', 13, 'Centre social ou CCAS', 'centre social ou ccas', 13, FALSE, 1),
    ('setting-14', 'setting', 14, 'Entreprise', 'entreprise', 14, FALSE, 1),
    ('setting-15', 'setting', 15, 'Association', 'association', 15, FALSE, 1),
    ('setting-16', 'setting', 16, 'Lieu de privation de liberté', 'lieu de privation de liberte', 16, FALSE, 1),
    ('topic-1', 'topic', 1, 'Alimentation et nutrition', 'alimentation et nutrition', 1, FALSE, 1),
    ('topic-2', 'topic', 2, 'Activité physique', 'activite physique', 2, FALSE, 1),
    ('topic-3', 'topic', 3, 'Addictions', 'addictions', 3, FALSE, 1),
    ('topic-4', 'topic', 4, 'Santé sexuelle', 'sante sexuelle', 4, FALSE, 1),
    ('topic-5', 'topic', 5, 'Prévention des infections', 'prevention des infections', 5, FALSE, 1),
    ('topic-6', 'topic', 6, 'Vaccination', 'vaccination', 6, FALSE, 1),
    ('topic-7', 'topic', 7, 'Hygiène bucco-dentaire', 'hygiene bucco dentaire', 7, FALSE, 1),
    ('topic-8', 'topic', 8, 'Sommeil', 'sommeil', 8, FALSE, 1),
    ('topic-9', 'topic', 9, 'Hygiène de vie', 'hygiene de vie', 9, FALSE, 1),
    ('audience-1', 'audience', 1, 'Maternelle', 'maternelle', 1, FALSE, 1),
    ('audience-2', 'audience', 2, 'CP-CE1-CE2', 'cp ce1 ce2', 2, FALSE, 1),
    ('audience-3', 'audience', 3, 'CM1-CM2', 'cm1 cm2', 3, FALSE, 1),
    ('audience-4', 'audience', 4, '6e-5e', '6e 5e', 4, FALSE, 1),
    ('audience-5', 'audience', 5, '4e-3e', '4e 3e', 5, FALSE, 1),
    ('audience-6', 'audience', 6, '2de-Tle', '2de tle', 6, FALSE, 1),
    ('audience-7', 'audience', 7, 'CAP', 'cap', 7, FALSE, 1),
    ('audience-8', 'audience', 8, 'Étudiants', 'etudiants', 8, FALSE, 1),
    ('audience-9', 'audience', 9, 'Adultes', 'adultes', 9, FALSE, 1),
    ('audience-10', 'audience', 10, 'Personnes âgées', 'personnes agees', 10, FALSE, 1),
    ('programme-1', 'programme', 1, 'Médecine', 'medecine', 1, FALSE, 1),
    ('programme-2', 'programme', 2, 'Pharmacie', 'pharmacie', 2, FALSE, 1),
    ('programme-3', 'programme', 3, 'Odontologie', 'odontologie', 3, FALSE, 1),
    ('programme-4', 'programme', 4, 'Maïeutique', 'maieutique', 4, FALSE, 1),
    ('programme-5', 'programme', 5, 'Kinésithérapie', 'kinesitherapie', 5, FALSE, 1),
    ('programme-6', 'programme', 6, 'Soins infirmiers', 'soins infirmiers', 6, FALSE, 1);

-- The operator's choices for offers: a row an option that is on.
CREATE TABLE offers_options (
    name TEXT PRIMARY KEY
);

-- Offers. content is the public part as a document (offer.Content as JSON): a version is one value, which is copied, compared and
-- published as a whole; what lists sort and narrow by has columns. The referent is never public and has columns of its own.
CREATE TABLE offers_offers (
    id             TEXT PRIMARY KEY,
    year           BIGINT NOT NULL,
    seq            BIGINT NOT NULL, -- the public number is year-seq, never given twice (O52)
    org_id         TEXT NOT NULL REFERENCES org_organisations (id),
    site_id        TEXT REFERENCES org_sites (id), -- the lieu or school, NULL: the structure itself
    state          TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'to_correct', 'approved', 'published', 'unpublished', 'refused', 'withdrawn', 'archived')),
    version        BIGINT NOT NULL,
    name           TEXT NOT NULL,
    name_fold      TEXT NOT NULL COLLATE "C",
    setting_id     TEXT REFERENCES offers_terms (id),
    content        TEXT NOT NULL,
    referent_name  TEXT NOT NULL,
    referent_role  TEXT NOT NULL,
    referent_phone TEXT NOT NULL,
    referent_email TEXT NOT NULL,
    -- small fields: they apply at once (O84)
    contact_phone  TEXT NOT NULL,
    contact_email  TEXT NOT NULL,
    places_closed  BOOLEAN NOT NULL, -- « Complète »: no more places are given
    publish_from   TEXT NOT NULL COLLATE "C", -- days, empty: at once, and without end
    publish_until  TEXT NOT NULL COLLATE "C",
    changed        BOOLEAN NOT NULL, -- differs from what was validated last
    submitted_once BOOLEAN NOT NULL, -- such a draft is not deleted any more
    published_once BOOLEAN NOT NULL,
    author_id      TEXT NOT NULL, -- who wrote it last, to be told what became of it
    moved_at       BIGINT NOT NULL,
    moved_by       TEXT NOT NULL, -- the name of who brought it to its state
    motive         TEXT NOT NULL, -- of the last correction, refusal, unpublication or withdrawal
    created_at     BIGINT NOT NULL,
    UNIQUE (year, seq)
);

CREATE INDEX offers_offers_org ON offers_offers (org_id, year DESC, seq DESC);
CREATE INDEX offers_offers_state ON offers_offers (org_id, state);
CREATE INDEX offers_offers_name ON offers_offers (org_id, name_fold);
CREATE INDEX offers_offers_due ON offers_offers (publish_from) WHERE state = 'approved';
CREATE INDEX offers_offers_ends ON offers_offers (publish_until) WHERE state = 'published' AND publish_until <> '';

-- The version of a published offer that is being written, until an approver validates it (O84): at most one an offer.
CREATE TABLE offers_copies (
    offer_id       TEXT PRIMARY KEY REFERENCES offers_offers (id) ON DELETE CASCADE,
    state          TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'to_correct')),
    version        BIGINT NOT NULL,
    content        TEXT NOT NULL,
    referent_name  TEXT NOT NULL,
    referent_role  TEXT NOT NULL,
    referent_phone TEXT NOT NULL,
    referent_email TEXT NOT NULL,
    author_id      TEXT NOT NULL,
    motive         TEXT NOT NULL,
    moved_at       BIGINT NOT NULL
);

-- What the public reads, and nothing else: the last validated version of each published offer (docs/decisions/0034).
CREATE TABLE offers_published (
    offer_id      TEXT PRIMARY KEY REFERENCES offers_offers (id) ON DELETE CASCADE,
    year          BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    org_id        TEXT NOT NULL, -- joins offers_structures: its name, its logo, and that it is active
    site_name     TEXT NOT NULL,
    name          TEXT NOT NULL,
    text_fold     TEXT NOT NULL COLLATE "C", -- name, summary, description, goals and lieu, folded for search
    setting_id    TEXT NOT NULL,
    commune_code  TEXT NOT NULL COLLATE "C", -- INSEE
    commune       TEXT NOT NULL,
    postal_code   TEXT NOT NULL,
    visibility    TEXT NOT NULL CHECK (visibility IN ('public', 'students', 'institution')),
    institution   TEXT NOT NULL,
    places        BIGINT NOT NULL,
    places_closed BOOLEAN NOT NULL,
    contact_phone TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    content       TEXT NOT NULL, -- offer.Content as JSON
    publish_from  TEXT NOT NULL COLLATE "C",
    publish_until TEXT NOT NULL COLLATE "C",
    published_at  BIGINT NOT NULL, -- when this offer was last shown first
    changed_at    BIGINT NOT NULL, -- when this row was last written
    seq_feed      BIGINT NOT NULL, -- of offers_clock: rises with each change, in the order of commits
    UNIQUE (year, seq)
);

CREATE INDEX offers_published_feed ON offers_published (seq_feed);
CREATE INDEX offers_published_org ON offers_published (org_id);

CREATE TABLE offers_published_terms (
    offer_id TEXT NOT NULL REFERENCES offers_published (offer_id) ON DELETE CASCADE,
    term_id  TEXT NOT NULL REFERENCES offers_terms (id),
    PRIMARY KEY (offer_id, term_id)
);

CREATE INDEX offers_published_terms_term ON offers_published_terms (term_id, offer_id);

CREATE TABLE offers_published_periods (
    offer_id TEXT NOT NULL REFERENCES offers_published (offer_id) ON DELETE CASCADE,
    n        BIGINT NOT NULL,
    from_day TEXT NOT NULL COLLATE "C",
    to_day   TEXT NOT NULL COLLATE "C",
    PRIMARY KEY (offer_id, n)
);

-- Offers that are no longer shown, so that who follows the feed drops them; the row goes when the offer is shown again.
CREATE TABLE offers_gone (
    offer_id TEXT PRIMARY KEY,
    seq_feed BIGINT NOT NULL
);

CREATE INDEX offers_gone_feed ON offers_gone (seq_feed);

-- The order of the feed: a counter row that each change takes in its transaction, so that numbers rise as commits do.
CREATE TABLE offers_clock (
    n BIGINT NOT NULL
);

INSERT INTO offers_clock (n) VALUES (0);
