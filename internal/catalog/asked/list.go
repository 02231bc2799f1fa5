package asked

import (
	"context"
	"slices"
	"strings"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// Filter narrows the list.
type Filter struct {
	Ours  bool // those that the reader, or an establishment of theirs, asked for or voted for
	Open  bool // those that wait for an answer
	State State
	Text  string // all its words, or the reference
	Page  int    // from 1
	From  int    // instead of Page: how many are passed over
	Size  int
}

// Row is a request as the reader meets it.
type Row struct {
	Request
	Ours   bool
	Shown  *Shown // the article that the decision names
	Offers workflow.Offers[Act]
}

// Listing is a page of the list.
type Listing struct {
	Rows              []Row
	Total, Page, Size int
	Central           bool // the reader answers them
}

// List is the requests: those that wait for an answer first, then those that the most establishments need (R157).
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Listing, error) {
	if err := may(who, See); err != nil {
		return Listing{}, err
	}
	out := Listing{Page: max(f.Page, 1), Size: max(f.Size, 1), Central: who.Holds(catalog.Central, access.Everywhere)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if who, err = catalog.Working(ctx, tx, who); err != nil {
			return err
		}
		where, args := f.where(who).SQL(1)
		if out.Total, err = count(ctx, tx, where, args); err != nil {
			return err
		}
		out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
		from := (out.Page - 1) * out.Size
		if f.From > 0 {
			from = f.From
		}
		found, err := page(ctx, tx, where, args, out.Size, from)
		if err != nil {
			return err
		}
		if out.Rows, err = rowsFor(ctx, tx, who, found); err != nil {
			return err
		}
		return s.show(ctx, tx, who, out.Rows)
	})
	return out, err
}

// MostExported is how many requests a sheet has at most.
const MostExported = 10_000

// Sheet is the whole list as it is filtered, and who needs each where the reader may know it.
func (s *Service) Sheet(ctx context.Context, who access.Actor, f Filter) (Listing, map[int64][]Vote, error) {
	f.Page, f.Size = 1, MostExported
	l, err := s.List(ctx, who, f)
	if err != nil || may(who, Voters) != nil {
		return l, nil, err
	}
	var votes map[int64][]Vote
	err = s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		votes, err = votesAmong(ctx, tx, l.Rows)
		return err
	})
	return l, votes, err
}

func (f Filter) where(who access.Actor) *db.Where {
	var w db.Where
	if f.Ours {
		all := voters(who)
		w.And("EXISTS (SELECT 1 FROM catalog_request_votes v WHERE v.request_id = r.id AND (v.account_id = ? OR v.voter IN (?"+strings.Repeat(", ?", len(all)-1)+")))", append([]any{who.ID}, all...)...)
	}
	if f.Open {
		w.And("r.state IN ('received', 'studied')")
	}
	if slices.Contains(States(), f.State) {
		w.And("r.state = ?", f.State)
	}
	if words, key := wordsOf(f.Text), keyOf(f.Text); len(words) > 0 {
		like(&w, words, key)
	} else if f.Text != "" {
		w.And("1 = 0") // only signs were typed
	}
	return &w
}

// voters are the reader's: their establishments, and themselves.
func voters(who access.Actor) []any {
	out := []any{who.ID}
	for _, w := range who.Works {
		out = append(out, w.ID)
	}
	return out
}

// rowsFor are requests as the reader meets them, for the establishment for which they act.
func rowsFor(ctx context.Context, tx *db.Tx, who access.Actor, found []Request) ([]Row, error) {
	mine, err := votesOf(ctx, tx, found, voters(who))
	if err != nil {
		return nil, err
	}
	as, now := relationsOf(who), Need{}.vote(who, Body{ID: who.Acting.ID}, false).Voter
	out := make([]Row, len(found))
	for i, r := range found {
		c := Case{Request: r}
		for _, v := range mine[r.ID] {
			if v.Voter == now {
				c.Mine = v
			}
		}
		out[i] = Row{Request: r, Ours: len(mine[r.ID]) > 0, Offers: Moves.Offers(r.State, as, c)}
	}
	return out, nil
}
