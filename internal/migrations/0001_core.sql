-- +goose Up

-- What was posted with a key, so that a repeat is answered and not done again. Kept 7 days.
CREATE TABLE core_done (
  account_id TEXT NOT NULL, -- '' for visitors
  act        TEXT NOT NULL,
  form_key   TEXT NOT NULL,
  body_hash  TEXT NOT NULL,
  result     TEXT NOT NULL, -- JSON, '' while under way
  done_at    BIGINT NOT NULL,
  PRIMARY KEY (account_id, act, form_key)
);

CREATE INDEX core_done_by_time ON core_done (done_at);

-- Jobs to run. A finished one is deleted; a dead one stays until somebody retries or discards it.
CREATE TABLE jobs_queue (
  id           TEXT NOT NULL PRIMARY KEY,
  kind         TEXT NOT NULL,
  args         TEXT NOT NULL, -- JSON; may name people: never logged
  state        TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
  run_at       BIGINT NOT NULL,
  attempt      BIGINT NOT NULL, -- how often it was taken up
  max_attempts BIGINT NOT NULL,
  unique_key   TEXT,
  lease_until  BIGINT, -- while running: after that another node takes it over
  last_error   TEXT NOT NULL,
  added_at     BIGINT NOT NULL,
  failed_at    BIGINT
);

CREATE INDEX jobs_queue_waiting ON jobs_queue (run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_queue_running ON jobs_queue (lease_until) WHERE state = 'running';
CREATE INDEX jobs_queue_dead ON jobs_queue (failed_at) WHERE state = 'dead';
CREATE UNIQUE INDEX jobs_queue_unique ON jobs_queue (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL;
CREATE INDEX jobs_queue_unique_running ON jobs_queue (kind, unique_key) WHERE state = 'running' AND unique_key IS NOT NULL;

-- Which slots of the periodic jobs were begun, by whichever node was first.
CREATE TABLE jobs_slots (
  name     TEXT NOT NULL,
  slot     BIGINT NOT NULL,
  begun_at BIGINT NOT NULL,
  PRIMARY KEY (name, slot)
);
