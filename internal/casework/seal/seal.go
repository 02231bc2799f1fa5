// Package seal keeps what a demand says of people unreadable but for the program, and lets it become unreadable for good.
//
// Each demand has a key of its own. It is wrapped by two others, both outside the database: the first of the instance's
// keyring, and a secret that belongs to this demand alone, in a store of secrets. Destroying a demand's key empties its row in the
// transaction of the wipe, and a job then deletes the secret; from then on a copy of the database of any age, opened
// with the keyring, says nothing more of that demand. docs/decisions/0027-keys-of-demands.md tells why, and what backups must do.
//
// States of a key: staged → bound → destroyed. A key that no demand was bound to is destroyed after a day.
package seal

import (
	"log/slog"
	"sync"
	"time"

	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

const (
	jobDestroy = "casework.keys.destroy"
	jobSweep   = "casework.keys.sweep"
)

// StagedFor is how long a key may wait for its demand.
const StagedFor = 24 * time.Hour

// Options are what the service stands on.
type Options struct {
	DB      *db.DB
	Jobs    *jobs.Queue
	Clock   clock.Clock
	Log     *slog.Logger
	Ring    *Ring
	Secrets blob.Store // of this room alone, the same for all machines of the platform
}

// Service makes, opens and destroys the keys of demands.
type Service struct {
	db      *db.DB
	jobs    *jobs.Queue
	log     *slog.Logger
	ring    *Ring
	secrets blob.Store
	memory  *memory
	words   rememberedWords

	mu       sync.Mutex
	admitted map[string]bool // marks of ring keys that the database knows of
	known    bool            // the store of secrets was seen to be the right one
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, jobs: o.Jobs, log: o.Log, ring: o.Ring, secrets: o.Secrets,
		memory: newMemory(o.Clock), admitted: map[string]bool{},
	}
	jobs.Handle(o.Jobs, jobDestroy, s.destroySecret)
	o.Jobs.Every(jobSweep, 24*time.Hour, s.sweep)
	return s
}
