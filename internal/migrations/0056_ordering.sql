-- +goose Up

-- The most that an establishment's own buyers may send in one order, VAT and delivery included (R122). No row: no limit.
CREATE TABLE ordering_limits (
    org_id   TEXT PRIMARY KEY REFERENCES org_organisations (id),
    amount   BIGINT,          -- cents; NULL where a limit was taken away
    set_by   TEXT NOT NULL,   -- account
    set_name TEXT NOT NULL,
    set_at   BIGINT NOT NULL,
    version  BIGINT NOT NULL
);
