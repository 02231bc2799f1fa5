-- +goose Up
-- Logos of structures, made anew when they come in and never larger than a few hundred kilobytes. They are here and not among the files
-- because a file belongs to an account from its first byte, and who asks for a structure's account has none.
CREATE TABLE offers_logos (
    id           TEXT PRIMARY KEY,
    structure_id TEXT REFERENCES offers_structures (id) ON DELETE CASCADE, -- NULL: a form that was not sent yet; swept after a day
    name         TEXT NOT NULL,
    media_type   TEXT NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
    sha256       TEXT NOT NULL,
    content      BYTEA NOT NULL,
    staged_at    BIGINT NOT NULL
);

CREATE INDEX offers_logos_staged ON offers_logos (staged_at) WHERE structure_id IS NULL;
CREATE INDEX offers_logos_structure ON offers_logos (structure_id) WHERE structure_id IS NOT NULL;
