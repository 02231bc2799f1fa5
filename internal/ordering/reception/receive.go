package reception

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception/msg"
)

// Count is what a form says of one line.
type Count struct {
	Line string // id
	Came int64  // what is there and conforms, what is too many among it
	Fate Fate   // of what is too many
	Seen int64  // the line's version that the form was made from
}

// Noted is what a réceptionniste notes of a delivery.
type Noted struct {
	Counts  []Count
	GivenUp bool   // the rest of these lines is not expected any more (R246)
	Reason  string // why
}

// Receive is « Réceptionner les produits sélectionnés »: it notes what came of some lines; the others are not touched (R243, R248). It
// gives the reception's number.
func (s *Service) Receive(ctx context.Context, who access.Actor, number string, in Noted) (int64, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		held, err := order.Hold(ctx, tx, who, order.Receive, number)
		if err != nil {
			return 0, err
		}
		lines, err := in.check(held.Lines)
		if err != nil {
			return 0, err
		}
		n, before, err := latest(ctx, tx, held.ID)
		if err != nil {
			return 0, err
		}
		r := Reception{ID: id.New(), N: n + 1, Found: held.State, FirstAt: tx.Now(), ByID: who.ID, By: who.Name, At: tx.Now(), Lines: lines}
		if err := insert(ctx, tx, held.ID, r); err != nil {
			return 0, err
		}
		before = cmp.Or(before, held.State)
		found, counts := slices.Clone(held.Lines), make([]order.Counted, len(lines))
		for i, l := range lines {
			was := lineOf(held.Lines, l.Line)
			counts[i] = order.Counted{Line: l.Line, Received: was.Received + l.Conform, GivenUp: l.Ended}
		}
		if err := undisputed(ctx, tx, held.ID, held.Lines, counts); err != nil {
			return 0, err
		}
		if err := order.Count(ctx, tx, who, order.Receive, &held, counts, before, note(r)); err != nil {
			return 0, err
		}
		return r.N, s.divide(ctx, tx, who, &held, found, r)
	})
}

// note is what the order's history says of a reception.
func note(r Reception) map[string]string {
	out := map[string]string{"reception": strconv.FormatInt(r.N, 10)}
	if r.Corrects != 0 {
		out["corrects"] = strconv.FormatInt(r.Corrects, 10)
	}
	if r.Reason != "" {
		out["reason"] = r.Reason
	}
	if r.Found == order.Changed && r.Corrects == 0 {
		out["lapsed"] = "changes"
	}
	return out
}

func lineOf(all []order.Line, lineID string) order.Line {
	i := slices.IndexFunc(all, func(l order.Line) bool { return l.ID == lineID })
	if i < 0 {
		return order.Line{}
	}
	return all[i]
}

// check is what a form says of the lines as they are now: all of it, or nothing.
func (in Noted) check(all []order.Line) ([]Line, error) {
	if len(in.Counts) == 0 {
		return nil, apperr.InvalidField(FieldLine, i18n.M(msg.FaultChoose))
	}
	var f apperr.Faults
	out := make([]Line, 0, len(in.Counts))
	short := false
	for _, c := range in.Counts {
		l := lineOf(all, c.Line)
		if l.ID == "" {
			return nil, apperr.NotFoundErr()
		}
		if l.Version != c.Seen || l.State.Ends() || slices.ContainsFunc(out, func(x Line) bool { return x.Line == l.ID }) {
			return nil, conflict()
		}
		x := split(l.ID, c.Came, l.Missing(), c.Fate)
		if why := in.fault(c, x, l.Missing()); why.Key != "" {
			f.Say(why.field, why.Msg)
		}
		if x.Conform < l.Missing() {
			short = true
			x.Ended = in.GivenUp
		}
		if x.Ended {
			x.Reason = in.Reason
		}
		out = append(out, x)
	}
	if in.GivenUp && short && in.Reason == "" {
		f.Say(FieldReason, i18n.M(msg.FaultReason))
	}
	return out, f.Err()
}

