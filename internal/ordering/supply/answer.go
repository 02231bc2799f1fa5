package supply

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// Saying is what a supplier answers by a button: nothing more, a few words, or the day of delivery.
type Saying struct {
	Do         order.Act
	Version    int64  // of the order as the page showed it
	Text       string // why, or what is asked
	PromisedOn string // day; empty: none
}

// wordy are the answers that cannot do without a reason.
var wordy = map[order.Act]bool{order.Decline: true, order.AskDetails: true, order.Keep: true}

// Answer is a supplier's answer by a link: that the order was received, that it is accepted, declined, shipped, that details are missing
// (R233), and whether it may be cancelled (R229). The acheteurs are told.
func (s *Service) Answer(ctx context.Context, who access.Actor, secret string, in Saying) error {
	in.Text = strings.TrimSpace(in.Text)
	if wordy[in.Do] {
		var err error
		if in.Text, err = needed(in.Text); err != nil {
			return err
		}
	}
	return s.bySupplier(ctx, who, secret, in.Version, func(tx *db.Tx, by access.Actor, c *order.Case) error {
		if in.PromisedOn == c.PromisedOn { // it stands in the form since it was promised, and may have passed
			in.PromisedOn = ""
		}
		if in.Do == order.Delay && in.PromisedOn == "" {
			return apperr.InvalidField(FieldPromised, i18n.M(msg.FaultSupplyOtherDay))
		}
		if why := s.dayFault(in.PromisedOn, tx.Now()); why.Key != "" {
			return apperr.InvalidField(FieldPromised, why)
		}
		if err := s.answer(ctx, tx, by, c, in); err != nil {
			return err
		}
		return s.tellBuyers(ctx, tx, c.Order, in.Do, in.Text)
	})
}

func (s *Service) answer(ctx context.Context, tx *db.Tx, by access.Actor, c *order.Case, in Saying) error {
	switch in.Do {
	case order.Have:
		return s.o.Orders.Has(ctx, tx, by, c, order.BySupplier())
	case order.Decline, order.LetGo:
		return s.o.Orders.End(ctx, tx, by, c, in.Do, in.Text)
	case order.Acknowledge, order.Accept, order.Ship, order.Delay: // the buttons of the forms that have the day
		if err := c.Promise(ctx, tx, in.PromisedOn); err != nil {
			return err
		}
	case order.AskDetails, order.Keep:
	default:
		return apperr.NotFoundErr()
	}
	return order.Answer(ctx, tx, by, c, in.Do, in.Text)
}

// bySupplier does what a supplier's form asks, once, on the order as the page showed it.
func (s *Service) bySupplier(ctx context.Context, who access.Actor, secret string, version int64, fn func(tx *db.Tx, by access.Actor, c *order.Case) error) error {
	var seen order.Case
	if err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		seen, err = ByLink(ctx, tx, who.At, secret)
		return err
	}); err != nil {
		return err
	}
	by := Supplier(who, secret, seen.Order)
	return s.o.DB.Once(ctx, by, func(tx *db.Tx) error {
		c, err := ByLink(ctx, tx, who.At, secret)
		if err != nil {
			return err
		}
		if c.Version != version {
			return conflict()
		}
		return fn(tx, by, &c)
	})
}
