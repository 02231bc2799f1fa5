// Package browse is the catalogue as somebody looks at it who may order: the markets that they see, what is found in them, and of each
// article why it cannot be added by them, at the establishment for which they look.
//
// It decides nothing: markets are catalog's, finding is search's, reasons are ordering's. Pages and the API show what it gives.
package browse

import (
	"context"
	"slices"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/photo"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// Options are what the room is made of.
type Options struct {
	DB       *db.DB
	Catalog  *catalog.Service
	Ordering *ordering.Service
	Search   *search.Service
}

// Service answers for the catalogue.
type Service struct {
	o     Options
	looks *db.Kept[looker, Look]
}

// looker is who looks, for which establishment: what a kept Look depends on beside what is stored. A program has no session, and its
// token's name is not its own: another account may have called one the same.
// looker is who looks, with the very grants and places that they were known to have: what is worked out from older ones is another's.
type looker struct {
	account, session, token, ref, acting string
	grants                               *access.Grant
	works                                *access.Work
}

func lookerOf(who access.Actor, ref string) looker {
	out := looker{account: who.ID, session: who.Session, token: who.Token, ref: ref, acting: who.Acting.ID}
	if len(who.Grants) > 0 {
		out.grants = &who.Grants[0]
	}
	if len(who.Works) > 0 {
		out.works = &who.Works[0]
	}
	return out
}

// New makes the service.
func New(o Options) *Service {
	return &Service{o, db.KeepOf[looker, Look](o.DB, mostLooks, "access", "account", "catalog", "org", "request", "terms")}
}

// mostLooks is how many are kept: each knows all markets.
const mostLooks = 500

// Look is how somebody looks at the catalogue.
type Look struct {
	At      ordering.Body // the establishment for which they look; zero: none
	Markets []catalog.Market
	Today   string
	adding  *ordering.Adding
}

// Line is an article as the reader meets it.
type Line struct {
	article.Article
	Of    catalog.Market
	Why   []apperr.Reason // why they cannot add it; nothing: they can
	Photo string          // its address; empty for none
}

// Result is what was found, for whom.
type Result struct {
	Look
	search.Found
	Lines       []Line
	Equivalents []Line // where the best that was found was withdrawn: what can stand in for it (R168, R169)
}

// Find looks for articles in what the reader sees; in one market and its sub-markets where its number is given. ref names the
// establishment for which they look, among theirs; empty: the one for which they act.
func (s *Service) Find(ctx context.Context, who access.Actor, ref string, market int64, q search.Query) (Result, error) {
	var out Result
	err := s.look(ctx, who, ref, func(tx *db.Tx, l Look) (err error) {
		out.Look = l
		q.Visible, q.Mine = numbers(l.Markets), l.adding.Mine()
		if market > 0 {
			q.Wider = q.Visible
			if q.Visible = l.within(market); len(q.Visible) == 0 {
				return apperr.NotFoundErr()
			}
		}
		if out.Found, err = s.o.Search.Find(ctx, tx, q); err != nil {
			return err
		}
		if out.Lines, err = l.lines(ctx, tx, out.Articles); err != nil || len(out.Lines) == 0 || !out.Lines[0].Withdrawn {
			return err
		}
		near, err := s.o.Search.Equivalents(ctx, tx, out.Lines[0].Article, numbers(l.Markets))
		if err == nil {
			out.Equivalents, err = l.lines(ctx, tx, near)
		}
		return err
	})
	return out, err
}

// Suggestions are what is offered while somebody types.
type Suggestions struct {
	Look
	Texts []string
	Lines []Line
}

// Suggest ends what is being typed.
func (s *Service) Suggest(ctx context.Context, who access.Actor, ref, text string) (Suggestions, error) {
	var out Suggestions
	err := s.look(ctx, who, ref, func(tx *db.Tx, l Look) error {
		got, err := s.o.Search.Suggest(ctx, tx, search.Query{Text: text, Visible: numbers(l.Markets), Mine: l.adding.Mine()})
		out.Look, out.Texts = l, got.Texts
		for _, a := range got.Articles {
			out.Lines = append(out.Lines, Line{Article: a, Of: l.Market(a.Market)})
		}
		return err
	})
	return out, err
}

// Product is one article with all that is known around it.
type Product struct {
	Look
	Line
	Path        []article.Category
	Equivalents []Line // the best first
}

// Article is one article that its market shows. To who does not see the market it does not exist.
func (s *Service) Article(ctx context.Context, who access.Actor, ref string, number int64) (Product, error) {
	var out Product
	err := s.look(ctx, who, ref, func(tx *db.Tx, l Look) error {
		live, err := article.Live(ctx, tx, []int64{number})
		if err != nil {
			return err
		}
		a, ok := live[number]
		if !ok || l.Market(a.Market).ID == "" {
			return apperr.NotFoundErr()
		}
		out.Look = l
		tree, err := article.Tree(ctx, tx)
		if err != nil {
			return err
		}
		out.Path = article.Path(tree, a.Category)
		near, err := s.o.Search.Equivalents(ctx, tx, a, numbers(l.Markets))
		if err != nil && !apperr.Is(err, apperr.Unavailable) { // while the search is filled the page goes without
			return err
		}
		lines, err := l.lines(ctx, tx, append([]article.Article{a}, near...))
		if err != nil {
			return err
		}
		out.Line, out.Equivalents = lines[0], lines[1:]
		return nil
	})
	return out, err
}

// look works out how somebody looks at the catalogue, in one view of the database with what follows.
func (s *Service) look(ctx context.Context, who access.Actor, ref string, then func(*db.Tx, Look) error) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	l, _, err := s.looks.Get(ctx, lookerOf(who, ref), func(tx *db.Tx) (Look, time.Time, error) {
		l, err := s.looking(ctx, tx, who, ref)
		return l, tx.Now().Add(looks), err
	})
	if err != nil {
		return err
	}
	return s.o.DB.View(ctx, func(tx *db.Tx) error { return then(tx, l) })
}

