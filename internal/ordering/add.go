package ordering

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// Adding is what somebody who acts for an establishment may add from some markets: worked out once for a page of articles.
type Adding struct {
	Org   Body // zero: they act for none
	who   access.Actor
	cases map[int64]AddCase // by the market's number, without an article
}

// Adding works out what who may add for a place from markets. It asks the database some three things, however many they are.
func (s *Service) Adding(ctx context.Context, tx *db.Tx, who access.Actor, at Body, markets []catalog.Market) (*Adding, error) {
	a := &Adding{Org: at, who: who, cases: map[int64]AddCase{}}
	adhered := map[string]bool{}
	if at.ID != "" {
		ids, err := s.catalog.AdheredIDs(ctx, tx, at.ID)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			adhered[id] = true
		}
	}
	role, _ := Roles.ByKey(Requester)
	requester := at.ID != "" && who.Holds(Requester, a.Org.Place())
	today := s.catalog.Today(tx.Now())
	asks, area := false, false
	for _, m := range markets {
		c := AddCase{
			Market: m, Phase: m.PhaseOn(today), From: s.catalog.Day(m.StartsOn), To: s.catalog.Day(m.EndsOn), Org: a.Org,
			Requester: requester, Given: requester && m.Within(who, role, a.Org.Place()), Adheres: adhered[m.ID], Delivered: true,
		}
		asks = asks || requester && c.Adheres && !c.Given
		area = area || m.Area != ""
		a.cases[m.Number] = c
	}
	return a, a.learn(ctx, tx, asks, area && at.ID != "")
}

// learn completes the cases with what has to be asked for: requests for markets that were not given, and where things are delivered.
func (a *Adding) learn(ctx context.Context, tx *db.Tx, asks, area bool) error {
	var asked map[string]request.Request
	if asks {
		all, err := request.Mores(ctx, tx, a.who.ID, Requester)
		if err != nil {
			return err
		}
		asked = all[a.Org.Place()]
	}
	var codes []string
	if area {
		var err error
		if codes, err = postcodes(ctx, tx, a.Org.ID); err != nil {
			return err
		}
	}
	for n, c := range a.cases {
		c.Asked, c.Delivered = asked[c.Market.ID], c.Market.Area.TakesAny(codes)
		a.cases[n] = c
	}
	return nil
}

