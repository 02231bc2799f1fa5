// Package imports is the one way in which sheets come in: a file is sent, read into a staging table, compared with what is
// there, and written only when an administrator says so.
//
// A room declares what it takes as data (Spec): the columns, what a line is about, how it is found, compared and saved.
// All else is here: the file is kept, a job reads, compares and writes in transactions of some 30 ms each, whose last one
// it goes on from after a crash; what is wrong is told by line and column, and the same file comes back with it.
//
// States: reading → comparing → ready → applying → done; a file that breaks off is refused, an import may be cancelled
// until it writes, then stopped and taken up again. What was compared is what is written: a line whose thing somebody
// changed since is left alone and told.
package imports

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sheet"
)

// Path is the list of the imports.
const Path = "/administration/imports"

// KeptFor is how long a file and what was read of it stay.
const KeptFor = 30 * 24 * time.Hour

// Largest is the size of the largest file: a national register has some 40 MB.
const Largest = 100 * document.Megabyte

const (
	jobRun   = "imports.run"
	jobSweep = "imports.sweep"
)

// Sheets is what files are sent for.
var Sheets = document.Use{
	Key: "imports.sheet", Types: []document.Type{document.CSV, document.Excel, document.JSON}, Limit: Largest, Apart: true, Why: sheet.Refusal,
}

// Options are what the service stands on.
type Options struct {
	DB    *db.DB
	Jobs  *jobs.Queue
	Files *document.Service
	Clock clock.Clock
	Log   *slog.Logger
	Kinds []Kind // in the order in which they are offered
}

// Service is the use cases.
type Service struct {
	o    Options
	pace pace
}

// pace is how much a step does.
type pace struct {
	first, most int           // lines of the first step, and of any
	step        time.Duration // that a step aims at
	spell       time.Duration // after which a job makes room for others and goes on later
}

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	s := &Service{o: o, pace: pace{first: 50, most: 1000, step: 25 * time.Millisecond, spell: time.Minute}}
	jobs.Handle(o.Jobs, jobRun, s.run)
	o.Jobs.Every(jobSweep, 24*time.Hour, s.sweep)
	return s
}

// Kinds are the sorts of sheets that are taken.
func (s *Service) Kinds() []Kind { return s.o.Kinds }

// KindBySlug finds a kind by its word in addresses and forms.
func (s *Service) KindBySlug(slug string) (Kind, bool) {
	i := slices.IndexFunc(s.o.Kinds, func(k Kind) bool { return k.Slug == slug })
	if i < 0 {
		return Kind{}, false
	}
	return s.o.Kinds[i], true
}

// kind finds a kind by its key. One that no room declares any more is refused with its name.
func (s *Service) kind(key string) (Kind, error) {
	i := slices.IndexFunc(s.o.Kinds, func(k Kind) bool { return k.Key == key })
	if i < 0 {
		return Kind{}, apperr.ConflictErr(i18n.M(msg.KindGone, "kind", key))
	}
	return s.o.Kinds[i], nil
}

// Allow hides imports from whoever is no administrator.
func (s *Service) Allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !slices.Contains(relations(who), Administrator):
		return apperr.NotFoundErr()
	}
	return nil
}

func (s *Service) write(ctx context.Context, tx *db.Tx, who access.Actor, i Import, do Act, to State) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: object(i.Number), Act: "imports." + string(do), From: string(i.State), To: string(to),
		Data: map[string]string{"import": number(i.Number), "name": i.FileName},
	})
}
