package supply

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// Change is what a supplier would rather deliver of a line, and what became of it.
type Change struct {
	Line  string // id
	Round int64
	order.Deal
	Decision  Decision
	DecidedAt time.Time
}

// Decision is what the acheteur said to a change.
type Decision string

// The decisions.
const (
	Waits   Decision = ""
	Agreed  Decision = "agreed"
	Refused Decision = "refused"
)

// Proposal is « J'accepte avec changements »: what a form says of each line.
type Proposal struct {
	Version int64
	Text    string
	Lines   map[string]order.Deal // by id; what is as it stands changes nothing
}

// maxPrice is the highest price of a unit, in ten-thousandths: what catalogues take too.
const maxPrice = 99_999_999_999

// LineField names a field of a line in the form.
func LineField(what, lineID string) string { return what + "." + lineID }

// The fields of a line.
const (
	FieldQuantity  = "quantite"
	FieldPrice     = "prix"
	FieldReference = "reference"
	FieldTitle     = "intitule"
	FieldDay       = "date"
	FieldNote      = "remarque"
)

// Propose has a supplier accept an order with changes: they count once the acheteur agrees (R234).
func (s *Service) Propose(ctx context.Context, who access.Actor, secret string, in Proposal) error {
	return s.bySupplier(ctx, who, secret, in.Version, func(tx *db.Tx, by access.Actor, c *order.Case) error {
		return s.propose(ctx, tx, by, c, in)
	})
}

func (s *Service) propose(ctx context.Context, tx *db.Tx, by access.Actor, c *order.Case, in Proposal) error {
	lines, err := order.Lines(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	changes, err := s.changesOf(lines, in, tx.Now())
	if err != nil {
		return err
	}
	round := c.Version
	if err := order.Answer(ctx, tx, by, c, order.Propose, in.Text); err != nil {
		return err
	}
	for _, x := range changes {
		if _, err := tx.Exec(ctx, `INSERT INTO ordering_changes (line_id, round, order_id, quantity, price, reference, title, promised_on, note, decision)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`, x.Line, round, c.ID, x.Quantity, x.Price, x.Reference, x.Title, x.PromisedOn, x.Note); err != nil {
			return fmt.Errorf("change of a line of order %s: %w", c.Number, err)
		}
	}
	if err := order.Exceeding(ctx, tx, &c.Order, order.Costs(c.Order, lines, in.Lines)); err != nil {
		return err
	}
	return s.tellBuyers(ctx, tx, c.Order, order.Propose, in.Text)
}

// changesOf are the lines of a proposal that are not what stands, or all that is wrong with them.
func (s *Service) changesOf(lines []order.Line, in Proposal, now time.Time) ([]Change, error) {
	var f apperr.Faults
	var out []Change
	left := int64(0)
	known := 0
	for _, l := range lines {
		d, said := in.Lines[l.ID]
		if !said {
			left += l.Expected()
			continue
		}
		known++
		left += max(d.Quantity, 0)
		s.check(&f, l, d, now)
		if !same(l, d) {
			out = append(out, Change{Line: l.ID, Deal: d})
		}
	}
	switch {
	case known != len(in.Lines):
		return nil, conflict()
	case len(f) > 0:
	case len(out) == 0:
		f.Add(FieldText, msg.FaultSupplyNoChange)
	case left == 0:
		f.Add(FieldText, msg.FaultSupplyNothingLeft)
	}
	return out, f.Err()
}

// check says what is wrong with what is proposed for a line.
func (s *Service) check(f *apperr.Faults, l order.Line, d order.Deal, now time.Time) {
	if d.Quantity < 0 || d.Quantity > amount.MaxQuantity {
		f.Add(LineField(FieldQuantity, l.ID), msg.FaultSupplyQuantity, "max", amount.MaxQuantity)
	}
	if l.Expected() == 0 && d.Quantity > 0 { // nobody waits for it any more
		f.Say(LineField(FieldQuantity, l.ID), i18n.M(msg.FaultSupplyGone))
	}
	if d.Price < 0 || d.Price > maxPrice {
		f.Add(LineField(FieldPrice, l.ID), msg.FaultSupplyPrice)
	}
	if (d.Reference == "") != (d.Title == "") {
		what := FieldTitle
		if d.Reference == "" {
			what = FieldReference
		}
		f.Add(LineField(what, l.ID), msg.FaultSupplySubstitute)
	}
	if d.PromisedOn != l.PromisedOn {
		if why := s.dayFault(d.PromisedOn, now); why.Key != "" {
			f.Say(LineField(FieldDay, l.ID), why)
		}
	}
	if d.Quantity == 0 && l.Expected() > 0 && d.Note == "" {
		f.Add(LineField(FieldNote, l.ID), msg.FaultSupplyWhyNone)
	}
}

// same says whether a deal is what stands of a line.
func same(l order.Line, d order.Deal) bool {
	return d.Quantity == l.Expected() && d.Price == l.Price() && d.Reference == l.AgreedReference && d.Title == l.AgreedTitle && d.PromisedOn == l.PromisedOn
}

// DealOf is a line as it stands, for a form to begin with.
func DealOf(l order.Line) order.Deal {
	return order.Deal{Quantity: l.Expected(), Price: l.Price(), Reference: l.AgreedReference, Title: l.AgreedTitle, PromisedOn: l.PromisedOn}
}

// changes are all that was proposed for an order, the last round first.
func changes(ctx context.Context, tx *db.Tx, orderID string) ([]Change, error) {
	out, err := db.All(ctx, tx, func(x *Change) []any {
		return []any{&x.Line, &x.Round, &x.Quantity, &x.Price, &x.Reference, &x.Title, &x.PromisedOn, &x.Note, &x.Decision, &x.DecidedAt}
	}, `SELECT line_id, round, quantity, price, reference, title, promised_on, note, decision, decided_at FROM ordering_changes WHERE order_id = $1
		ORDER BY round DESC, line_id`, orderID)
	if err != nil {
		return nil, fmt.Errorf("changes of an order: %w", err)
	}
	return out, nil
}
