package sending

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sending/msg"
)

// Way is how the mail of an order fares that a server has put off, or of which it did not say whether it has it.
type Way struct {
	Said    string // the server's last words
	Tries   int64
	Since   time.Time // when it was sent
	Next    time.Time // the next try
	Perhaps bool      // a try broke off: it may have arrived

	order string
}

// stuckAfter is how long a mail is put off before the acheteur has it in their work list.
const stuckAfter = 24 * time.Hour

// Long says whether that lasts for more than a day.
func (w Way) Long(now time.Time) bool { return now.Sub(w.Since) >= stuckAfter }

// Ways are those of some orders whose mail is put off, by id, in one statement; none of those that are not under way.
func (s *Service) Ways(ctx context.Context, orders ...order.Order) (map[string]Way, error) {
	var w db.Where
	w.And("kind = ? AND object_kind = ? AND state IN ('deferred', 'uncertain') AND later = ''", mailOrder, order.Object)
	var ids []any
	for _, o := range orders {
		if o.State == order.Sending {
			ids = append(ids, o.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	w.In("object_id", ids...)
	out := map[string]Way{}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		cond, args := w.SQL(1)
		all, err := db.All(ctx, tx, func(x *Way) []any { return []any{&x.order, &x.Said, &x.Tries, &x.Since, &x.Next, &x.Perhaps} },
			`SELECT object_id, detail, tries, queued_at, due_at, repeated FROM notify_mails WHERE `+cond+` ORDER BY queued_at, id`, args...)
		if err != nil {
			return fmt.Errorf("mails that are put off: %w", err)
		}
		for _, x := range all {
			out[x.order] = x
		}
		return nil
	})
	return out, err
}

// Waiting are the orders that their supplier's server has wait for more than a day, for who sends them.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	w, some := order.Buys(who, order.Sending)
	if !some {
		return nil
	}
	w.And("m.kind = ? AND m.state IN ('deferred', 'uncertain') AND m.later = '' AND m.queued_at <= ?", mailOrder, now.Add(-stuckAfter)) // as the order's page tells it: an administrator's retry begins nothing anew
	return []inbox.Query{{
		Name: "d.number", Place: "u.name", Detail: "o.name", Since: "m.queued_at", Where: *w,
		From: "ordering_orders d JOIN org_organisations o ON o.id = d.org_id JOIN org_organisations u ON u.id = d.supplier_id JOIN notify_mails m ON m.object_kind = 'ordering.order' AND m.object_id = d.id",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: string(instance.Ordering), Count: 1, Since: r.Since, Path: order.Order{Number: r.Name}.ToSendPath(""),
				Title: i18n.M(msg.WaitStuck, "number", r.Name, "supplier", r.Place), Detail: i18n.M(msg.WaitAt, "org", r.Detail), Act: i18n.M(msg.WaitStuckAct),
			}
		},
	}}
}

// Correctable is who can correct the address that an order goes to, and how they are asked.
func Correctable(o order.Order) apperr.Reason {
	r := order.NoAddress(i18n.M(msg.WhyCorrectAddress, "address", o.Supplier.Email))
	r.Lifters, r.Ask = access.Operator(), access.Ask(order.CodeNoAddress, o.ToSendPath(""))
	r.Ask.Label = i18n.M(msg.AskCorrect)
	return r
}
