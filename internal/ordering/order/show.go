package order

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/scope"
	"preau/internal/ordering/sight"
)

// Part is what one basket has in an order's line.
type Part struct {
	Basket basket.Basket
	Line   basket.Line
}

// LineView is a line with who asked for it.
type LineView struct {
	Line
	Parts []Part
}

// View is an order as who sees it.
type View struct {
	Case
	Lines   []LineView
	Total   amount.Total
	Prices  bool // may be seen (R255)
	Acts    workflow.Offers[Act]
	Blocked bool // see Row
	// NoReceiver says that nobody takes in yet what is about to be sent (R216).
	NoReceiver bool
	Baskets    []basket.Basket
	History    []history.Line
}

// historyShown is how many of the newest lines the page shows.
const historyShown = 50

// Show is one order (« Voir », R220).
func (s *Service) Show(ctx context.Context, who access.Actor, number string) (View, error) {
	return s.show(ctx, who, number, "")
}

// ShowFor is one order for a page that asks before an act: it refuses who may not do it.
func (s *Service) ShowFor(ctx context.Context, who access.Actor, do Act, number string) (View, error) {
	return s.show(ctx, who, number, do)
}

func (s *Service) show(ctx context.Context, who access.Actor, number string, do Act) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		c, as, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		lines, err := linesOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err = s.outdated(ctx, tx, &c, lines); err != nil {
			return err
		}
		if do != "" {
			if _, err := next(ctx, tx, do, c, as); err != nil {
				return err
			}
		}
		v.Case, v.Prices, v.Acts = c, Moves.May(SeePrices, c.State, as, c), Moves.Offers(c.State, as, c)
		for _, o := range v.Acts {
			if err := explain(ctx, tx, c.Org, o.Reasons); err != nil {
				return err
			}
		}
		row := []Row{{Order: c.Order, Over: c.Over()}}
		if err := blocked(ctx, tx, row); err != nil {
			return err
		}
		v.Blocked = row[0].Blocked
		if v.Acts.May(Send) || v.Acts.May(Resend) {
			receivers, err := access.Holders(ctx, tx, ordering.Receiver, c.place())
			if err != nil {
				return err
			}
			v.NoReceiver = len(receivers) == 0
		}
		if err := v.complete(ctx, tx, lines); err != nil {
			return err
		}
		v.History, err = history.Of(ctx, tx, history.Object{Kind: object, ID: c.ID}, historyShown)
		return err
	})
	return v, err
}

// complete reads what baskets have in the lines.
func (v *View) complete(ctx context.Context, tx *db.Tx, lines []Line) error {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.ID
	}
	shares, err := basket.InOrderLines(ctx, tx, ids)
	if err != nil {
		return err
	}
	var in []string
	for _, l := range shares {
		in = append(in, l.Basket)
	}
	of, err := basket.WithFormer(ctx, tx, unique(in))
	if err != nil {
		return err
	}
	for _, b := range of {
		v.Baskets = append(v.Baskets, b)
	}
	slices.SortFunc(v.Baskets, first)
	for _, l := range lines {
		x := LineView{Line: l}
		for _, share := range shares {
			if share.OrderLine == l.ID {
				x.Parts = append(x.Parts, Part{of[share.Basket], share})
			}
		}
		slices.SortFunc(x.Parts, func(a, b Part) int { return first(a.Basket, b.Basket) })
		v.Lines = append(v.Lines, x)
	}
	v.Total = total(lines, v.Delivery)
	return nil
}

// unique are some ids, each once.
func unique(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Filter narrows a list of orders.
type Filter struct {
	States []State // none: all
	Org    string  // reference of an establishment; empty: all that who sees
	Free   bool    // only « Gratuité » (R207)
	Page   int     // from 1
	Below  string  // number of an order: only those behind it, the first page of them; empty: from the newest
	Size   int
}

// Row is an order in a list.
type Row struct {
	Order
	Limited bool // its establishment has a maximum amount
	Over    bool // which it exceeds (R222)
	Blocked bool // and no superacheteur may send it (R124)
	Lines   int
}

// toSend are the states of « Commandes à passer ».
var toSend = []State{Created, Sending, ToResend}

// ToSend is « Commandes à passer »: of an acheteur's establishments, and of all those below a superacheteur's place (R220, R222).
func (s *Service) ToSend(ctx context.Context, who access.Actor, page, size int) ([]Row, int, error) {
	return s.ToSendBy(ctx, who, Filter{Page: page, Size: size})
}

// ToSendBy is « Commandes à passer », narrowed.
func (s *Service) ToSendBy(ctx context.Context, who access.Actor, f Filter) ([]Row, int, error) {
	states := f.States
	f.States = slices.DeleteFunc(slices.Clone(toSend), func(st State) bool { return len(states) > 0 && !slices.Contains(states, st) })
	if len(f.States) == 0 {
		return nil, 0, nil
	}
	return s.list(ctx, who, f, sight.Sendable(who))
}

// List are the orders that who sees with their amounts, the newest first: see sight.Visible. Who receives has a list of their own.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) ([]Row, int, error) {
	return s.list(ctx, who, f, sight.Visible(who))
}

func (s *Service) list(ctx context.Context, who access.Actor, f Filter, of scope.Either) ([]Row, int, error) {
	if !who.SignedIn() {
		return nil, 0, apperr.UnauthenticatedErr()
	}
	w, some := f.where(of)
	if !some {
		return nil, 0, nil
	}
	var out []Row
	n := int64(0)
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		where, args := w.SQL(1)
		if n, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM ordering_orders d WHERE `+where, args...); err != nil {
			return fmt.Errorf("count orders: %w", err)
		}
		if out, err = page(ctx, tx, where, args, f.Size, (f.Page-1)*f.Size); err != nil {
			return err
		}
		return blocked(ctx, tx, out)
	})
	return out, int(n), err
}

// blocked notes which orders above the maximum amount wait for a superacheteur where none may send them.
func blocked(ctx context.Context, tx *db.Tx, rows []Row) error {
	var wait []string
	for _, r := range rows {
		if r.Over && (r.State == Created || r.State == ToResend) {
			wait = append(wait, r.ID)
		}
	}
	none, err := sight.Blocked(ctx, tx, wait)
	for i := range rows {
		rows[i].Blocked = slices.Contains(none, rows[i].ID)
	}
	return err
}

// where is the condition on orders d; false: who sees none.
func (f Filter) where(of scope.Either) (*db.Where, bool) {
	w := &db.Where{}
	if !of.And(w) {
		return w, false
	}
	switch {
	case slices.Equal(f.States, toSend): // in words, so that the index of the few that wait is seen to hold them all
		w.And("d.state IN ('created', 'sending', 'to_resend')")
	case len(f.States) > 0:
		w.In("d.state", db.Any(f.States)...)
	}
	if f.Org != "" {
		w.And("d.org_id = (SELECT o.id FROM org_organisations o WHERE o.ref = ?)", f.Org)
	}
	if f.Free {
		w.And("d.free")
	}
	if f.Below != "" {
		w.And("(d.created_at, d.id) < (SELECT y.created_at, y.id FROM ordering_orders y WHERE y.number = ?)", f.Below)
	}
	return w, true
}
