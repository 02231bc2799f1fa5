package order

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/stale"
)

func noteCreated(ctx context.Context, tx *db.Tx, who access.Actor, o Order) error {
	l := history.Line{Object: history.Object{Kind: object, ID: o.ID}, Act: object + ".create", To: string(o.State)}
	if o.Remark != "" {
		l.Data = map[string]string{"remark": o.Remark}
	}
	return history.Write(ctx, tx, who, l)
}

// Send hands an order to the outbox: it is « envoi en cours », and « passée » only once the supplier's mail server has taken it
// (R221, R230). Pressed again it does nothing more.
func (s *Service) Send(ctx context.Context, who access.Actor, number string, version int64) error {
	return s.dispatch(ctx, who, number, version, Send, nil)
}

// Resend sends an order again that the supplier's mail server refused, to the address that the supplier has by now.
func (s *Service) Resend(ctx context.Context, who access.Actor, number string, version int64) error {
	return s.dispatch(ctx, who, number, version, Resend, nil)
}

// SendWith sends an order, for the first time or again, with what is said to the supplier as it was typed last: what stands in the field
// goes out, whether it was saved before or not (R231).
func (s *Service) SendWith(ctx context.Context, who access.Actor, number string, version int64, do Act, remark string) error {
	text := ordering.RemarkOf(remark)
	if fault := ordering.RemarkFault(text); fault.Key != "" {
		return apperr.InvalidField(FieldRemark, fault)
	}
	return s.dispatch(ctx, who, number, version, do, &text)
}

func (s *Service) dispatch(ctx context.Context, who access.Actor, number string, version int64, do Act, remark *string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := s.toAct(ctx, tx, who, number, version)
		if err != nil {
			return err
		}
		to, err := next(ctx, tx, do, c, as)
		if err != nil {
			return err
		}
		o := c.Order
		o.SentByID, o.SentBy, o.SentTo, o.Reason = who.ID, who.Name, o.Supplier.Email, ""
		data := map[string]string{"to": o.SentTo}
		if remark != nil && *remark != o.Remark {
			data["was"], data["remark"], o.Remark = o.Remark, *remark, *remark
		}
		if err := save(ctx, tx, who, &o, do, to, data); err != nil {
			return err
		}
		if err := asSent(ctx, tx, c); err != nil {
			return err
		}
		return Explain(ctx, tx, o.Org, s.o.Tell.Dispatch(ctx, tx, o, o.Version))
	})
}

// toAct is an order for an act of who, if the form was made from it as it is.
func (s *Service) toAct(ctx context.Context, tx *db.Tx, who access.Actor, number string, version int64) (Case, []Relation, error) {
	c, as, err := s.ofNumber(ctx, tx, who, number)
	if err == nil && c.Version != version {
		err = conflict()
	}
	return c, as, err
}

// ofNumber is an order as its rules see it for who, with what of it cannot be ordered any more.
func (s *Service) ofNumber(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Case, []Relation, error) {
	c, as, err := byNumber(ctx, tx, who, number)
	if err != nil {
		return c, nil, err
	}
	lines, err := linesOf(ctx, tx, c.ID)
	if err == nil {
		err = s.outdated(ctx, tx, &c, lines)
	}
	return c, as, err
}

// Why is nil when who may do an act on an order; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number string) error {
	c, as, err := s.ofNumber(ctx, tx, who, number)
	if err == nil {
		_, err = next(ctx, tx, do, c, as)
	}
	return err
}

// outdated notes what of an order that waits to be sent stands otherwise since it was made, and what of it cannot be ordered any more.
// Who may give the order back can lift it: above the maximum amount a superacheteur.
func (s *Service) outdated(ctx context.Context, tx *db.Tx, c *Case, lines []Line) (err error) {
	if c.State != Created {
		return nil
	}
	adheres := func(at time.Time) bool { return c.under.Adheres(ordering.Moment{At: at, Day: s.today(at)}) }
	o := stale.Order{
		Org: c.Org, Title: c.Market.Title, Runs: c.Market.runs(s.today(tx.Now())), Moved: c.under.Head != c.HeadID, Adhered: adheres(c.CreatedAt), Adheres: adheres(tx.Now()),
	}
	for _, l := range lines {
		o.Lines = append(o.Lines, stale.Line{Article: l.Article, Units: l.Quantity})
	}
	if c.Stale, err = stale.Of(ctx, tx, o); err != nil || c.Stale.Why == nil {
		return err
	}
	c.Outdated = c.Stale.Why
	c.Outdated.Lifters, err = ordering.Holding(ctx, tx, c.sender(), c.Org)
	return err
}

