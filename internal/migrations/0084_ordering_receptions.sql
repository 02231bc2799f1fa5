-- +goose Up

-- What has come of a line, in units that conform: never more than is expected. The state follows from it, and is stored with it.
ALTER TABLE ordering_order_lines ADD COLUMN received BIGINT NOT NULL DEFAULT 0 CHECK (received >= 0);

ALTER TABLE ordering_order_lines ADD COLUMN state TEXT NOT NULL DEFAULT 'awaited' CHECK (state IN ('awaited', 'partial', 'complete', 'short'));

ALTER TABLE ordering_order_lines ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- The label without accents and capitals, to be searched.
ALTER TABLE ordering_orders ADD COLUMN label_fold TEXT NOT NULL DEFAULT '' COLLATE "C";

-- What of a line's units is there for its demandeur.
ALTER TABLE ordering_basket_lines ADD COLUMN arrived BIGINT NOT NULL DEFAULT 0 CHECK (arrived >= 0);

-- What somebody noted at a delivery (réception). It stays as it was noted: who corrects it writes another that names it.
CREATE TABLE ordering_receptions (
    id            TEXT PRIMARY KEY,
    order_id      TEXT NOT NULL REFERENCES ordering_orders (id),
    n             BIGINT NOT NULL, -- of the order, from 1
    corrects      BIGINT,          -- the n of the one that it takes the place of
    first_at      BIGINT NOT NULL, -- when what it corrects was first noted: its own instant where it corrects nothing
    found         TEXT NOT NULL,   -- the order's state before it
    reason        TEXT NOT NULL,   -- of a correction
    received_by   TEXT NOT NULL,
    received_name TEXT NOT NULL,
    at            BIGINT NOT NULL
);

CREATE UNIQUE INDEX ordering_receptions_once ON ordering_receptions (order_id, n);

CREATE UNIQUE INDEX ordering_receptions_corrected ON ordering_receptions (order_id, corrects) WHERE corrects IS NOT NULL;

-- What it says of one line.
CREATE TABLE ordering_reception_lines (
    reception_id TEXT NOT NULL REFERENCES ordering_receptions (id),
    line_id      TEXT NOT NULL REFERENCES ordering_order_lines (id),
    conform      BIGINT NOT NULL CHECK (conform >= 0),
    excess       BIGINT NOT NULL CHECK (excess >= 0),     -- more than was expected: never counted with what conforms
    fate         TEXT NOT NULL CHECK (fate IN ('', 'kept', 'back')), -- of the excess
    ended        BOOLEAN NOT NULL,                        -- the rest is given up
    reason       TEXT NOT NULL,                           -- why
    at           BIGINT NOT NULL,                         -- its reception's
    PRIMARY KEY (reception_id, line_id)
);

CREATE INDEX ordering_reception_lines_line ON ordering_reception_lines (line_id);
