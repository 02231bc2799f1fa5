package ordering

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
)

// Adding is what somebody who acts for an establishment may add from some markets: worked out once for a page of articles, or for several
// while nothing changes.
type Adding struct {
	Org   Body // zero: they act for none
	who   access.Actor
	cases map[int64]AddCase // by the market's number, without an article

	lifting         sync.Mutex // guards these two, who lift what stands in the way: asked for once
	givers, central []apperr.Lifter
}

// Delivery is where in an establishment things are to be brought. The zero one is not chosen yet: any of its places will do.
type Delivery struct {
	Chosen bool
	SiteID string // of what was chosen; empty: the establishment itself
}

// Adding works out what who may add for a place from markets. It asks the database some three things, however many they are.
func (s *Service) Adding(ctx context.Context, tx *db.Tx, who access.Actor, at Body, markets []catalog.Market) (*Adding, error) {
	return s.adding(ctx, tx, who, at, Delivery{}, markets)
}

func (s *Service) adding(ctx context.Context, tx *db.Tx, who access.Actor, at Body, to Delivery, markets []catalog.Market) (*Adding, error) {
	a := &Adding{Org: at, who: who, cases: map[int64]AddCase{}}
	var adhering map[string]catalog.Adhering
	if at.ID != "" {
		var err error
		if adhering, err = s.catalog.AdheringOf(ctx, tx, at.ID, markets); err != nil {
			return nil, err
		}
	}
	role, _ := Roles.ByKey(Requester)
	requester := at.ID != "" && who.Holds(Requester, a.Org.Place())
	above := func(k access.RoleKey) bool { return who.Holds(k, at.Place()) }
	if at.ID != "" && at.Kind == "" && slices.ContainsFunc([]access.RoleKey{President, Reference, Superbuyer}, above) { // of an authority, or of a school that has none
		var err error
		if a.Org.Kind, err = db.Value[org.Kind](ctx, tx, `SELECT kind FROM org_organisations WHERE id = $1`, at.ID); err != nil {
			return nil, fmt.Errorf("kind of %s: %w", at.Ref, err)
		}
	}
	today := s.catalog.Today(tx.Now())
	asks, area := false, false
	for _, m := range markets {
		c := AddCase{
			Market: m, Phase: m.PhaseOn(today), From: s.catalog.Day(m.StartsOn), To: s.catalog.Day(m.EndsOn), Org: a.Org, Closed: at.Closed,
			Requester: requester, Given: requester && m.Within(who, role, a.Org.Place()), Adheres: adhering[m.ID].Now, Delivered: true,
		}
		if d := adhering[m.ID]; d.From != "" && !d.Now {
			c.Will, c.Adhesion = true, s.catalog.Day(d.From)
		}
		asks = asks || requester && c.Adheres && !c.Given
		area = area || m.Area != ""
		a.cases[m.Number] = c
	}
	if area && at.ID != "" {
		if err := a.reach(ctx, tx, to); err != nil {
			return nil, err
		}
	}
	return a, a.learn(ctx, tx, asks)
}

// learn completes the cases with the requests for markets that were not given.
func (a *Adding) learn(ctx context.Context, tx *db.Tx, asks bool) error {
	if !asks {
		return nil
	}
	all, err := request.Mores(ctx, tx, a.who.ID, Requester)
	if err != nil {
		return err
	}
	asked := all[a.Org.Place()]
	for n, c := range a.cases {
		c.Asked = asked[c.Market.ID]
		a.cases[n] = c
	}
	return nil
}

// reach completes the cases with whether their market delivers where it is wanted (R161).
func (a *Adding) reach(ctx context.Context, tx *db.Tx, to Delivery) error {
	codes, site, err := postcodes(ctx, tx, a.Org.ID, to)
	if err != nil {
		return err
	}
	for n, c := range a.cases {
		c.Delivered, c.Where = c.Market.Area.TakesAny(codes), Named(a.Org.Name, site)
		a.cases[n] = c
	}
	return nil
}

