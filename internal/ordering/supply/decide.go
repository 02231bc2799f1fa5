package supply

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// Deciding is what an acheteur says to the changes of a supplier: to each of them, with the reason of those that are refused.
type Deciding struct {
	Version int64
	Says    map[string]Decision // by line
	Text    string
}

// Decide agrees to changes or refuses them, line by line (R234). What is agreed on counts at once; where something is refused, the order
// goes back to the supplier, who delivers as it stands, proposes something else, or declines it.
func (s *Service) Decide(ctx context.Context, who access.Actor, number string, in Deciding) error {
	in.Text = strings.TrimSpace(in.Text)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := order.ForAct(ctx, tx, who, number, in.Version)
		if err != nil {
			return err
		}
		if err := order.MayAct(ctx, tx, order.AgreeTo, c, as); err != nil {
			return err
		}
		open, err := pending(ctx, tx, c.Order)
		if err != nil {
			return err
		}
		deals, do, err := in.sort(open)
		if err != nil {
			return err
		}
		lines, err := order.Lines(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		c.PromisedOn = promised(lines, deals, c.PromisedOn)
		cases, err := order.Agree(ctx, tx, who, &c, as, do, deals, in.Text)
		if err != nil {
			return err
		}
		for _, x := range open {
			if _, err := tx.Exec(ctx, `UPDATE ordering_changes SET decision = $1, decided_at = $2 WHERE line_id = $3 AND round = $4`, in.Says[x.Line], tx.Now(), x.Line, x.Round); err != nil {
				return fmt.Errorf("decide on a change of order %s: %w", number, err)
			}
		}
		if err := s.tellOwners(ctx, tx, c.Order, lines, cases, deals); err != nil {
			return err
		}
		what := noteAgreed
		if do == order.Dispute {
			what = noteDisputed
		}
		return s.tellSupplier(ctx, tx, c.Order, note{What: what, Text: in.Text, By: who.Name, Agreed: len(deals), Refused: len(open) - len(deals)}, versioned(what, c.Order))
	})
}

// promised is the day for which all that comes of some lines is promised, with what is agreed on: the last of theirs where each has one, else
// what it was.
func promised(lines []order.Line, deals map[string]order.Deal, before string) string {
	last := ""
	for _, l := range lines {
		n, day := l.Expected(), l.PromisedOn
		if d, some := deals[l.ID]; some {
			n, day = d.Quantity, cmp.Or(d.PromisedOn, day)
		}
		if n > 0 && day == "" {
			return before
		}
		if n > 0 {
			last = max(last, day)
		}
	}
	return cmp.Or(last, before)
}

// sort gives what is agreed on, and which act the whole is.
func (in Deciding) sort(open []Change) (map[string]order.Deal, order.Act, error) {
	deals, do := map[string]order.Deal{}, order.AgreeTo
	for _, x := range open {
		switch in.Says[x.Line] {
		case Agreed:
			deals[x.Line] = x.Deal
		case Refused:
			do = order.Dispute
		case Waits:
			fallthrough
		default:
			return nil, do, apperr.InvalidField(DecisionField(x.Line), i18n.M(msg.FaultSupplyDecide))
		}
	}
	if do == order.Dispute && in.Text == "" {
		_, err := needed("")
		return nil, do, err
	}
	return deals, do, nil
}

// DecisionField names what is said to a change in the form.
func DecisionField(lineID string) string { return LineField("avis", lineID) }

// pending are the changes of an order that wait for the acheteur.
func pending(ctx context.Context, tx *db.Tx, o order.Order) ([]Change, error) {
	all, err := changes(ctx, tx, o.ID)
	if err != nil || o.State != order.Changed {
		return nil, err
	}
	var out []Change
	for _, x := range all {
		if x.Decision == Waits && x.Round == all[0].Round {
			out = append(out, x)
		}
	}
	return out, nil
}

// AskCancel is « Demander l'annulation au fournisseur »: once the order is sent, cancelling is the supplier's to agree to (R229).
func (s *Service) AskCancel(ctx context.Context, who access.Actor, number string, version int64, reason string) error {
	return s.byBuyer(ctx, who, number, version, order.AskCancel, note{What: noteCancel, Text: reason})
}

// Stop has the supplier mailed, at each address where an order may have arrived, that it is cancelled and not to be delivered: once.
func (s *Service) Stop(ctx context.Context, tx *db.Tx, o order.Order, addresses []string) error {
	for _, at := range addresses {
		o.SentTo = at
		if err := s.tellSupplier(ctx, tx, o, note{What: noteStop}, noteStop); err != nil {
			return err
		}
	}
	return nil
}

// Specify answers what the supplier asked before it can prepare the order (R233).
func (s *Service) Specify(ctx context.Context, who access.Actor, number string, version int64, text string) error {
	return s.byBuyer(ctx, who, number, version, order.Specify, note{What: noteDetails, Text: text})
}

// byBuyer is an act of who buys that the supplier is told, with words that it cannot do without.
func (s *Service) byBuyer(ctx context.Context, who access.Actor, number string, version int64, do order.Act, says note) error {
	text, err := needed(says.Text)
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := order.ForAct(ctx, tx, who, number, version)
		if err != nil {
			return err
		}
		if err := order.Step(ctx, tx, who, &c, as, do, text); err != nil {
			return err
		}
		says.Text, says.By = text, who.Name
		if do == order.AskCancel {
			if says.File, err = s.o.Cancellation(ctx, tx, c.Order); err != nil {
				return err
			}
		}
		return s.tellSupplier(ctx, tx, c.Order, says, versioned(says.What, c.Order))
	})
}

// Remind has the supplier mailed that an answer, or the goods, are awaited; once a day (R236).
func (s *Service) Remind(ctx context.Context, who access.Actor, number string, version int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		c, as, err := order.ForAct(ctx, tx, who, number, version)
		if err != nil {
			return err
		}
		if err := order.Reminded(ctx, tx, who, &c, as); err != nil {
			return err
		}
		return s.tellSupplier(ctx, tx, c.Order, note{What: noteReminder, By: who.Name}, versioned(noteReminder, c.Order))
	})
}
