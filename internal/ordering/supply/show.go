package supply

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/order"
)

// View is an order as its supplier sees it by a link. Of one that leads nowhere, nothing but why.
type View struct {
	Standing Standing
	order.Case
	Lines   []order.Line
	Total   amount.Total
	May     []order.Act
	Changes []Change // all rounds, the last first
	Talk    []history.Line
	Contact Contact
	Place   string    // where it is brought, in one line, as it was told when it was sent
	Until   time.Time // of the link
}

// Contact is the acheteur, for the supplier.
type Contact struct{ Name, Email, Phone string }

// talkShown is how many of the newest lines the pages show.
const talkShown = 50

// Opened looks at a link without using it.
func (s *Service) Opened(ctx context.Context, at time.Time, secret string) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		l, err := bySecret(ctx, tx, secret)
		if err != nil {
			return err
		}
		if v.Standing = l.Standing(at); v.Standing != Live {
			return nil
		}
		v.Until = l.ExpiresAt
		if v.Case, err = order.OfSupplier(ctx, tx, l.OrderID); err != nil {
			return err
		}
		return v.complete(ctx, tx)
	})
	return v, err
}

// broughtTo is where an order is delivered, in one line; empty where nobody was told.
func broughtTo(ctx context.Context, tx *db.Tx, orderID string) (string, error) {
	kept, err := db.Value[string](ctx, tx, `SELECT deliver_to FROM ordering_orders WHERE id = $1`, orderID)
	if err != nil {
		return "", fmt.Errorf("place of delivery: %w", err)
	}
	if kept == "" {
		return "", nil
	}
	return order.DeliveredTo(kept)
}

func (v *View) complete(ctx context.Context, tx *db.Tx) (err error) {
	v.May = order.SupplierMay(v.Case)
	if v.Lines, err = order.Lines(ctx, tx, v.ID); err != nil {
		return err
	}
	v.Total = order.Costs(v.Order, v.Lines, nil)
	if v.Place, err = broughtTo(ctx, tx, v.ID); err != nil {
		return err
	}
	if v.Changes, err = changes(ctx, tx, v.ID); err != nil {
		return err
	}
	if v.Contact, err = contactOf(ctx, tx, v.SentByID, v.SentBy); err != nil {
		return err
	}
	v.Talk, err = history.Of(ctx, tx, history.Object{Kind: order.Object, ID: v.ID}, talkShown)
	return err
}

// contactOf is who pressed « Envoyer », as the mails name them.
func contactOf(ctx context.Context, tx *db.Tx, accountID, name string) (Contact, error) {
	found, err := db.All(ctx, tx, func(c *Contact) []any { return []any{&c.Name, &c.Email, &c.Phone} }, `SELECT display_name, email, phone FROM account_accounts WHERE id = $1 AND state = 'active'`, accountID)
	if err != nil || len(found) == 0 {
		return Contact{Name: name}, err
	}
	return found[0], nil
}

// Can says whether the supplier may do an act now.
func (v View) Can(do order.Act) bool {
	for _, a := range v.May {
		if a == do {
			return true
		}
	}
	return false
}

// Side is what an order's page says of its supplier to who buys.
type Side struct {
	order.Case
	Lines   []order.Line
	Pending []Change     // that wait for the acheteur
	Cost    amount.Total // with all of them
	Links   int64        // that serve
	Late    Late
	// LateSince is the promised day that passed, of the order or of a line.
	LateSince string
}

// Late says what is awaited of a supplier for too long.
type Late string

// What may be late.
const (
	OnTime   Late = ""
	NoAnswer Late = "answer"   // within the working days that it has (R236)
	NoGoods  Late = "delivery" // the promised day passed
)

// Standing is what a link is worth at an instant: for pages that show no order.
func (s *Service) Standing(ctx context.Context, at time.Time, secret string) (Standing, error) {
	var st Standing
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		l, err := bySecret(ctx, tx, secret)
		st = l.Standing(at)
		return err
	})
	return st, err
}

// SideOf is what who buys is shown of the supplier of an order with its lines.
func (s *Service) SideOf(ctx context.Context, c order.Case, lines []order.Line) (Side, error) {
	v := Side{Case: c, Lines: lines}
	days, err := s.o.AnswerDays(ctx)
	if err != nil {
		return v, err
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		v.Late, v.LateSince = s.late(c.Order, lines, tx.Now(), days)
		if v.Links, err = liveLinks(ctx, tx, c.ID); err != nil || c.State != order.Changed {
			return err
		}
		if v.Pending, err = pending(ctx, tx, c.Order); err != nil {
			return err
		}
		v.Cost = order.Costs(c.Order, v.Lines, dealsOf(v.Pending))
		return nil
	})
	return v, err
}

func dealsOf(all []Change) map[string]order.Deal {
	out := make(map[string]order.Deal, len(all))
	for _, x := range all {
		out[x.Line] = x.Deal
	}
	return out
}

// For is an order for a page on which who buys asks something of its supplier, or answers it; it refuses who may not.
func (s *Service) For(ctx context.Context, who access.Actor, do order.Act, number string) (Side, error) {
	v, err := s.o.Orders.ShowFor(ctx, who, do, number)
	if err != nil {
		return Side{}, err
	}
	if !v.Prices {
		return Side{}, apperr.NotFoundErr()
	}
	return s.SideOf(ctx, v.Case, v.Plain())
}
