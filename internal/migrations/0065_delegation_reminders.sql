-- +goose Up

-- Accesses whose holder had not come and was reminded of them, once (R272).
CREATE TABLE delegation_reminders (
    grant_id TEXT PRIMARY KEY REFERENCES access_grants (id) ON DELETE CASCADE,
    sent_at  BIGINT NOT NULL
);

-- Roles at a place that no holder of hears of what waits for them, and whose givers were told, once; forgotten when one does.
CREATE TABLE delegation_silences (
    place_id TEXT NOT NULL REFERENCES org_organisations (id),
    role     TEXT NOT NULL,
    told_at  BIGINT NOT NULL,
    PRIMARY KEY (place_id, role)
);
