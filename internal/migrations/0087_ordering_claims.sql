-- +goose Up

INSERT INTO ordering_counters (name, n) VALUES ('claim', 0);

-- What is wrong with a line of an order (réclamation), as its réceptionniste told the supplier. It is never changed: what is said after
-- is a note.
CREATE TABLE ordering_claims (
    id          TEXT PRIMARY KEY,
    number      BIGINT NOT NULL UNIQUE,
    order_id    TEXT NOT NULL REFERENCES ordering_orders (id),
    line_id     TEXT NOT NULL REFERENCES ordering_order_lines (id),
    fault       TEXT NOT NULL CHECK (fault IN ('missing', 'damaged', 'wrong_article', 'wrong_quantity', 'quality', 'invoice', 'other')),
    quantity    BIGINT NOT NULL CHECK (quantity > 0), -- units concerned
    text        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('open', 'seen', 'proposed', 'accepted', 'resolved', 'contested', 'escalated', 'closed', 'withdrawn')),
    offer       TEXT NOT NULL CHECK (offer IN ('', 'replacement', 'credit', 'return', 'refusal')), -- what the supplier last proposed
    opened_by   TEXT NOT NULL,
    opened_name TEXT NOT NULL,
    opened_at   BIGINT NOT NULL,
    moved_at    BIGINT NOT NULL,
    version     BIGINT NOT NULL
);

CREATE INDEX ordering_claims_order ON ordering_claims (order_id, number);

CREATE INDEX ordering_claims_line ON ordering_claims (line_id);

CREATE INDEX ordering_claims_state ON ordering_claims (state, moved_at, id);

-- What is said of a claim, by whom: the thread between the school, the supplier and the purchasing body.
CREATE TABLE ordering_claim_notes (
    claim_id  TEXT NOT NULL REFERENCES ordering_claims (id),
    n         BIGINT NOT NULL,
    side      TEXT NOT NULL CHECK (side IN ('school', 'supplier', 'central')),
    act       TEXT NOT NULL,
    offer     TEXT NOT NULL,
    text      TEXT NOT NULL,
    said_by   TEXT NOT NULL, -- account, '' for the supplier
    said_name TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (claim_id, n)
);

-- The pictures of what is wrong: made anew when they came in, so that they say nothing but what is seen.
CREATE TABLE ordering_claim_photos (
    claim_id TEXT NOT NULL REFERENCES ordering_claims (id),
    n        INTEGER NOT NULL,
    file_id  TEXT NOT NULL REFERENCES document_files (id),
    PRIMARY KEY (claim_id, n)
);
