// Package figures is what demands tell together: how soon organismes answer and how many demands they solve (C083), and, for those who
// answer for groupes, how many there are (the last row of table 1.2).
//
// Public figures are read from counters that name no demand. Those of living demands are counted anew each night; those of a wiped one
// are added up by the transaction that wipes it, so that they stay. Cells of fewer than Shown demands are never shown.
package figures

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// Path is the address of the page.
const Path = "/chiffres"

const job = "casework.figures"

// Shown is from how many demands on a cell is shown.
const Shown = 5

// MostDays bounds the delays that are told apart: what took longer is counted as this.
const MostDays = 60

// Options are what the service stands on.
type Options struct {
	DB    *db.DB
	Jobs  *jobs.Queue
	Clock clock.Clock
	Zone  func() *time.Location
}

// Service counts and shows.
type Service struct{ o Options }

// New makes the service, and declares its job.
func New(o Options) *Service {
	s := &Service{o}
	o.Jobs.Every(job, 24*time.Hour, s.recount)
	return s
}

func (s *Service) zone() *time.Location {
	if s.o.Zone == nil {
		return time.UTC
	}
	return s.o.Zone()
}

// Tally is how many demands there were of something, and what became of them.
type Tally struct {
	Sent   int64 // demands that went to the organisme
	Ended  int64 // of these, treated or closed
	Solved int64 // of these, those that the organisme said to be treated, or answered before the creator closed them
	days   map[int]int64
}

// Answered is how many had a first answer.
func (t Tally) Answered() (n int64) {
	for _, x := range t.days {
		n += x
	}
	return n
}

// Median is the number of working days within which half of the first answers came; false where too few came to say it.
func (t Tally) Median() (int, bool) {
	n := t.Answered()
	if n < Shown {
		return 0, false
	}
	var so int64
	for d := range MostDays + 1 {
		if so += t.days[d]; so*2 >= n {
			return d, true
		}
	}
	return MostDays, true
}

// Share is the share of solved demands among those that ended, in percent; false where too few ended to say it.
func (t Tally) Share() (int64, bool) {
	if t.Ended < Shown {
		return 0, false
	}
	return (t.Solved*100 + t.Ended/2) / t.Ended, true
}

// Small says whether the demands are too few to be shown.
func (t Tally) Small() bool { return t.Sent < Shown }

// The measures, as counters name them; a first answer of n working days is "d" and n.
const (
	measureSent   = "sent"
	measureEnded  = "ended"
	measureSolved = "solved"
)

func (t *Tally) add(measure string, n int64) {
	switch measure {
	case measureSent:
		t.Sent += n
	case measureEnded:
		t.Ended += n
	case measureSolved:
		t.Solved += n
	default:
		var d int
		if _, err := fmt.Sscanf(measure, "d%d", &d); err == nil {
			if t.days == nil {
				t.days = map[int]int64{}
			}
			t.days[d] += n
		}
	}
}

// Line is a line of the export: what there is of one organisme, theme, territory and month.
type Line struct {
	Agency, Theme, Territory, Month string
	Tally
	Hidden bool // too few, or told by what is shown beside it
}

// Hide marks what may not be shown: cells of fewer than Shown demands, and as many others as keep the hidden ones of an organisme from being
// worked out from what is public of it: its total since a month, and all its lines together.
func Hide(lines []Line, since string) {
	for start := 0; start < len(lines); {
		var all, recent []*Line
		end := start
		for ; end < len(lines) && lines[end].Agency == lines[start].Agency; end++ {
			if all = append(all, &lines[end]); lines[end].Month >= since {
				recent = append(recent, &lines[end])
			}
		}
		hideOf(recent)
		hideOf(all)
		hideOf(recent) // what was hidden among all may be one alone here
		start = end
	}
}

// hideOf hides, of cells whose sum is known, the small ones and, while those are one or too few together, the next smallest too.
func hideOf(some []*Line) {
	order := slices.Clone(some)
	slices.SortStableFunc(order, func(a, b *Line) int { return cmp.Compare(a.Sent, b.Sent) })
	var hidden, sum int64
	hide := func(l *Line) { l.Hidden, hidden, sum = true, hidden+1, sum+l.Sent }
	for _, l := range order {
		if l.Hidden || l.Small() {
			hide(l)
		}
	}
	for _, l := range order {
		if hidden == 0 || hidden > 1 && sum >= Shown {
			return
		}
		if !l.Hidden {
			hide(l)
		}
	}
}

// Public are the figures of the last twelve months, by organisme.
type Public struct {
	Agencies []Agency // of which enough is known
	Few      int      // organismes of which too little is
	Counted  time.Time
	Since    time.Time
}

// Agency is an organisme with its figures.
type Agency struct {
	ID, Name string
	Tally
}

// since is the first day of the last twelve months.
func (s *Service) since() time.Time {
	now := s.o.Clock.Now().In(s.zone())
	return time.Date(now.Year(), now.Month()-11, 1, 0, 0, 0, 0, s.zone())
}

func monthOf(day time.Time) string { return day.Format("2006-01") }

// Public reads the public figures.
func (s *Service) Public(ctx context.Context) (Public, error) {
	p := Public{Since: s.since()}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := agencies(ctx, tx, monthOf(p.Since))
		for _, a := range all {
			if a.Small() {
				p.Few++
				continue
			}
			p.Agencies = append(p.Agencies, a)
		}
		return err
	})
	return p, err
}

// Lines are the lines of the export, with what may not be shown marked.
func (s *Service) Lines(ctx context.Context) ([]Line, error) {
	var out []Line
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = lines(ctx, tx)
		return err
	})
	Hide(out, monthOf(s.since()))
	return out, err
}
