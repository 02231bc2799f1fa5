package ordering

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// AskMarketPath is the page on which a demandeur asks for a market.
func AskMarketPath(ref string, number int64) string {
	return fmt.Sprintf("/commandes/%s/marches/%d/demande", ref, number)
}

// MarketView is a market that an establishment adheres to, as a demandeur meets it there.
type MarketView struct {
	MarketCase
	State MarketState
	Acts  workflow.Offers[MarketAct]
}

// Market is one market at an establishment, for who holds a role of the service there or above.
func (s *Service) Market(ctx context.Context, who access.Actor, ref string, number int64) (MarketView, error) {
	var v MarketView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		c, as, err := s.marketAt(ctx, tx, who, ref, number)
		if err != nil {
			return err
		}
		if why := MarketMoves.Why(AskMarket, c.state(), as, c); len(why) > 0 && !slices.Contains(as, AsRequester) {
			return explained(ctx, tx, c.Org, apperr.ForbiddenErr(why...))
		}
		v = MarketView{MarketCase: c, State: c.state(), Acts: MarketMoves.Offers(c.state(), as, c)}
		for _, o := range v.Acts {
			if err := explain(ctx, tx, c.Org, o.Reasons); err != nil {
				return err
			}
		}
		return nil
	})
	return v, err
}

