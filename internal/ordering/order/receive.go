package order

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
)

// Receiving is an order that is held for who counts what came of it. The order and its lines' states are this room's; the room that
// notes receptions says what came.
type Receiving struct {
	Case
	Lines []Line
	as    []Relation

	undo *undoing // see Undo
}

// Hold keeps others from changing an order of a number until the transaction ends, and gives it to who may do an act of receiving: it
// refuses who may not. NotFound for whom the order does not exist.
func Hold(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number string) (Receiving, error) {
	var r Receiving
	if !who.SignedIn() {
		return r, apperr.UnauthenticatedErr()
	}
	if _, err := tx.Exec(ctx, `UPDATE ordering_orders SET version = version + 1 WHERE number = $1`, number); err != nil {
		return r, fmt.Errorf("hold order %s: %w", number, err)
	}
	var err error
	if r.Case, r.as, err = byNumber(ctx, tx, who, number); err != nil {
		return r, err
	}
	if why := Moves.Why(do, r.State, r.as, r.Case); len(why) > 0 {
		return r, Explain(ctx, tx, r.Org, apperr.ForbiddenErr(why...))
	}
	r.Lines, err = linesOf(ctx, tx, r.ID)
	return r, err
}

// Counted is what has come of a line, all together.
type Counted struct {
	Line     string // id
	Received int64
	GivenUp  bool
}

// Count writes down what has come of an order's lines, and has the order follow from them (R245). before is the state that it goes back to
// where nothing is left of it, data what the history says of it.
func Count(ctx context.Context, tx *db.Tx, who access.Actor, do Act, r *Receiving, counts []Counted, before State, data map[string]string) error {
	for _, c := range counts {
		i := slices.IndexFunc(r.Lines, func(l Line) bool { return l.ID == c.Line })
		if i < 0 {
			return conflict()
		}
		if err := countLine(ctx, tx, do, &r.Lines[i], c); err != nil {
			return err
		}
	}
	r.Came = CameOf(r.Lines)
	r.Came.Before = before
	to, err := next(ctx, tx, do, r.Case, r.as)
	if err != nil {
		return err
	}
	if r.State.ToSend() {
		if err := r.arrived(ctx, tx, who); err != nil {
			return err
		}
	}
	if r.Came.None {
		r.undone()
	}
	return save(ctx, tx, who, &r.Order, do, to, data)
}

func countLine(ctx context.Context, tx *db.Tx, do Act, l *Line, c Counted) error {
	act := LineCount
	switch {
	case do == Correct:
		act = LineRecount
	case c.GivenUp && c.Received < l.Expected():
		act = LineGiveUp
	}
	to, err := LineMoves.Next(act, l.State, anyRole, LineCase{Expected: l.Expected(), Received: c.Received, GivenUp: c.GivenUp})
	if err != nil {
		return conflict() // the line came in, or was agreed to otherwise, meanwhile
	}
	n, err := tx.Exec(ctx, `UPDATE ordering_order_lines SET received = $1, state = $2, version = version + 1 WHERE id = $3 AND version = $4`, c.Received, to, l.ID, l.Version)
	if err != nil {
		return fmt.Errorf("count order line: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	l.Received, l.State, l.Version = c.Received, to, l.Version+1
	return nil
}

// Shares are the baskets, held, that have lines in some lines of an order, and those lines, the first confirmed first.
func Shares(ctx context.Context, tx *db.Tx, orderLines []string) (map[string]basket.Case, []basket.Line, error) {
	shares, err := basket.InOrderLines(ctx, tx, orderLines)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(shares))
	for i, x := range shares {
		ids[i] = x.Basket
	}
	if err := basket.Hold(ctx, tx, ids); err != nil {
		return nil, nil, err
	}
	cases, err := basket.Cases(ctx, tx, unique(ids))
	if err != nil {
		return nil, nil, err
	}
	if shares, err = basket.InOrderLines(ctx, tx, orderLines); err != nil { // as they are now that they are held
		return nil, nil, err
	}
	slices.SortStableFunc(shares, func(a, b basket.Line) int { return first(cases[a.Basket].Basket, cases[b.Basket].Basket) })
	return cases, shares, nil
}

// Look is one order with its lines and who asked for how many of them, as who sees it: for rooms that show more of it.
func Look(ctx context.Context, tx *db.Tx, who access.Actor, number string) (View, error) {
	var v View
	c, as, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return v, err
	}
	lines, err := linesOf(ctx, tx, c.ID)
	if err != nil {
		return v, err
	}
	v.Case, v.Prices, v.Acts = c, Moves.May(SeePrices, c.State, as, c), receivingOffers(c, as)
	return v, v.complete(ctx, tx, lines)
}

// receivingOffers are the acts of receiving, with why who only reads cannot do them.
func receivingOffers(c Case, as []Relation) workflow.Offers[Act] {
	return workflow.Offers[Act]{{Do: Receive, Reasons: Moves.Why(Receive, c.State, as, c)}, {Do: Correct, Reasons: Moves.Why(Correct, c.State, as, c)}}
}

// WhyNot completes why who only reads an order cannot receive it, by who can lift it.
func WhyNot(ctx context.Context, tx *db.Tx, o Order, why []apperr.Reason) error {
	return explain(ctx, tx, o.Org, why)
}

// DeliveredTo is where an order was to be delivered, in one line, of what is kept of it as the supplier was told.
func DeliveredTo(kept string) (string, error) {
	var p ordering.Address
	if err := json.Unmarshal([]byte(kept), &p); err != nil {
		return "", fmt.Errorf("place of delivery: %w", err)
	}
	return p.OneLine(), nil
}