// fieldFault is what is wrong with a field.
type fieldFault struct {
	field string
	i18n.Msg
}

// fault is what is wrong with what a form says of a line.
func (in Noted) fault(c Count, x Line, missing int64) fieldFault {
	switch {
	case c.Came < 0 || c.Came > amount.MaxQuantity:
		return fieldFault{CameField(c.Line), i18n.M(msg.FaultCame, "max", amount.MaxQuantity)}
	case x.Excess > 0 && x.Fate == NoExcess:
		return fieldFault{CameField(c.Line), i18n.M(msg.FaultExcess, "came", c.Came, "missing", missing, "excess", x.Excess)}
	case c.Came == 0 && !in.GivenUp:
		return fieldFault{CameField(c.Line), i18n.M(msg.FaultNothing)}
	}
	return fieldFault{}
}

// split parts what came of a line from what was not expected (R247).
func split(lineID string, came, missing int64, fate Fate) Line {
	x := Line{Line: lineID, Conform: min(came, missing)}
	if x.Excess = came - x.Conform; x.Excess > 0 && (fate == Kept || fate == Back) {
		x.Fate = fate
	}
	return x
}

// divide gives what came to the baskets that asked for it, and tells their demandeurs; found are the lines as they were before. What is
// corrected is shared from the beginning.
func (s *Service) divide(ctx context.Context, tx *db.Tx, who access.Actor, held *order.Receiving, found []order.Line, r Reception) error {
	ids := make([]string, len(r.Lines))
	for i, l := range r.Lines {
		ids[i] = l.Line
	}
	cases, shares, err := order.Shares(ctx, tx, ids)
	if err != nil {
		return err
	}
	place, rule, err := sharedAt(ctx, tx, held.ID)
	if err != nil {
		return err
	}
	var arrivals []basket.Arrival
	ended := map[string]string{}
	for _, x := range r.Lines {
		l := lineOf(held.Lines, x.Line)
		of := sharesOf(shares, l.ID, lineOf(found, l.ID).State.Ends())
		parts := divided(rule, l, of, r.Corrects != 0, x.Reason)
		arrivals = append(arrivals, parts...)
		for i, a := range parts {
			if x.Ended && r.Corrects == 0 && a.Arrived < of[i].Granted {
				ended[a.Line] = x.Reason
			}
		}
	}
	more, err := basket.Arrive(ctx, tx, who, cases, arrivals)
	if err != nil || len(more)+len(ended) == 0 {
		return err
	}
	return s.o.Tell.Arrived(ctx, tx, who, Arrived{Order: held.Order, N: r.N, Place: place, Cases: cases, More: more, Ended: ended})
}

// sharesOf are those of one line of the order that wait for it, or have got it. One that was cancelled has a part in it only where that was
// since the line had ended.
func sharesOf(all []basket.Line, orderLine string, ended bool) []basket.Line {
	return slices.DeleteFunc(slices.Clone(all), func(l basket.Line) bool {
		return l.OrderLine != orderLine || !l.State.Goes() && (!ended || l.State != basket.LineCancelled)
	})
}

// divided is what of a line's units is there for each of the baskets, the first confirmed first.
func divided(rule Rule, l order.Line, shares []basket.Line, anew bool, reason string) []basket.Arrival {
	missing, given := make([]int64, len(shares)), int64(0)
	for i, x := range shares {
		missing[i] = x.Granted
		if !anew {
			missing[i] -= x.Arrived
			given += x.Arrived
		}
	}
	now := Share(rule, l.Received-given, missing)
	out := make([]basket.Arrival, len(shares))
	for i, x := range shares {
		out[i] = basket.Arrival{Line: x.ID, Arrived: x.Granted - missing[i] + now[i], Settled: l.State.Ends(), Reason: reason}
	}
	return out
}
