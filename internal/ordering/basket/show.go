package basket

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
)

// LineView is a line as its demandeur sees it.
type LineView struct {
	Line
	Now     article.Article // as the market shows it today; of a basket that is not open, as it was agreed to
	Gone    bool            // it is no longer in the catalogue
	Changed bool            // since it was agreed to (R168)
	Why     []apperr.Reason // why it cannot be ordered now; nothing of a basket that is not open
}

// Net is what the line costs without VAT: today's price while the basket is open (R192), the agreed one after.
func (v LineView) Net() money.Cents {
	l := v.Line
	l.Article = v.Now
	return l.Net()
}

// View is a basket as who sees it.
type View struct {
	Case
	Lines   []LineView
	Acts    workflow.Offers[Act]
	Sites   []Site           // to choose from
	Markets []catalog.Market // of its articles, by title: their terms are told before anybody confirms (R166)
	Others  []Basket
	Copies  []Basket               // for its owner alone: duplicates of it already, those of who had it before among them
	Total   money.Cents            // without VAT (R182)
	Rates   []int64                // of VAT, of the basket's articles, the lowest first: no amount of it
	Barred  int                    // lines whose market is not allowed (R193)
	Blocked int                    // lines that cannot be ordered for another reason
	Changed int                    // lines that are not what was agreed to
	Holding map[LineState][]string // who has the lines in this state now, by name (R198)
	Alone   bool                   // duties are kept apart, and its demandeur alone holds the role of who validates it (R130)
	Supers  []string               // who has what exceeds the maximum amount
	History []history.Line
}

// Show is one basket, for its demandeur and, once it was confirmed, for who validates it (R215).
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, as, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if c.ToSend, c.Going, err = toSend(ctx, tx, c); err != nil {
			return err
		}
		v.Case, v.Acts = c, Moves.Offers(c.State, as, c)
		if err := s.complete(ctx, tx, who, &v); err != nil {
			return err
		}
		if v.OwnerID == who.ID && v.State != Open { // an open one is duplicated into a new one alone
			if v.Others, err = openOf(ctx, tx, who.ID, c.Org.ID); err != nil {
				return err
			}
			v.Others = slices.DeleteFunc(v.Others, func(b Basket) bool { return b.ID == c.ID })
			if v.Copies, err = copiesOf(ctx, tx, c.Basket); err != nil {
				return err
			}
		}
		if v.Holding, v.Alone, err = holding(ctx, tx, c); err != nil {
			return err
		}
		if slices.Contains(slices.Collect(maps.Values(c.ToSend)), true) {
			if v.Supers, err = ordering.Supers(ctx, tx, c.Org); err != nil {
				return err
			}
		}
		if v.State != Open {
			v.History, err = history.Of(ctx, tx, history.Object{Kind: object, ID: c.ID}, historyShown)
		}
		return err
	})
	return v, err
}

// HeldBy are the names of who has a line now (R198).
func (v View) HeldBy(l Line) []string {
	if v.ToSend[l.ID] {
		return v.Supers
	}
	return v.Holding[v.stands(l)]
}

// stands is where a line stands for who has it: what came back is in an order again, what is under way is out of everybody's hands.
func (c Case) stands(l Line) LineState {
	if _, waits := c.ToSend[l.ID]; waits {
		return LineInOrder
	}
	if c.Going[l.ID] {
		return LineOrdered
	}
	return l.State
}

// holder is the role that has a line now; empty: nobody of the establishment.
func (c Case) holder(l Line) access.RoleKey {
	if c.ToSend[l.ID] {
		return ordering.Superbuyer
	}
	return holders[c.stands(l)]
}

// holders are the roles that have a line in a state; what is in an order above the maximum amount is a superacheteur's: holder.
var holders = map[LineState]access.RoleKey{LineOpen: ordering.Validator, LineConfirmed: ordering.Validator, LineInOrder: ordering.Buyer}

// apart are holders of the role that validates a basket without who made it, where duties are kept apart (R130).
func apart(ctx context.Context, tx *db.Tx, b Basket, all []access.Holder) ([]access.Holder, error) {
	own := func(h access.Holder) bool { return h.AccountID == b.OwnerID }
	if !slices.ContainsFunc(all, own) {
		return all, nil
	}
	mode, err := ordering.ModeAt(ctx, tx, b.Org.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(h access.Holder) bool {
		_, refused := ordering.Apart(mode, ordering.Validating, h.AccountID, ordering.Hands{Maker: b.OwnerID})
		return len(refused) > 0
	}), nil
}

// holding is who has the basket's lines now, or will once it is confirmed, by state: where it hangs (R198, R216). alone: see View.
func holding(ctx context.Context, tx *db.Tx, c Case) (out map[LineState][]string, alone bool, err error) {
	out = map[LineState][]string{}
	for _, l := range c.Lines {
		state := c.stands(l)
		role, known := holders[state]
		if _, had := out[state]; had || !known {
			continue
		}
		all, err := access.Holders(ctx, tx, role, c.place())
		if err == nil && role == ordering.Validator && c.Site.ID != "" {
			all, err = access.Within(ctx, tx, all, role, c.place(), access.Site, c.Site.ID)
		}
		may := all
		if err == nil && role == ordering.Validator {
			may, err = apart(ctx, tx, c.Basket, all)
			alone = alone || len(all) > 0 && len(may) == 0
		}
		if err != nil {
			return nil, false, err
		}
		out[state] = []string{}
		for _, h := range may {
			out[state] = append(out[state], h.Name)
		}
	}
	return out, alone, nil
}

// historyShown is how many of the newest lines the page shows.
const historyShown = 50