// Markets are the markets that a place adheres to today, for who holds a role of the service there or above.
func (s *Service) Markets(ctx context.Context, who access.Actor, ref string) ([]MarketView, error) {
	var out []MarketView
	err := s.db.View(ctx, func(tx *db.Tx) error {
		b, as, err := s.seen(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		markets, err := s.catalog.MarketsOf(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		asked, err := request.Mores(ctx, tx, who.ID, Requester)
		if err != nil {
			return err
		}
		givers, err := lifters(ctx, tx, b)
		out = offers(who, b, as, markets, asked, givers)
		return err
	})
	return out, err
}

// AskFor asks the managers of an establishment for a market that it adheres to and that who was not given there, with a word that may
// be empty (R137). Where there is no manager it goes the way of any request for the role (R131). The number is the request's.
func (s *Service) AskFor(ctx context.Context, who access.Actor, ref string, number int64, said string) (int64, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (int64, error) {
		c, err := s.mayMarket(ctx, tx, who, AskMarket, ref, number)
		if err != nil {
			return 0, err
		}
		return s.requests.AskMore(ctx, tx, who, request.More{
			Role: Requester, OrgID: c.Org.ID, Thing: request.Choice{ID: c.Market.ID, Label: c.Market.Title}, Said: said,
		})
	})
}

// WhyMarket is nil when who may do an act with a market at an establishment; else it says why not.
func (s *Service) WhyMarket(ctx context.Context, tx *db.Tx, who access.Actor, do MarketAct, ref string, number int64) error {
	_, err := s.mayMarket(ctx, tx, who, do, ref, number)
	return err
}

// MarketAnswer is what stands between somebody and a market at one of their establishments; no reason: nothing does.
type MarketAnswer struct {
	Org     Body
	Reasons []apperr.Reason
}

// Standing is what stands between somebody and ordering: at all, and in a market at their establishments.
type Standing struct {
	Nothing []apperr.Reason
	Market  catalog.Market
	At      []MarketAnswer
}

// StandingOf says it, for the helpdesk, of the market of a number, zero for none, at all establishments where who holds a role of the
// service and that adhere to it today; NotFound where none does.
func (s *Service) StandingOf(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Standing, error) {
	posts, markets, err := s.posts(ctx, tx, who)
	if err != nil {
		return Standing{}, err
	}
	var st Standing
	if !who.Holds(catalog.Central, access.Everywhere) {
		if st.Nothing, err = whyNothing(ctx, tx, who, posts); err != nil {
			return st, err
		}
	}
	if number == 0 {
		return st, nil
	}
	st.Market, st.At, err = whyUse(ctx, tx, who, number, posts, markets)
	return st, err
}

func whyUse(ctx context.Context, tx *db.Tx, who access.Actor, number int64, posts []Post, markets map[string][]catalog.Market) (catalog.Market, []MarketAnswer, error) {
	var asked map[access.Place]map[string]request.Request // read once it matters
	var found catalog.Market
	var out []MarketAnswer
	for _, p := range posts {
		i := slices.IndexFunc(markets[p.Org.ID], func(m catalog.Market) bool { return m.Number == number })
		if i < 0 {
			continue
		}
		found = markets[p.Org.ID][i]
		as := []Relation{AsRole}
		if who.Holds(Requester, p.Org.Place()) {
			as = []Relation{AsRequester}
		}
		c := caseOf(who, p.Org, found, asked)
		if !c.Given && asked == nil {
			var err error
			if asked, err = request.Mores(ctx, tx, who.ID, Requester); err != nil {
				return found, nil, err
			}
			c = caseOf(who, p.Org, found, asked)
		}
		x := MarketAnswer{Org: p.Org, Reasons: MarketMoves.Why(UseMarket, c.state(), as, c)}
		ls, err := p.givers(ctx, tx)
		if err != nil {
			return found, nil, err
		}
		for i := range x.Reasons {
			if x.Reasons[i].Ask != nil && x.Reasons[i].Code == CodeNotRequester { // nobody gives it there
				continue
			}
			x.Reasons[i].Lifters = ls
			if x.Reasons[i].Code == CodeNotRequester {
				x.Reasons[i].Ask = askRequester(p.Org)
			}
		}
		out = append(out, x)
	}
	if len(out) == 0 {
		return found, nil, apperr.NotFoundErr()
	}
	return found, out, nil
}

// mayMarket is a market at an establishment, if who may do this with it.
func (s *Service) mayMarket(ctx context.Context, tx *db.Tx, who access.Actor, do MarketAct, ref string, number int64) (MarketCase, error) {
	c, as, err := s.marketAt(ctx, tx, who, ref, number)
	if err != nil {
		return c, err
	}
	_, err = MarketMoves.Next(do, c.state(), as, c)
	return c, explained(ctx, tx, c.Org, err)
}

// marketAt is a market at an establishment and what who is to it. A market that the establishment does not adhere to today is not there.
func (s *Service) marketAt(ctx context.Context, tx *db.Tx, who access.Actor, ref string, number int64) (MarketCase, []Relation, error) {
	b, as, err := s.seen(ctx, tx, who, ref)
	if err != nil {
		return MarketCase{}, nil, err
	}
	markets, err := s.catalog.MarketsOf(ctx, tx, b.ID)
	if err != nil {
		return MarketCase{}, nil, err
	}
	i := slices.IndexFunc(markets, func(m catalog.Market) bool { return m.Number == number })
	if i < 0 {
		return MarketCase{}, nil, apperr.NotFoundErr()
	}
	asked, err := request.Mores(ctx, tx, who.ID, Requester)
	return caseOf(who, b, markets[i], asked), as, err
}

func caseOf(who access.Actor, b Body, m catalog.Market, asked map[access.Place]map[string]request.Request) MarketCase {
	role, _ := Roles.ByKey(Requester)
	return MarketCase{Market: m, Org: b, Asked: asked[b.Place()][m.ID], Given: m.Within(who, role, b.Place())}
}

// offers are the markets of an establishment as somebody meets them there, the given ones first. lifters can give those that are
// missing.
func offers(who access.Actor, b Body, as []Relation, markets []catalog.Market, asked map[access.Place]map[string]request.Request, lifters []apperr.Lifter) []MarketView {
	var given, rest []MarketView
	for _, m := range markets {
		c := caseOf(who, b, m, asked)
		v := MarketView{MarketCase: c, State: c.state(), Acts: MarketMoves.Offers(c.state(), as, c)}
		for _, o := range v.Acts {
			for i := range o.Reasons {
				o.Reasons[i].Lifters = lifters
			}
		}
		if c.Given {
			given = append(given, v)
		} else {
			rest = append(rest, v)
		}
	}
	return append(given, rest...)
}

// offered completes the posts of a demandeur with the markets of the establishment (R137).
func (s *Service) offered(ctx context.Context, tx *db.Tx, who access.Actor, posts []Post, markets map[string][]catalog.Market) error {
	if len(who.Places(Requester, access.Organisation)) == 0 {
		return nil
	}
	asked, err := request.Mores(ctx, tx, who.ID, Requester)
	if err != nil {
		return err
	}
	for i := range posts {
		p := &posts[i]
		if !slices.ContainsFunc(p.Roles, func(h Held) bool { return h.Role.Key == Requester }) {
			continue
		}
		lifters, err := p.givers(ctx, tx)
		if err != nil {
			return err
		}
		p.Markets = offers(who, p.Org, []Relation{AsRequester}, markets[p.Org.ID], asked, lifters)
	}
	return nil
}

// givers are who gives markets in an establishment: its managers, who are known, or those who name one.
func (p Post) givers(ctx context.Context, tx *db.Tx) ([]apperr.Lifter, error) {
	if len(p.Managers) == 0 {
		return access.Lifters(ctx, tx, delegation, Manager, p.Org.Place())
	}
	var out []apperr.Lifter
	for _, name := range p.Managers {
		out = append(out, apperr.Lifter{Name: name})
	}
	return out, nil
}
