package demand

import (
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Row is a demand as a list shows it.
type Row struct {
	Demand
	Title  string // empty for a draft without one
	Unread bool   // something came that the reader may read, since they saw it last
	Due    time.Time

	seen  int64 // up to which message; -1: never
	inner bool  // the reader reads what is between operators
}

// Late says whether an organisme's answer is overdue (C042).
func (r Row) Late(now time.Time) bool { return !r.Due.IsZero() && !now.Before(r.Due) }

// List is one of the lists (C047).
type List string

// The lists.
const (
	Mine        List = "mine"    // created by the reader, or followed as an aidant
	ToDo        List = "todo"    // that the reader answers for, and nobody has dealt with yet
	LateOnes    List = "late"    // of which an organisme owes an answer
	TreatedOnes List = "treated" // said to be dealt with
	ClosedOnes  List = "closed"
)

// Lists are all lists, in their order.
func Lists() []List { return []List{Mine, ToDo, LateOnes, TreatedOnes, ClosedOnes} }

// Order is by what a list is sorted.
type Order string

// The orders; each also backwards.
const (
	ByMove Order = "mouvement"
	BySent Order = "envoi"
)

// Filter is what a list shows.
type Filter struct {
	List                List
	Team, Theme, Agency int64 // numbers; 0: any
	Urgent              bool
	Query               string // whole words that the reader may read, or a number
	Order               Order
	Back                bool // the oldest first
	Page, Size          int  // from 1
}

// Page is one page of a list, with how many each list has and what it may be narrowed by.
type Page struct {
	Rows   []Row
	Total  int
	Counts map[List]int
	Themes []Choice
	Teams  []Choice // of the reader
	Bodies []Choice // agencies
}

// Choice is something to narrow a list by.
type Choice struct {
	Number int64
	Name   string
}

// mostFound bounds what a search brings: more is narrowed by another word.
const mostFound = 400

// List are demands that somebody may read. Only the keys of the lines shown are opened, unless words are looked for.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Page, error) {
	var p Page
	if !who.SignedIn() {
		return p, apperr.UnauthenticatedErr()
	}
	found, err := s.find(ctx, who, f)
	if err != nil {
		return p, err
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		if p.Counts, err = counts(ctx, tx, who); err != nil {
			return err
		}
		if p.Rows, p.Total, err = rows(ctx, tx, who, f, found); err != nil {
			return err
		}
		return choices(ctx, tx, who, &p)
	})
	if err != nil {
		return p, err
	}
	return p, s.openTitles(ctx, p.Rows)
}

// find are the keys of what has all the words looked for, each in a circle of the reader; nil when nothing is looked for. What the reader
// may not read is no candidate.
func (s *Service) find(ctx context.Context, who access.Actor, f Filter) ([]string, error) {
	if f.Query == "" {
		return nil, nil
	}
	var among []candidate
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		among, err = candidates(ctx, tx, who, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	with := make([]seal.Candidate, len(among))
	for i, c := range among {
		with[i] = seal.Candidate{KeyID: c.keyID, Circles: []seal.Circle{seal.Thread, seal.Identity}}
		if c.inner {
			with[i].Circles = append(with[i].Circles, seal.Operators)
		}
	}
	met, err := s.o.Keys.Find(ctx, f.Query, with)
	return append([]string{}, met[:min(len(met), mostFound)]...), err
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
		last := r.Said
		if r.inner {
			last = r.Messages
		}
		r.Unread = r.State != Draft && r.seen < last
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
		out = slices.DeleteFunc(all, func(t team.Team) bool { return t.State != team.Open })
		return err
	})
	return out, err
}
