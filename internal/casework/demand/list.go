package demand

import (
	"context"
	"fmt"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Row is a demand as a list shows it.
type Row struct {
	Demand
	Title  string // empty for a draft without one
	Unread bool   // something came since the reader saw it last

	seen int64 // up to which message; -1: never
}

// Filter is what a list shows.
type Filter struct {
	Page, Size int // from 1
}

// List are the demands that somebody created or was invited to follow, the last that moved first, with how many there are. Only the
// keys of the lines shown are opened.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) ([]Row, int, error) {
	if !who.SignedIn() {
		return nil, 0, apperr.UnauthenticatedErr()
	}
	var out []Row
	var total int
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		visible(&w, who)
		var err error
		out, total, err = rows(ctx, tx, who, w, f)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return out, total, s.openTitles(ctx, out)
}

// openTitles opens the titles of some lines; of a demand that was wiped its number is all there is.
func (s *Service) openTitles(ctx context.Context, some []Row) error {
	ids := make([]string, len(some))
	for i, r := range some {
		ids[i] = r.KeyID
	}
	keys, err := s.o.Keys.Open(ctx, ids...)
	if err != nil {
		return err
	}
	for i := range some {
		r := &some[i]
		r.Unread = r.State != Draft && r.seen < r.Messages
		if k := keys[r.KeyID]; !k.Gone() {
			if r.Title, err = k.Open(at("title", r.ID), r.sealed.title); err != nil {
				return fmt.Errorf("title of demand %s: %w", r.Number, err)
			}
		}
	}
	return nil
}

// Begins are the teams for which somebody may begin a demand: where they are an aidant, and which are open.
func (s *Service) Begins(ctx context.Context, who access.Actor) ([]team.Team, error) {
	if err := WhyBegin(who); err != nil {
		return nil, err
	}
	var out []team.Team
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := team.ByIDs(ctx, tx, team.TeamsOf(who, team.Helper))
		for _, t := range all {
			if t.State == team.Open {
				out = append(out, t)
			}
		}
		return err
	})
	return out, err
}
