-- +goose Up
-- Imports are numbered for people and addresses. The rows below name theirs by that number: there may be millions.
CREATE TABLE imports_counter (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    next_num BIGINT NOT NULL
);

INSERT INTO imports_counter (id, next_num) VALUES (1, 1);

-- A sheet that was sent in: read into imports_rows, compared with what is there, then written.
CREATE TABLE imports_imports (
    number        BIGINT PRIMARY KEY,
    kind          TEXT NOT NULL,   -- who declares it knows: "org.fr"
    writes        TEXT NOT NULL,   -- what it changes: two imports never write to the same at a time
    state         TEXT NOT NULL CHECK (state IN ('reading', 'comparing', 'ready', 'applying', 'stopped', 'done', 'cancelled', 'refused')),
    file_id       TEXT NOT NULL REFERENCES document_files (id),
    file_name     TEXT NOT NULL,
    sha256        TEXT NOT NULL,
    started_by    TEXT NOT NULL REFERENCES account_accounts (id),
    started_name  TEXT NOT NULL,
    started_at    BIGINT NOT NULL,
    moved_by      TEXT NOT NULL,   -- whose act brought the state; empty: the program's own
    moved_name    TEXT NOT NULL,
    moved_at      BIGINT NOT NULL,
    header        TEXT NOT NULL,   -- JSON: which column is which, and those that were left alone
    fault         TEXT NOT NULL,   -- JSON: why a file was refused as a whole
    done          BIGINT NOT NULL, -- how far the present state is, of how much: bytes read, or lines
    total         BIGINT NOT NULL,
    at_line       BIGINT NOT NULL, -- the last line that the present state has dealt with
    at_absent     TEXT NOT NULL,   -- the last thing that was looked for in the file
    line_count    BIGINT NOT NULL, -- read so far
    new_count     BIGINT NOT NULL,
    changed_count BIGINT NOT NULL,
    same_count    BIGINT NOT NULL,
    refused_count BIGINT NOT NULL,
    absent_count  BIGINT NOT NULL,
    aside_count   BIGINT NOT NULL, -- cells left out of lines that were taken
    written_count BIGINT NOT NULL,
    overtaken_count BIGINT NOT NULL, -- lines whose thing somebody changed since they were compared
    emptied_at    BIGINT,          -- when the file and what was read of it went
    version       BIGINT NOT NULL
);

CREATE INDEX imports_imports_open ON imports_imports (writes, state) WHERE state NOT IN ('done', 'cancelled', 'refused');

-- Whoever makes it so holds imports_counter; this is the last guard.
CREATE UNIQUE INDEX imports_imports_one ON imports_imports (writes) WHERE state = 'applying';

CREATE INDEX imports_imports_kept ON imports_imports (started_at) WHERE emptied_at IS NULL;

-- Lines as they were read.
CREATE TABLE imports_rows (
    import  BIGINT NOT NULL REFERENCES imports_imports (number),
    line    BIGINT NOT NULL,
    ident   TEXT NOT NULL COLLATE "C", -- what the line is about; empty for one that is refused
    owner   TEXT NOT NULL COLLATE "C", -- of several lines about parts of one thing
    leads   BOOLEAN NOT NULL,          -- the first line of its owner
    label   TEXT NOT NULL,
    data    TEXT NOT NULL,             -- JSON
    outcome TEXT NOT NULL CHECK (outcome IN ('read', 'new', 'changed', 'same', 'refused', 'overtaken')),
    changes TEXT NOT NULL,             -- JSON: old and new values
    PRIMARY KEY (import, line)
);

CREATE INDEX imports_rows_ident ON imports_rows (import, ident) WHERE ident <> '';

CREATE INDEX imports_rows_owner ON imports_rows (import, owner) WHERE owner <> '';

CREATE INDEX imports_rows_outcome ON imports_rows (import, outcome, line);

-- What is wrong with lines, each thing.
CREATE TABLE imports_faults (
    import BIGINT NOT NULL REFERENCES imports_imports (number),
    line   BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    late   BOOLEAN NOT NULL, -- found when comparing or writing, and so forgotten when compared again
    aside  BOOLEAN NOT NULL, -- the cell is left out, the line is taken
    letter TEXT NOT NULL,    -- of the column; empty for the line as a whole
    header TEXT NOT NULL,    -- its title in the file
    value  TEXT NOT NULL,    -- shortened; emptied with the file
    reason TEXT NOT NULL,    -- JSON
    PRIMARY KEY (import, line, n)
);

-- What is there and comes from the same register, but is not in the file.
CREATE TABLE imports_absents (
    import BIGINT NOT NULL REFERENCES imports_imports (number),
    ident  TEXT NOT NULL COLLATE "C",
    label  TEXT NOT NULL,
    path   TEXT NOT NULL,
    PRIMARY KEY (import, ident)
);
