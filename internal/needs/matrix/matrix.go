// Package matrix is the whole of a group as one workbook: members × all lines of all lots, a sheet a lot. It may have
// millions of cells, so a job makes it; a coordinator asks, sees how far it is, comes back, and takes it for 48 hours.
//
// States: asked → ready → gone. A group has one at a time, for all of its coordinators. What was cut begins anew: the file
// that a job leaves behind is nobody's, and swept.
package matrix

import (
	"time"

	"preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
)

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Jobs   *jobs.Queue
	Files  *document.Service
	Notify *notify.Service
	Speak  func(i18n.Lang) *i18n.T // the file's words and the zone of its hours
}

// Service holds the use cases.
type Service struct{ o Options }

const (
	jobMake   = "needs.matrix"
	jobExpire = "needs.matrix_expire"
	jobSweep  = "needs.matrix_sweep"
)

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	s := &Service{o: o}
	jobs.Handle(o.Jobs, jobMake, s.make)
	jobs.Handle(o.Jobs, jobExpire, s.expire)
	o.Jobs.Every(jobSweep, 24*time.Hour, s.sweep)
	return s
}

// State is where a matrix stands.
type State string

// The states of a matrix.
const (
	None  State = "none"  // never stored
	Asked State = "asked" // being made
	Ready State = "ready"
	Gone  State = "gone" // its time is over, or another took its place
)

// Life is how long a matrix can be taken.
const Life = 48 * time.Hour

// Matrix is one workbook of a group.
type Matrix struct {
	ID        string
	GroupID   string
	State     State
	Lang      i18n.Lang
	AskedBy   string // account
	AskedName string
	AskedAt   time.Time
	Done      int // lots that are written
	Lots      int
	FileID    string
	Size      int64
	Excluded  int // sheets that are not counted
	ReadyAt   time.Time
	ExpiresAt time.Time
	At        time.Time // the instant that rules decide by
}

// There says whether there is one that can be spoken of: it is being made, or can be taken.
func (m Matrix) There() bool { return m.State == Asked || m.State == Ready && m.At.Before(m.ExpiresAt) }
