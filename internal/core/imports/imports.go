// Package imports is the one way in which sheets come in: a file is sent, read into a staging table, compared with what is
// there, and written only when somebody in charge says so.
//
// A room declares what it takes as data (Spec): the columns, what a line is about, how it is found, compared and saved.
// All else is here: the file is kept, a job reads, compares and writes in transactions of some 30 ms each, whose last one
// it goes on from after a crash; what is wrong is told by line and column, and the same file comes back with it. Whose an import is follows from its place:
// the platform's are its administrators', those of a purchasing group its coordinators'; the room that declares a kind says so.
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

// Path is the list of the platform's imports.
const Path = "/administration/imports"

// KeptFor is how long a file and what was read of it stay.
const KeptFor = 30 * 24 * time.Hour

// Largest is the size of the largest file: a national register has some 40 MB.
const Largest = 100 * document.Megabyte

const (
	jobRun   = "imports.run"
	jobSweep = "imports.sweep"
)

// Sheets is what files are sent for, by administrators.
var Sheets = document.Use{
	Key: "imports.sheet", Types: []document.Type{document.CSV, document.Excel, document.JSON}, Limit: Largest, Apart: true, Why: sheet.Refusal,
}

// PlaceSheets is what files are sent for by whoever deals with one place: as large as any file of theirs.
var PlaceSheets = document.Use{
	Key: "imports.place_sheet", Types: []document.Type{document.CSV, document.Excel}, Limit: 10 * document.Megabyte, Why: sheet.Refusal,
}

// Use is what files of a place are sent for.
func (p Place) Use() document.Use {
	if p.Of == "" {
		return Sheets
	}
	return PlaceSheets
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

// Kinds are the sorts of sheets that are taken for a sort of places.
func (s *Service) Kinds(of string) []Kind {
	return slices.DeleteFunc(slices.Clone(s.o.Kinds), func(k Kind) bool { return k.Space.Of != of })
}

// KindBySlug finds a kind by its word in addresses and forms.
func (s *Service) KindBySlug(of, slug string) (Kind, bool) {
	i := slices.IndexFunc(s.o.Kinds, func(k Kind) bool { return k.Space.Of == of && k.Slug == slug })
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

func (s *Service) write(ctx context.Context, tx *db.Tx, who access.Actor, i Import, do Act, to State) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: object(i.Number), Act: "imports." + string(do), From: string(i.State), To: string(to),
		Data: map[string]string{"import": number(i.Number), "name": i.FileName},
	})
}
