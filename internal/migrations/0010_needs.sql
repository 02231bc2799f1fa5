-- +goose Up
-- Public numbers: a row a kind, updated in the creating transaction, so that there are no gaps.
CREATE TABLE needs_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);

INSERT INTO needs_counters (name, n) VALUES ('group', 0);

CREATE TABLE needs_groups (
    id             TEXT PRIMARY KEY,
    number         BIGINT NOT NULL UNIQUE,
    title          TEXT NOT NULL,
    title_fold     TEXT NOT NULL COLLATE "C",
    description    TEXT NOT NULL,
    support_org_id TEXT NOT NULL REFERENCES org_organisations (id),
    state          TEXT NOT NULL CHECK (state IN ('draft', 'open', 'abandoned')),
    join_until     BIGINT NOT NULL,
    entry_from     BIGINT NOT NULL,
    entry_until    BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    created_by     TEXT NOT NULL REFERENCES account_accounts (id),
    version        BIGINT NOT NULL,
    CHECK (entry_from < entry_until AND join_until <= entry_until)
);

CREATE INDEX needs_groups_list ON needs_groups (state, entry_until, id);

CREATE INDEX needs_groups_support ON needs_groups (support_org_id);

CREATE TABLE needs_lots (
    id          TEXT PRIMARY KEY,
    group_id    TEXT NOT NULL REFERENCES needs_groups (id),
    position    BIGINT NOT NULL CHECK (position > 0), -- public number within the group, from 1
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    UNIQUE (group_id, position)
);

-- What a lot asks for. A line's number never changes once the group is open: sheets are packed by it.
CREATE TABLE needs_lines (
    lot_id   TEXT NOT NULL REFERENCES needs_lots (id),
    line     BIGINT NOT NULL CHECK (line > 0),
    section  TEXT NOT NULL,
    title    TEXT NOT NULL,
    note     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    decimals BIGINT NOT NULL CHECK (decimals BETWEEN 0 AND 3),
    PRIMARY KEY (lot_id, line)
);

-- An establishment's membership of a group: one row, whatever it went through; the history tells the rest.
CREATE TABLE needs_memberships (
    id           TEXT PRIMARY KEY,
    group_id     TEXT NOT NULL REFERENCES needs_groups (id),
    org_id       TEXT NOT NULL REFERENCES org_organisations (id),
    state        TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'withdrawn')),
    asked_by     TEXT NOT NULL REFERENCES account_accounts (id),
    asked_name   TEXT NOT NULL,
    asked_at     BIGINT NOT NULL,
    decided_by   TEXT NOT NULL,
    decided_name TEXT NOT NULL,
    decided_at   BIGINT,
    reason       TEXT NOT NULL,
    blocked      BOOLEAN NOT NULL, -- refused for good: may not ask again
    version      BIGINT NOT NULL,
    UNIQUE (group_id, org_id)
);

CREATE INDEX needs_memberships_org ON needs_memberships (org_id, group_id);

CREATE INDEX needs_memberships_state ON needs_memberships (group_id, state);

-- What one member wants of one lot. It is edited, validated and signed as a whole, so its quantities are one packed column.
CREATE TABLE needs_sheets (
    id             TEXT PRIMARY KEY,
    membership_id  TEXT NOT NULL REFERENCES needs_memberships (id),
    lot_id         TEXT NOT NULL REFERENCES needs_lots (id),
    state          TEXT NOT NULL CHECK (state IN ('entry', 'validated')),
    quantities     BYTEA NOT NULL, -- see needs.Quantities.Pack
    filled         BIGINT NOT NULL, -- how many lines have a quantity
    saved_by       TEXT NOT NULL,
    saved_name     TEXT NOT NULL,
    saved_at       BIGINT NOT NULL,
    validated_by   TEXT NOT NULL,
    validated_name TEXT NOT NULL,
    validated_at   BIGINT,
    version        BIGINT NOT NULL,
    UNIQUE (membership_id, lot_id)
);

-- All that the board shows of a sheet.
CREATE INDEX needs_sheets_lot ON needs_sheets (lot_id, membership_id, state, filled);

CREATE INDEX needs_sheets_validated ON needs_sheets (membership_id) WHERE state = 'validated';