// looks is how long what somebody may add is kept while nothing is written: a day that begins meanwhile shows a little later. Adding asks
// anew.
const looks = time.Minute

func (s *Service) looking(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (l Look, err error) {
	if who, err = catalog.Working(ctx, tx, who); err != nil {
		return l, err
	}
	l.Today = s.o.Catalog.Today(tx.Now())
	if l.At, err = lookingFor(who, ref); err != nil {
		return l, err
	}
	if l.Markets, err = s.o.Catalog.ReadableIn(ctx, tx, who); err != nil {
		return l, err
	}
	l.adding, err = s.o.Ordering.Adding(ctx, tx, who, l.At, l.Markets)
	return l, err
}

// lookingFor is the establishment for which somebody looks: the one that was named, or that for which they act; where they are no
// demandeur and hold no other role of the service, the first of theirs where they are one.
func lookingFor(who access.Actor, ref string) (ordering.Body, error) {
	if ref != "" {
		return ordering.WorkAt(who, ref)
	}
	acts := ordering.Body{ID: who.Acting.ID, Ref: who.Acting.Ref, Name: who.Acting.Name, Closed: who.Acting.Closed}
	if acts.ID != "" && holdsAny(who, acts) {
		return acts, nil
	}
	for _, w := range Where(who) {
		return ordering.Body{ID: w.ID, Ref: w.Ref, Name: w.Name, Closed: w.Closed}, nil
	}
	return acts, nil
}

func holdsAny(who access.Actor, at ordering.Body) bool {
	return slices.ContainsFunc(who.Grants, func(g access.Grant) bool {
		_, ours := ordering.Roles.ByKey(g.Role)
		return ours && g.Place == at.Place()
	})
}

// Where are the establishments where somebody is a demandeur, by name.
func Where(who access.Actor) []access.Work {
	return slices.DeleteFunc(slices.Clone(who.Works), func(w access.Work) bool {
		return !who.Holds(ordering.Requester, access.Place{Kind: access.Organisation, ID: w.ID})
	})
}

// lines are articles as the reader meets them.
func (l Look) lines(ctx context.Context, tx *db.Tx, articles []article.Article) ([]Line, error) {
	why, err := l.adding.Why(ctx, tx, articles)
	if err != nil {
		return nil, err
	}
	numbers := make([]int64, len(articles))
	for i, a := range articles {
		numbers[i] = a.Number
	}
	photos, err := photo.Of(ctx, tx, numbers)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(articles))
	for i, a := range articles {
		out[i] = Line{Article: a, Of: l.Market(a.Market), Why: why[i], Photo: photo.Path(a.Number, photos[a.Number])}
	}
	return out, nil
}

// within are the numbers of a market that the reader sees and of its sub-markets.
func (l Look) within(market int64) []int64 {
	m := l.Market(market)
	var out []int64
	for _, x := range l.Markets {
		if x.ID == m.ID || m.ID != "" && x.Above.ID == m.ID {
			out = append(out, x.Number)
		}
	}
	return out
}

// Market is one of those that the reader sees, by its number; zero: none.
func (l Look) Market(number int64) catalog.Market {
	for _, m := range l.Markets {
		if m.Number == number {
			return m
		}
	}
	return catalog.Market{}
}

func numbers(ms []catalog.Market) []int64 {
	out := make([]int64, len(ms))
	for i, m := range ms {
		out[i] = m.Number
	}
	return out
}
