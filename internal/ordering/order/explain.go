package order

import (
	"context"
	"fmt"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/phone"
)

// Options are what the room needs from outside.
type Options struct {
	DB   *db.DB
	Zone func() *time.Location // the operator's, in which days and years are meant
	Tell Tell
}

// Tell mails whom a step concerns (1.11).
type Tell struct {
	Created func(ctx context.Context, tx *db.Tx, who access.Actor, o Order, over bool) error // acheteurs; where it exceeds the limit superbuyers, too
	// Relimited mails whose it is since that was changed.
	Relimited func(ctx context.Context, tx *db.Tx, who access.Actor, o Order, over bool) error
	// Cancelled mails the demandeurs whose lines were in it, and who made it (R228).
	Cancelled func(ctx context.Context, tx *db.Tx, who access.Actor, o Order, cases map[string]basket.Case, reason string) error
	GivenBack func(ctx context.Context, tx *db.Tx, who access.Actor, o Order, reason string) error                // the validateur
	Sent      func(ctx context.Context, tx *db.Tx, who access.Actor, o Order, cases map[string]basket.Case) error // réceptionnistes and demandeurs (R235)
	Bounced   func(ctx context.Context, tx *db.Tx, o Order) error                                                 // who sent it, or who sends now: it did not arrive
	// Stop mails the supplier, at the addresses where an order may have arrived, that it is cancelled and not to be delivered.
	Stop func(ctx context.Context, tx *db.Tx, o Order, addresses []string) error
	// Late mails who cancelled it, or who sends now, that the supplier's server took it after all; where its lines went back, who validates.
	Late func(ctx context.Context, tx *db.Tx, o Order, back bool) error
	// Dispatch puts the order in the outbox for its supplier; the same order and purpose twice is once (R230).
	Dispatch func(ctx context.Context, tx *db.Tx, o Order, again int64) error
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// Names of the fields in the forms of orders, in faults.
const (
	FieldLines      = "lignes"
	FieldLabel      = "etiquette"
	FieldFree       = "gratuite"
	FieldRemark     = "remarques"
	FieldConditions = "conditions"
	FieldAgreed     = "accord"
	FieldReason     = "motif"
)

// caseOf is an order as its rules see it for who.
func caseOf(ctx context.Context, tx *db.Tx, who access.Actor, o Order) (Case, []Relation, error) {
	c := Case{Order: o, At: tx.Now()}
	up, err := ordering.UnderOf(ctx, tx, ordering.Adherence{OrgID: o.Org.ID, Market: o.Market.Number})
	if err != nil {
		return c, nil, err
	}
	if c.under = up; up.Limit != nil {
		c.Limit, c.Limited = *up.Limit, true
	}
	as := relationsOf(who, c, up.Above)
	c.Super = slices.Contains(as, AsSuperbuyer)
	if !o.State.ToSend() || !c.Super && !slices.Contains(as, AsBuyer) {
		return c, as, nil
	}
	if c.Apart, err = apartOf(ctx, tx, who, c); err != nil {
		return c, nil, err
	}
	p, err := ordering.AddressOf(ctx, tx, o.Org.ID, o.Site.ID)
	if err == nil && p.Phone == "" {
		c.NoPhone = phone.Missing(o.Org, o.Site)
	}
	if err == nil && p.Closed {
		r := shut(msg.WhyPlaceClosedSend, o.Org, o.Site)
		c.Shut = &r
		r.Lifters, err = ordering.Holding(ctx, tx, c.sender(), o.Org) // who gives it back
	}
	return c, as, err
}

// apartOf is what strict duties say against who's sending an order: a basket of theirs is in it, or they validated it (R130).
// Another acheteur can send it; above the maximum amount, another superacheteur.
func apartOf(ctx context.Context, tx *db.Tx, who access.Actor, c Case) ([]apperr.Reason, error) {
	o := c.Order
	mode, err := ordering.ModeAt(ctx, tx, o.Org.ID)
	if err != nil || mode != ordering.Strict {
		return nil, err
	}
	own, err := ownLines(ctx, tx, who, o.ID)
	if err != nil {
		return nil, err
	}
	h := ordering.Hands{Validator: o.CreatedByID}
	if own > 0 {
		h.Maker = who.ID
	}
	_, refused := ordering.Apart(mode, ordering.Sending, who.ID, h)
	return refused, instead(ctx, tx, who, c.sender(), o.Org, refused)
}

// sender is the role that sends or ends an order.
func (c Case) sender() access.RoleKey {
	if c.Over() {
		return ordering.Superbuyer
	}
	return ordering.Buyer
}

// instead completes reasons that keep somebody from an act with who else can do it.
func instead(ctx context.Context, tx *db.Tx, who access.Actor, role access.RoleKey, at ordering.Body, reasons []apperr.Reason) error {
	for i := range reasons {
		var err error
		if reasons[i].Lifters, err = ordering.Others(ctx, tx, who, role, at); err != nil {
			return err
		}
	}
	return nil
}

// ownLines is how many articles of who's own baskets are in an order.
func ownLines(ctx context.Context, tx *db.Tx, who access.Actor, orderID string) (int64, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM ordering_order_lines l JOIN ordering_basket_lines x ON x.order_line_id = l.id
		JOIN ordering_baskets b ON b.id = x.basket_id WHERE l.order_id = $1 AND b.account_id = $2`, orderID, who.ID)
	if err != nil {
		return 0, fmt.Errorf("own articles of order %s: %w", orderID, err)
	}
	return n, nil
}

// next is where an act leads an order, or why who may not do it.
func next(ctx context.Context, tx *db.Tx, do Act, c Case, as []Relation) (State, error) {
	to, err := Moves.Next(do, c.State, as, c)
	if apperr.Is(err, apperr.Conflict) {
		return to, conflict()
	}
	return to, Explain(ctx, tx, c.Org, err)
}

// Explain is a refusal with its reasons completed by who can lift them.
func Explain(ctx context.Context, tx *db.Tx, at ordering.Body, err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	if fault := explain(ctx, tx, at, e.Reasons); fault != nil {
		return fault
	}
	return ordering.Completed(ctx, tx, at, err)
}

// needed are the roles that reasons say somebody does not hold.
var needed = map[string]access.RoleKey{CodeNotBuyer: ordering.Buyer, CodeNotReceiver: ordering.Receiver}

// explain completes reasons with who can lift them; those of duties kept apart are complete.
func explain(ctx context.Context, tx *db.Tx, at ordering.Body, reasons []apperr.Reason) error {
	for i := range reasons {
		var err error
		switch r := &reasons[i]; r.Code {
		case CodeOverLimit:
			r.Lifters, err = ordering.Holding(ctx, tx, ordering.Superbuyer, at)
		case CodeUnavailable:
			if r.Lifters == nil { // of a basket; of an order outdated says it
				r.Lifters, err = ordering.Holding(ctx, tx, ordering.Validator, at)
			}
		case phone.CodeMissing:
			r.Lifters, err = ordering.Givers(ctx, tx, at)
		case CodeNotBuyer, CodeNotReceiver:
			r.Ask = &apperr.Ask{Label: i18n.M(msg.AskAccess), Path: request.AskPath(at.Ref, needed[r.Code])}
			r.Lifters, err = ordering.Givers(ctx, tx, at)
		case CodeNoAddress:
			r.Lifters, r.Ask = access.Operator(), access.Ask(CodeNoAddress, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
