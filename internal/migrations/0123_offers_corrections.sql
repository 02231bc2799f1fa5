-- +goose Up
-- A link to correct a request is sent as often as it is asked for; the last one serves. Who moved a structure is kept by id
-- beside the name, so that the name can go when the account is closed.
ALTER TABLE offers_structures ADD COLUMN sends BIGINT NOT NULL DEFAULT 0;
ALTER TABLE offers_structures ADD COLUMN sent_at BIGINT; -- of the last link
ALTER TABLE offers_structures ADD COLUMN moved_by_id TEXT NOT NULL DEFAULT ''; -- empty: who asked, or the program

-- From which network a logo came that waits for its form: so many wait for one network, and in all. Empty once it is bound.
ALTER TABLE offers_logos ADD COLUMN staged_from TEXT NOT NULL DEFAULT '';
CREATE INDEX offers_logos_from ON offers_logos (staged_from) WHERE structure_id IS NULL;
CREATE INDEX offers_structures_mover ON offers_structures (moved_by_id) WHERE moved_by_id <> '';
