-- +goose Up
INSERT INTO catalog_counters (name, n) VALUES ('update', 0);

-- Updates of the markets' catalogues: what a sheet, or somebody by hand, makes of a market's next edition.
CREATE TABLE catalog_updates (
    number          BIGINT PRIMARY KEY, -- public
    market          BIGINT NOT NULL REFERENCES catalog_markets (number),
    mode            TEXT NOT NULL CHECK (mode IN ('full', 'changes', 'prices', 'hand')),
    state           TEXT NOT NULL CHECK (state IN ('reading', 'ready', 'scheduled', 'live', 'undoing', 'undone', 'dropping', 'dropped', 'void', 'refused')),
    edition         BIGINT NOT NULL, -- that it prepares
    before_edition  BIGINT NOT NULL, -- that the market showed when it began, and shows again once it is undone
    highest         BIGINT NOT NULL, -- number of an article when it began: those above are its own
    file_id         TEXT REFERENCES document_files (id), -- NULL: by hand
    file_name       TEXT NOT NULL,
    sha256          TEXT NOT NULL,
    usual_category  TEXT NOT NULL, -- of lines that name none
    usual_vat       BIGINT NOT NULL, -- likewise, in hundredths of a percent; -1: none
    live_on         TEXT NOT NULL, -- a day, of one that is scheduled
    started_by      TEXT NOT NULL,
    started_name    TEXT NOT NULL,
    started_at      BIGINT NOT NULL,
    moved_by        TEXT NOT NULL, -- whose act brought the state; empty: the program's own
    moved_name      TEXT NOT NULL,
    moved_at        BIGINT NOT NULL,
    header          TEXT NOT NULL, -- JSON: columns that were left alone
    fault           TEXT NOT NULL, -- JSON: why the file was refused as a whole
    done            BIGINT NOT NULL, -- how far the reading is, in bytes, of how many
    total           BIGINT NOT NULL,
    at_line         BIGINT NOT NULL, -- the last line that was dealt with
    at_reference    TEXT NOT NULL,   -- of a full one: the last of the market's references that was looked for in the file
    at_article      BIGINT NOT NULL, -- of one that is taken back: the last article that was
    line_count      BIGINT NOT NULL,
    new_count       BIGINT NOT NULL,
    changed_count   BIGINT NOT NULL,
    priced_count    BIGINT NOT NULL, -- of those that changed: the price did
    withdrawn_count BIGINT NOT NULL,
    same_count      BIGINT NOT NULL,
    refused_count   BIGINT NOT NULL, -- lines
    warned_count    BIGINT NOT NULL, -- lines that were taken with a remark
    emptied_at      BIGINT,
    version         BIGINT NOT NULL
);

-- One at a time prepares, or takes back, a market's next edition.
CREATE UNIQUE INDEX catalog_updates_open ON catalog_updates (market) WHERE state IN ('reading', 'ready', 'scheduled', 'undoing', 'dropping');

CREATE INDEX catalog_updates_market ON catalog_updates (market, number);

-- What is wrong with its lines, the first thousand; whatever is more is counted.
CREATE TABLE catalog_update_faults (
    update_number BIGINT NOT NULL REFERENCES catalog_updates (number),
    line          BIGINT NOT NULL,
    n             INTEGER NOT NULL,
    warning       BOOLEAN NOT NULL, -- the line was taken all the same
    letter        TEXT NOT NULL,
    header        TEXT NOT NULL,
    value         TEXT NOT NULL,
    reason        TEXT NOT NULL, -- JSON
    PRIMARY KEY (update_number, line, n)
);

-- What it changes, in the order in which it is looked at: the versions say how. There may be millions.
CREATE TABLE catalog_update_changes (
    update_number INTEGER NOT NULL,
    kind          INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3), -- new, changed, withdrawn
    rise          BIGINT NOT NULL, -- of its price, in hundredths of a percent
    article       INTEGER NOT NULL
);

CREATE INDEX catalog_update_changes_order ON catalog_update_changes (update_number, kind, rise, article);
