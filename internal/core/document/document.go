// Package document keeps the files that people send: a stream is held to the limits of its use, hashed and kept first,
// as staged, under a random key; the use case's transaction then binds it to its object. So no transaction ever waits
// for a slow line, and no object ever names a file that is not there.
//
// States: staged → bound → unbound → deleted. A staged file that nothing was bound to is let go after a day. Unbinding
// marks; a job deletes, a day later, so that a backup whose database still names the file finds it. A bound file never
// changes. Whoever may see an object may read its files: the object's own rules decide that, not this room.
package document

import (
	"context"
	"time"

	"preau/internal/kit/blob"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

const (
	// StagedFor is how long a file may wait to be bound.
	StagedFor = 24 * time.Hour
	// KeptFor is how long an unbound file can still be found by its key.
	KeptFor = 24 * time.Hour
)

// Megabyte is a million bytes, as people and their systems count. Limits are whole numbers of them.
const Megabyte = 1_000_000

// DefaultLimit is the size of the largest file while the operator sets no other.
const DefaultLimit = 20 * Megabyte

const (
	jobDelete = "document.delete"
	jobSweep  = "document.sweep"
)

// Options are what the service stands on.
type Options struct {
	DB    *db.DB
	Jobs  *jobs.Queue
	Store blob.Store
	Limit int64 // bytes of the largest file; 0: DefaultLimit
}

// Service takes files in, gives them out and lets them go.
type Service struct {
	db       *db.DB
	jobs     *jobs.Queue
	store    blob.Store
	limit    int64
	pictures chan struct{} // a place for each picture that may be unpacked at a time
}

// picturesAtOnce bounds the memory that pictures take.
const picturesAtOnce = 2

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	s := &Service{db: o.DB, jobs: o.Jobs, store: o.Store, limit: o.Limit, pictures: make(chan struct{}, picturesAtOnce)}
	if s.limit <= 0 {
		s.limit = DefaultLimit
	}
	jobs.Handle(o.Jobs, jobDelete, s.deleteFile)
	o.Jobs.Every(jobSweep, time.Hour, s.sweep)
	return s
}

// Limit is the size in bytes of the largest file that a use takes.
func (s *Service) Limit(u Use) int64 {
	if u.Apart && u.Limit > 0 {
		return u.Limit
	}
	if u.Limit > 0 {
		return min(u.Limit, s.limit)
	}
	return s.limit
}

// Megabytes is a limit as it is said to people.
func Megabytes(limit int64) int64 { return limit / Megabyte }

// Ready says whether the store answers.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ready(ctx) }
