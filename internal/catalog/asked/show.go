package asked

import (
	"context"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/db"
)

// View is one request as the reader meets it.
type View struct {
	Row
	Needs   []Vote // of all establishments for the purchasing body, of their own for others
	All     bool   // Needs are those of all
	Places  []Body // of the reader, that may still vote
	History []history.Line

	MaySupport bool // for one of Places, or for themselves where they work for none and do not answer
}

// shown is how many of the newest lines of its history a request's page holds.
const shown = 50

// Show is one request. Names of people and establishments are the purchasing body's, and each establishment's of itself.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	if err := may(who, See); err != nil {
		return View{}, err
	}
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if who, err = catalog.Working(ctx, tx, who); err != nil {
			return err
		}
		r, err := byNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		rows, err := rowsFor(ctx, tx, who, []Request{r})
		if err == nil {
			err = s.show(ctx, tx, who, rows)
		}
		if err != nil {
			return err
		}
		v = View{Row: rows[0], All: rows[0].Offers.May(Voters)}
		if v.Needs, err = needs(ctx, tx, who, r, v.All); err != nil {
			return err
		}
		v.Places = unvoted(who, v.Needs)
		c := Case{Request: r}
		if len(who.Works) == 0 {
			c.Mine = mineOf(who, v.Needs)
		}
		v.MaySupport = Moves.May(Support, r.State, relationsOf(who), c) && (len(v.Places) > 0 || len(who.Works) == 0 && !v.All)
		if v.All {
			v.History, err = history.Of(ctx, tx, object(r), shown)
		}
		return err
	})
	return v, err
}

// needs are the votes that the reader may read.
func needs(ctx context.Context, tx *db.Tx, who access.Actor, r Request, all bool) ([]Vote, error) {
	of := voters(who)
	if all {
		of = nil
	}
	votes, err := votesOf(ctx, tx, []Request{r}, of)
	return votes[r.ID], err
}

// unvoted are the reader's establishments that have no vote among some.
func unvoted(who access.Actor, votes []Vote) []Body {
	has := map[string]bool{}
	for _, v := range votes {
		has[v.Voter] = true
	}
	var out []Body
	for _, w := range who.Works {
		if !has[w.ID] {
			out = append(out, Body{ID: w.ID, Ref: w.Ref, Name: w.Name})
		}
	}
	return out
}

// mineOf is somebody's own vote among some, who works for no establishment.
func mineOf(who access.Actor, votes []Vote) Vote {
	for _, v := range votes {
		if v.Voter == who.ID {
			return v
		}
	}
	return Vote{}
}

// show adds to rows the articles that their decisions name.
func (s *Service) show(ctx context.Context, tx *db.Tx, who access.Actor, rows []Row) error {
	var numbers []int64
	for _, r := range rows {
		if r.Article != 0 {
			numbers = append(numbers, r.Article)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	live, err := article.Live(ctx, tx, numbers)
	if err != nil {
		return err
	}
	markets, err := s.o.Catalog.ReadableIn(ctx, tx, who)
	if err != nil {
		return err
	}
	sees := map[int64]bool{}
	for _, m := range markets {
		sees[m.Number] = true
	}
	for i, r := range rows {
		if a, ok := live[r.Article]; ok {
			rows[i].Shown = &Shown{Article: a, Open: sees[a.Market]}
		}
	}
	return nil
}