// Mine are the numbers of the markets from which who may add articles, those aside that nobody can.
func (a *Adding) Mine() []int64 {
	out := []int64{}
	for n, c := range a.cases {
		if a.Org.ID != "" && !lastingly(whyAdd(c)) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// Why is why each of some articles cannot be added, with who can lift it; nothing for one that can. Articles of markets that the
// reader does not see have no business here.
func (a *Adding) Why(ctx context.Context, tx *db.Tx, articles []article.Article) ([][]apperr.Reason, error) {
	out := make([][]apperr.Reason, len(articles))
	for i, x := range articles {
		c := a.cases[x.Market]
		c.Article = x
		out[i] = whyAdd(c)
		for j := range out[i] {
			if r := &out[i][j]; r.Code == CodeArticleWithdrawn {
				r.Ask = &apperr.Ask{Label: i18n.M(msg.AskEquivalents), Path: ArticlePath(x.Number) + "#equivalents"}
			}
		}
	}
	return out, a.explain(ctx, tx, out)
}

// ArticlePath is the address of an article's page.
func ArticlePath(number int64) string { return "/articles/" + strconv.FormatInt(number, 10) }

// explain completes the reasons of a page with who lifts them: those who give a demandeur's role and markets, and the purchasing body.
func (a *Adding) explain(ctx context.Context, tx *db.Tx, reasons [][]apperr.Reason) error {
	var givers, central []apperr.Lifter
	for _, some := range reasons {
		for i := range some {
			var err error
			switch r := &some[i]; r.Code {
			case CodeNotRequester, CodeMarketNotGiven, CodeMarketAsked:
				if givers == nil {
					givers, err = lifters(ctx, tx, a.Org)
				}
				if r.Lifters = givers; r.Code == CodeNotRequester {
					r.Ask = &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: request.AskPath(a.Org.Ref, Requester)}
				}
			case CodeNotAdherent, CodeMarketWithdrawn, CodeNoPrice:
				if central == nil {
					central, err = access.Actors(ctx, tx, withCentral, catalog.Central, access.Everywhere)
				}
				r.Ask, r.Lifters = access.Ask(r.Code, "/catalogue"), central
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// withCentral are the roles of who lifts what lies with a market.
var withCentral = append(access.Base(), catalog.Roles...)

// postcodes are those of an organisation and of its open sites that are known.
func postcodes(ctx context.Context, tx *db.Tx, orgID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(code *string) []any { return []any{code} }, `SELECT postal_code FROM org_organisations WHERE id = $1 AND postal_code <> ''
		UNION SELECT postal_code FROM org_sites WHERE org_id = $1 AND closed_at IS NULL AND postal_code <> '' ORDER BY 1`, orgID)
	if err != nil {
		return nil, fmt.Errorf("postcodes of %s: %w", orgID, err)
	}
	return out, nil
}

// AddAll are the articles of some numbers, if who acts for a place may put all of them into a basket; else a refusal with the reasons of
// all that they may not (R162). To who does not see its market an article does not exist. Refused keeps what was refused.
func (s *Service) AddAll(ctx context.Context, tx *db.Tx, who access.Actor, at Body, numbers []int64) ([]article.Article, error) {
	live, err := article.Live(ctx, tx, numbers)
	if err != nil {
		return nil, err
	}
	markets, err := s.catalog.ReadableIn(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	out := make([]article.Article, 0, len(numbers))
	for _, n := range numbers {
		a, ok := live[n]
		if !ok || !slices.ContainsFunc(markets, func(m catalog.Market) bool { return m.Number == a.Market }) {
			return nil, apperr.NotFoundErr()
		}
		out = append(out, a)
	}
	why, err := s.sale(ctx, tx, who, at, markets, out)
	if err != nil {
		return nil, err
	}
	if all := together(numbers, why); len(all) > 0 {
		return nil, apperr.ForbiddenErr(all...)
	}
	return out, nil
}

// Sale is why who acts for a place cannot order each of some articles that they have already, by their numbers; nothing of one that they
// can. That a market was hidden from them since closes no basket: its articles say what stands in the way, as all others do.
func (s *Service) Sale(ctx context.Context, tx *db.Tx, who access.Actor, at Body, of []article.Article) (map[int64][]apperr.Reason, error) {
	var numbers []int64
	for _, a := range of {
		if !slices.Contains(numbers, a.Market) {
			numbers = append(numbers, a.Market)
		}
	}
	markets, err := s.catalog.Numbered(ctx, tx, numbers)
	if err != nil {
		return nil, err
	}
	return s.sale(ctx, tx, who, at, markets, of)
}

func (s *Service) sale(ctx context.Context, tx *db.Tx, who access.Actor, at Body, markets []catalog.Market, of []article.Article) (map[int64][]apperr.Reason, error) {
	out := make(map[int64][]apperr.Reason, len(of))
	if len(of) == 0 {
		return out, nil
	}
	adding, err := s.Adding(ctx, tx, who, at, markets)
	if err != nil {
		return nil, err
	}
	why, err := adding.Why(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	for i, a := range of {
		if len(why[i]) > 0 {
			out[a.Number] = why[i]
		}
	}
	return out, nil
}

// WorkAt is the organisation of a reference among those for which who acts.
func WorkAt(who access.Actor, ref string) (Body, error) {
	if !who.SignedIn() {
		return Body{}, apperr.UnauthenticatedErr()
	}
	i := slices.IndexFunc(who.Works, func(w access.Work) bool { return w.Ref == ref })
	if i < 0 {
		return Body{}, apperr.NotFoundErr()
	}
	w := who.Works[i]
	return Body{ID: w.ID, Ref: w.Ref, Name: w.Name}, nil
}

// together are the reasons of several articles, each once.
func together(numbers []int64, why map[int64][]apperr.Reason) []apperr.Reason {
	var out []apperr.Reason
	for _, n := range numbers {
		for _, r := range why[n] {
			if !slices.ContainsFunc(out, func(o apperr.Reason) bool {
				return o.Code == r.Code && fmt.Sprint(o.Text.Args...) == fmt.Sprint(r.Text.Args...)
			}) {
				out = append(out, r)
			}
		}
	}
	return out
}

// ActAddRefused is what the history calls articles that somebody tried to add and may not.
const ActAddRefused = "ordering.add.refused"

// mostTraced is how many articles a line of the history names.
const mostTraced = 50

// Refused keeps a refusal to add articles in the history of the place, in a transaction of its own, since that which was refused leaves
// nothing; it gives the refusal back. Pages grey what is refused, so it was asked for by a stale page or a forged form.
func (s *Service) Refused(ctx context.Context, who access.Actor, at Body, numbers []int64, err error) error {
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Forbidden || at.ID == "" {
		return err
	}
	var codes, articles []string
	for _, r := range e.Reasons {
		if !slices.Contains(codes, r.Code) {
			codes = append(codes, r.Code)
		}
	}
	for _, n := range numbers[:min(len(numbers), mostTraced)] {
		articles = append(articles, strconv.FormatInt(n, 10))
	}
	fault := s.db.InTx(ctx, func(tx *db.Tx) error {
		return history.Write(ctx, tx, who, history.Line{
			Object: history.Object{Kind: "ordering.adding", ID: at.ID}, Act: ActAddRefused,
			Data: map[string]string{"articles": strings.Join(articles, " "), "codes": strings.Join(codes, " ")},
		})
	})
	if fault != nil {
		return fault
	}
	return err
}