// Named is a place of delivery in a sentence: an establishment, with its site where it is one of them.
func Named(org, site string) string {
	if site == "" {
		return org
	}
	return org + " – " + site
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
	a.lifting.Lock()
	defer a.lifting.Unlock()
	for _, some := range reasons {
		for i := range some {
			var err error
			switch r := &some[i]; r.Code {
			case CodeNotRequester, CodeMarketNotGiven, CodeMarketAsked:
				if a.givers == nil {
					a.givers, err = lifters(ctx, tx, a.Org)
				}
				if r.Code == CodeNotRequester && r.Ask != nil { // nobody gives it there
					break
				}
				if r.Lifters = a.givers; r.Code == CodeNotRequester {
					r.Ask = askRequester(a.Org)
				}
			case CodeNotAdherent, CodeMarketWithdrawn, CodeNoPrice:
				if a.central == nil {
					a.central, err = access.Actors(ctx, tx, withCentral, catalog.Central, access.Everywhere)
				}
				r.Ask, r.Lifters = askCentral(r.Code), a.central
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// askCentral leads to « Nous contacter », with a label that says what is asked there: no right is missing.
func askCentral(code string) *apperr.Ask {
	ask := access.Ask(code, "/catalogue")
	switch code {
	case CodeNotAdherent:
		ask.Label = i18n.M(msg.AskAdhere)
	case CodeMarketWithdrawn:
		ask.Label = i18n.M(msg.AskCentral)
	case CodeNoPrice:
		ask.Label = i18n.M(msg.AskPrice)
	}
	return ask
}

// withCentral are the roles of who lifts what lies with a market.
var withCentral = append(access.Base(), catalog.Roles...)

// postcodes are those that are known of where things are to be brought, with the site's name where it is one; of an establishment that has
// not chosen yet its own and those of its open sites.
func postcodes(ctx context.Context, tx *db.Tx, orgID string, to Delivery) (codes []string, site string, err error) {
	type row struct{ code, site string }
	query, args := `SELECT postal_code, '' FROM org_organisations WHERE id = $1`, []any{orgID}
	switch {
	case to.SiteID != "":
		query, args = `SELECT postal_code, name FROM org_sites WHERE org_id = $1 AND id = $2`, append(args, to.SiteID)
	case !to.Chosen:
		query += ` UNION SELECT postal_code, '' FROM org_sites WHERE org_id = $1 AND closed_at IS NULL ORDER BY 1`
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.code, &r.site} }, query, args...)
	if err != nil {
		return nil, "", fmt.Errorf("postcodes of %s: %w", orgID, err)
	}
	for _, r := range rows {
		if site = r.site; r.code != "" {
			codes = append(codes, r.code)
		}
	}
	return codes, site, nil
}

// AddAll are the articles of some numbers, if who acts for a place may put all of them into a basket; else a refusal with the reasons of
// all that they may not (R162). To who does not see its market an article does not exist. Refused keeps what was refused.
func (s *Service) AddAll(ctx context.Context, tx *db.Tx, who access.Actor, at Body, numbers []int64) ([]article.Article, error) {
	live, err := article.Live(ctx, tx, numbers)
	if err != nil {
		return nil, err
	}
	of := make([]int64, 0, len(numbers))
	for _, n := range numbers {
		if a, ok := live[n]; ok && !slices.Contains(of, a.Market) {
			of = append(of, a.Market)
		}
	}
	markets, err := s.catalog.ReadableAmong(ctx, tx, who, of)
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
	why, err := s.Sale(ctx, tx, who, at, Delivery{}, markets, out)
	if err != nil {
		return nil, err
	}
	if all := together(numbers, why); len(all) > 0 {
		return nil, apperr.ForbiddenErr(all...)
	}
	return out, nil
}

// MarketsOf are those of some articles, whoever sees them.
func (s *Service) MarketsOf(ctx context.Context, tx *db.Tx, of []article.Article) ([]catalog.Market, error) {
	var numbers []int64
	for _, a := range of {
		if !slices.Contains(numbers, a.Market) {
			numbers = append(numbers, a.Market)
		}
	}
	return s.catalog.Numbered(ctx, tx, numbers)
}

// Sale is why who acts for a place cannot order each of some articles of some markets that they have already, by their numbers; nothing
// of one that they can. That a market was hidden from them since closes no basket: its articles say what stands in the way, as all
// others do.
func (s *Service) Sale(ctx context.Context, tx *db.Tx, who access.Actor, at Body, to Delivery, markets []catalog.Market, of []article.Article) (map[int64][]apperr.Reason, error) {
	out := make(map[int64][]apperr.Reason, len(of))
	if len(of) == 0 {
		return out, nil
	}
	adding, err := s.adding(ctx, tx, who, at, to, markets)
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
	return Body{ID: w.ID, Ref: w.Ref, Name: w.Name, Closed: w.Closed}, nil
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
