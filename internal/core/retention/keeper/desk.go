package keeper

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/retention"
	"preau/internal/kit/db"
)

// DeskPath is the administrators' page of the rules and of what they did.
const DeskPath = "/administration/conservation"

// nightsShown is how many nights the page tells of.
const nightsShown = 14

// Line is one rule as the page shows it.
type Line struct {
	retention.Rule
	Holding retention.Holding
	Default retention.Term
	Last    Run       // zero while it never ran
	Next    time.Time // when the oldest row is over; zero: there is none, or nobody looked yet
}

// Desk is the rules, what the last nights did, and what comes next.
type Desk struct {
	Lines  []Line
	Kept   []retention.Holding // what ends with something else
	Nights []Night
}

// Desk shows administrators the rules and their report. For others it does not exist.
func (s *Service) Desk(ctx context.Context, who access.Actor) (Desk, error) {
	var d Desk
	if err := allow(who); err != nil {
		return d, err
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		terms, err := s.termsNow(ctx, tx)
		if err != nil {
			return err
		}
		last, err := lastRuns(ctx, tx)
		if err != nil {
			return err
		}
		d.Lines, d.Kept = s.lines(terms, last)
		d.Nights, err = lastNights(ctx, tx, nightsShown)
		return err
	})
	return d, err
}

func (s *Service) lines(terms map[string]retention.Term, last map[string]Run) (lines []Line, kept []retention.Holding) {
	for _, h := range s.o.Holdings {
		if len(h.Rules) == 0 {
			kept = append(kept, h)
		}
		for _, r := range h.Rules {
			l := Line{Rule: r, Holding: h, Default: r.Term, Last: last[r.Key]}
			l.Term = terms[r.Key]
			if !l.Last.Oldest.IsZero() {
				l.Next = l.Term.After(l.Last.Oldest)
			}
			lines = append(lines, l)
		}
	}
	return lines, kept
}

// Known are what the platform may know of a person, with how long it stays: a line a rule, one for what has none.
func (s *Service) Known(ctx context.Context) ([]Line, error) {
	terms, err := s.terms(ctx)
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, h := range s.o.Holdings {
		if len(h.Shares) == 0 {
			continue
		}
		if len(h.Rules) == 0 {
			out = append(out, Line{Holding: h})
		}
		for _, r := range h.Rules {
			r.Term = terms[r.Key]
			out = append(out, Line{Rule: r, Holding: h})
		}
	}
	return out, nil
}
