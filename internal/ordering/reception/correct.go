package reception

import (
	"context"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception/msg"
)

// Recount is what a correction says of one line of a reception.
type Recount struct {
	Line    string // id
	Came    int64
	Fate    Fate
	GivenUp bool
	Seen    int64 // the line's version that the form was made from
}

// Correcting is a reception as it should have been noted.
type Correcting struct {
	Lines  []Recount
	Reason string // needed once a day is over, or for somebody else (R252)
}

// Correct notes what a reception should have said. The first one stays as it was; late, or by somebody else, it is told to the acheteur
// with its reason (R252).
func (s *Service) Correct(ctx context.Context, who access.Actor, number string, n int64, in Correcting) (int64, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (int64, error) {
		held, err := order.Hold(ctx, tx, who, order.Correct, number)
		if err != nil {
			return 0, err
		}
		all, err := of(ctx, tx, held.ID) // the newest first
		if err != nil {
			return 0, err
		}
		was, err := one(all, n)
		if err != nil {
			return 0, err
		}
		last := all[0].N
		before, err := s.before(ctx, tx, &held, all)
		if err != nil {
			return 0, err
		}
		if !was.counts() {
			return 0, conflict()
		}
		needs := was.NeedsReason(who, tx.Now())
		lines, err := in.check(held.Lines, was, needs)
		if err != nil {
			return 0, err
		}
		r := Reception{
			ID: id.New(), N: last + 1, Corrects: n, FirstAt: was.FirstAt, Found: held.State, Reason: in.Reason, ByID: who.ID, By: who.Name, At: tx.Now(), Lines: lines,
		}
		if err := insert(ctx, tx, held.ID, r); err != nil {
			return 0, err
		}
		found := slices.Clone(held.Lines)
		counts := recounted(found, all, was, r)
		if err := undisputed(ctx, tx, held.ID, found, counts); err != nil {
			return 0, err
		}
		if err := order.Count(ctx, tx, who, order.Correct, &held, counts, before, note(r)); err != nil {
			return 0, err
		}
		if err := s.divide(ctx, tx, who, &held, found, r); err != nil || !needs {
			return r.N, err
		}
		return r.N, s.o.Tell.Corrected(ctx, tx, who, Corrected{Order: held.Order, N: r.N, Of: n, Reason: r.Reason, Lines: differences(found, was, r)})
	})
}

// before is the state that an order goes back to where nothing is left of what came: of one that counted as not sent, where its mail has led
// it since, as long as its supplier has said nothing themselves.
func (s *Service) before(ctx context.Context, tx *db.Tx, held *order.Receiving, all []Reception) (order.State, error) {
	r := begun(all)
	if !r.Found.ToSend() {
		return r.Found, nil
	}
	to, taken, err := s.o.Stands(ctx, tx, held.Order)
	heard := held.AnsweredAt.After(r.At)
	if heard && taken.IsZero() {
		taken = held.AnsweredAt
	}
	held.Undo(heard, taken)
	if heard {
		to = order.Sent
	}
	return to, err
}

// begun is what came first of what there is now. What came before it was all corrected away, and the supplier may have answered since.
func begun(all []Reception) Reception {
	i := slices.IndexFunc(all, func(r Reception) bool { // the newest first
		return !slices.Contains([]order.State{order.PartReceived, order.Received, order.Closed}, r.Found)
	})
	return all[max(i, 0)]
}

// one is a reception of an order, by its number.
func one(all []Reception, n int64) (Reception, error) {
	i := slices.IndexFunc(all, func(r Reception) bool { return r.N == n })
	if i < 0 {
		return Reception{}, apperr.NotFoundErr()
	}
	return all[i], nil
}

// check is what a correction says of the lines of a reception: of each of them.
func (in Correcting) check(all []order.Line, was Reception, needs bool) ([]Line, error) {
	var f apperr.Faults
	out := make([]Line, 0, len(was.Lines))
	for _, w := range was.Lines {
		i := slices.IndexFunc(in.Lines, func(c Recount) bool { return c.Line == w.Line })
		l := lineOf(all, w.Line)
		if i < 0 || in.Lines[i].Seen != l.Version {
			return nil, conflict()
		}
		c := in.Lines[i]
		room := max(l.Expected()-(l.Received-w.Conform), 0) // what the other receptions leave
		x := split(l.ID, c.Came, room, c.Fate)
		switch {
		case c.Came < 0 || c.Came > amount.MaxQuantity:
			f.Say(CameField(l.ID), i18n.M(msg.FaultCame, "max", amount.MaxQuantity))
		case x.Excess > 0 && x.Fate == NoExcess:
			f.Say(CameField(l.ID), i18n.M(msg.FaultExcess, "came", c.Came, "missing", room, "excess", x.Excess))
		}
		if x.Ended = c.GivenUp && x.Conform < room; x.Ended {
			if x.Reason = w.Reason; x.Reason == "" {
				x.Reason = in.Reason
			}
			if x.Reason == "" {
				f.Say(FieldReason, i18n.M(msg.FaultReason))
			}
		}
		out = append(out, x)
	}
	if needs && in.Reason == "" {
		f.Say(FieldReason, i18n.M(msg.FaultCorrectReason))
	}
	if slices.Equal(said(out), said(was.Lines)) && len(f) == 0 {
		f.Say(FieldCame, i18n.M(msg.FaultSame))
	}
	return out, f.Err()
}

// said are lines without which reception they are of, to be compared.
func said(lines []Line) []Line {
	out := slices.Clone(lines)
	for i := range out {
		out[i].Reception, out[i].Reason = "", ""
	}
	return out
}

// recounted is what has come of the lines of a reception once another takes its place. The rest of a line is given up as long as one
// that counts says so.
func recounted(lines []order.Line, all []Reception, was, is Reception) []order.Counted {
	out := make([]order.Counted, len(is.Lines))
	for i, x := range is.Lines {
		l := lineOf(lines, x.Line)
		ended := x.Ended || slices.ContainsFunc(all, func(r Reception) bool { return r.N != was.N && r.counts() && r.ends(x.Line) })
		out[i] = order.Counted{Line: x.Line, Received: l.Received - was.Lines[i].Conform + x.Conform, GivenUp: ended}
	}
	return out
}

// differences are the articles of which something else is said now, in words.
func differences(lines []order.Line, was, is Reception) []Difference {
	var out []Difference
	for i, x := range is.Lines {
		if w := was.Lines[i]; w.came() != x.came() || w.Ended != x.Ended || w.Fate != x.Fate {
			out = append(out, Difference{Title: lineOf(lines, x.Line).Article.Title, Was: w.came(), Is: x.came()})
		}
	}
	return out
}