// complete works out the lines and what they come to.
func (s *Service) complete(ctx context.Context, tx *db.Tx, who access.Actor, v *View) error {
	var is standing
	var err error
	if v.State == Open {
		is, err = s.stands(ctx, tx, who, v.Case)
	} else {
		is.markets, err = s.o.Rules.MarketsOf(ctx, tx, articles(v.Case.Lines))
	}
	if err != nil {
		return err
	}
	v.Sites, v.Markets = is.sites, is.markets
	for _, l := range v.Case.Lines {
		v.add(line(l, v.State, is.now, is.why[l.Article.Number]))
	}
	slices.Sort(v.Rates)
	return nil
}

// line is a line as its basket shows it.
func line(l Line, in State, now map[int64]article.Article, why []apperr.Reason) LineView {
	if in != Open {
		return LineView{Line: l, Now: l.Article}
	}
	a, there := now[l.Article.Number]
	if !there {
		a = l.Article
	}
	return LineView{Line: l, Now: a, Gone: !there || a.Withdrawn, Changed: there && Changed(l.Article, a), Why: why}
}

func (v *View) add(l LineView) {
	v.Lines = append(v.Lines, l)
	v.Total += l.Net()
	if !slices.Contains(v.Rates, l.Now.VAT) {
		v.Rates = append(v.Rates, l.Now.VAT)
	}
	switch {
	case Barred(l.Why):
		v.Barred++
	case len(l.Why) > 0 || l.Gone:
		v.Blocked++
	case l.Changed:
		v.Changed++
	}
}

// Filter narrows « mes paniers ».
type Filter struct {
	State State // empty: all
	Page  int   // from 1
	Size  int
}

// Row is a basket in a list, with what it comes to without VAT.
type Row struct {
	Basket
	Lines int
	Total money.Cents
}

// Mine are all of who's baskets, the open ones first, then the newest (R184), and how many there are.
func (s *Service) Mine(ctx context.Context, who access.Actor, f Filter) ([]Row, int, error) {
	if !who.SignedIn() {
		return nil, 0, apperr.UnauthenticatedErr()
	}
	var out []Row
	total := int64(0)
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		where, args := f.where(who)
		if total, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM ordering_baskets b WHERE `+where, args...); err != nil {
			return fmt.Errorf("count baskets: %w", err)
		}
		out, err = listed(ctx, tx, who, f)
		return err
	})
	return out, int(total), err
}

// where is the condition on baskets b.
func (f Filter) where(who access.Actor) (string, []any) {
	var w db.Where
	w.And("b.account_id = ?", who.ID)
	if f.State != "" {
		w.And("b.state = ?", f.State)
	}
	return w.SQL(1)
}

// listed is a page of who's baskets.
func listed(ctx context.Context, tx *db.Tx, who access.Actor, f Filter) ([]Row, error) {
	where, args := f.where(who)
	n := len(args)
	bs, err := db.All(ctx, tx, into, fmt.Sprintf(`SELECT `+columns+` FROM `+tables+` WHERE `+where+`
		ORDER BY CASE WHEN b.state = 'open' THEN 0 ELSE 1 END, b.opened_at DESC, b.id DESC LIMIT $%d OFFSET $%d`, n+1, n+2), append(args, f.Size, (f.Page-1)*f.Size)...)
	if err != nil {
		return nil, fmt.Errorf("baskets of %s: %w", who.ID, err)
	}
	return rows(ctx, tx, bs)
}

// rows are baskets with what they come to.
func rows(ctx context.Context, tx *db.Tx, bs []Basket) ([]Row, error) {
	if len(bs) == 0 {
		return nil, nil
	}
	ids := make([]string, len(bs))
	for i, b := range bs {
		ids[i] = b.ID
	}
	lines, err := linesIn(ctx, tx, "l.basket_id", ids)
	if err != nil {
		return nil, err
	}
	now, err := live(ctx, tx, lines)
	if err != nil {
		return nil, err
	}
	out := make([]Row, len(bs))
	for i, b := range bs {
		out[i].Basket = b
		for _, l := range lines {
			if l.Basket == b.ID {
				out[i].Lines++
				out[i].Total += line(l, b.State, now, nil).Net()
			}
		}
	}
	return out, nil
}

// linesIn are the lines of which a column is one of some values, by basket, as they were added.
func linesIn(ctx context.Context, tx *db.Tx, column string, values []string) ([]Line, error) {
	var out []Line
	for part := range slices.Chunk(values, 500) {
		var w db.Where
		w.In(column, db.Any(part)...)
		where, args := w.SQL(1)
		some, err := db.All(ctx, tx, intoLine, `SELECT `+lineColumns+` FROM `+lineTables+` WHERE `+where+` ORDER BY l.basket_id, l.added_at, l.id`, args...)
		if err != nil {
			return nil, fmt.Errorf("basket lines: %w", err)
		}
		out = append(out, some...)
	}
	for i := range out {
		out[i].Article.Article = out[i].Article.Number
	}
	return out, nil
}

// Current is the newest open basket of who in an establishment, with how many lines it has, for the head of each page; false: none.
func (s *Service) Current(ctx context.Context, tx *db.Tx, who access.Actor, orgID string) (number int64, lines int, err error) {
	type row struct{ number, lines int64 }
	all, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.number, &r.lines} }, `SELECT b.number, (SELECT count(*) FROM ordering_basket_lines l WHERE l.basket_id = b.id)
		FROM ordering_baskets b WHERE b.account_id = $1 AND b.org_id = $2 AND b.state = 'open' ORDER BY b.opened_at DESC, b.id DESC LIMIT 1`, who.ID, orgID)
	if err != nil || len(all) == 0 {
		return 0, 0, err
	}
	return all[0].number, int(all[0].lines), nil
}