// asSent keeps where the order is delivered as it is told to the supplier, whatever becomes of the establishment's address; and whether it exceeded
// the maximum amount, which counts as it was when it was sent (R223).
func asSent(ctx context.Context, tx *db.Tx, c Case) error {
	p, err := ordering.AddressOf(ctx, tx, c.Org.ID, c.Site.ID)
	if err != nil {
		return err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("place of delivery: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE ordering_orders SET deliver_to = $1, sent_over = $2 WHERE id = $3`, string(text), c.Over(), c.ID); err != nil {
		return fmt.Errorf("keep how order %s was sent: %w", c.Number, err)
	}
	return nil
}

// Taken is told by the outbox, in the transaction that records it, that the supplier's mail server has taken an order: only now it
// is « passée » (R230).
func (s *Service) Taken(ctx context.Context, tx *db.Tx, orderID string) error {
	return s.outcome(ctx, tx, program(tx), orderID, Take, "", "")
}

// Bounced is told by the outbox that an order will not arrive, at once or, by a server that had taken it, later: it is « à renvoyer », with
// what the server said. perhaps is the address at which it may have arrived all the same; empty: it certainly did not. What was ordered of
// baskets stays so until it is sent again, or cancelled.
func (s *Service) Bounced(ctx context.Context, tx *db.Tx, orderID, said, perhaps string) error {
	return s.outcome(ctx, tx, program(tx), orderID, Bounce, said, perhaps)
}

// program is what acts where nobody does.
func program(tx *db.Tx) access.Actor { return access.ByProgram("Préau", tx.Now()) }

func (s *Service) outcome(ctx context.Context, tx *db.Tx, who access.Actor, orderID string, do Act, said, perhaps string) error {
	o, err := one(ctx, tx, "d.id = $1", orderID)
	if err != nil {
		return err
	}
	to, err := Moves.Next(do, o.State, []Relation{AsProgram}, Case{Order: o})
	switch {
	case err != nil && do == Take:
		return s.late(ctx, tx, o)
	case apperr.Is(err, apperr.Conflict), apperr.Is(err, apperr.Forbidden):
		return nil // told twice, or the supplier has it
	case err != nil:
		return err
	}
	if do == Take {
		return s.arrive(ctx, tx, who, &o, do, to, nil)
	}
	o.Reason, o.SentAt = said, time.Time{}
	o.elsewhere(perhaps)
	if err := save(ctx, tx, who, &o, do, to, note(said)); err != nil || do == Retry {
		return err
	}
	return s.o.Tell.Bounced(ctx, tx, o)
}

// cancelled says whether a line of some baskets is « Article annulé » already.
func cancelled(cases map[string]basket.Case, lineID string) bool {
	for _, c := range cases {
		if slices.ContainsFunc(c.Lines, func(l basket.Line) bool { return l.ID == lineID && l.State == basket.LineCancelled }) {
			return true
		}
	}
	return false
}

func note(reason string) map[string]string {
	if reason == "" {
		return nil
	}
	return map[string]string{"reason": reason}
}

// inOrder are the baskets, held, that have lines in an order, and those lines where they are.
func inOrder(ctx context.Context, tx *db.Tx, o Order) (map[string]basket.Case, []basket.Step, error) {
	lines, err := linesOf(ctx, tx, o.ID)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.ID
	}
	shares, err := basket.InOrderLines(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	var baskets []string
	steps := make([]basket.Step, len(shares))
	for i, l := range shares {
		baskets, steps[i] = append(baskets, l.Basket), basket.Step{Line: l.ID, OrderLine: l.OrderLine}
	}
	if err := basket.Hold(ctx, tx, baskets); err != nil {
		return nil, nil, err
	}
	cases, err := basket.Cases(ctx, tx, unique(baskets))
	return cases, steps, err
}

// Cancel is « Annuler la commande »: the demandeurs are told why, and can duplicate what was cancelled; the validateur does not get the
// lines back (R226-R228).
func (s *Service) Cancel(ctx context.Context, who access.Actor, number string, version int64, reason string) error {
	return s.EndWith(ctx, who, number, version, Cancel, Ending{Reason: reason})
}

// GiveBack ends an order and has its lines wait for a validateur again, without anybody confirming anew (R228).
func (s *Service) GiveBack(ctx context.Context, who access.Actor, number string, version int64, reason string) error {
	return s.EndWith(ctx, who, number, version, GiveBack, Ending{Reason: reason})
}

// end ends an order, and does with what of baskets is in it what the act means: says is what who ends it says themselves of the reason.
func (s *Service) end(ctx context.Context, tx *db.Tx, who access.Actor, o Order, do Act, to State, reason, says string) error {
	o.Reason = reason
	if err := save(ctx, tx, who, &o, do, to, note(says)); err != nil {
		return err
	}
	cases, steps, err := inOrder(ctx, tx, o)
	if err != nil {
		return err
	}
	line := basket.LineCancel
	steps = slices.DeleteFunc(steps, func(x basket.Step) bool { return cancelled(cases, x.Line) }) // with a line that does not come
	if do == GiveBack {
		line = basket.LineGiveBack
		for i := range steps {
			steps[i].OrderLine = ""
		}
	}
	if err := basket.MoveLines(ctx, tx, who, cases, steps, line, reason); err != nil {
		return err
	}
	if do == GiveBack {
		return s.o.Tell.GivenBack(ctx, tx, who, o, reason)
	}
	return s.o.Tell.Cancelled(ctx, tx, who, o, cases, reason)
}
