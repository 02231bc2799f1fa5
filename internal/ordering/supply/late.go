package supply

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// unanswered are the states in which the supplier has said nothing to what was last asked.
var unanswered = []order.State{order.Sent, order.Disputed, order.CancelAsked}

// undelivered are those in which a promised day can pass.
var undelivered = []order.State{order.Acknowledged, order.Accepted, order.Agreed, order.Kept, order.Shipped, order.PartReceived}

// WorkingDaysAgo is the instant so many working days before another, in a zone: Saturdays and Sundays do not count. Public holidays do,
// since they are not the same for a school and its supplier.
func WorkingDaysAgo(now time.Time, n int, zone *time.Location) time.Time {
	at := now.In(zone)
	for n > 0 {
		at = at.AddDate(0, 0, -1)
		if day := at.Weekday(); day != time.Saturday && day != time.Sunday {
			n--
		}
	}
	return at
}

// late is what is awaited of an order's supplier for too long: an answer, the order, or a line of it that was promised for a day of its own;
// and the first day that passed.
func (s *Service) late(o order.Order, lines []order.Line, now time.Time, days int) (Late, string) {
	if slices.Contains(unanswered, o.State) && !o.MovedAt.After(WorkingDaysAgo(now, days, s.o.Zone())) {
		return NoAnswer, ""
	}
	if !slices.Contains(undelivered, o.State) {
		return OnTime, ""
	}
	promised := []string{o.PromisedOn}
	for _, l := range lines {
		if l.Missing() > 0 {
			promised = append(promised, l.PromisedOn)
		}
	}
	slices.Sort(promised)
	for _, day := range promised {
		if day != "" && day < s.today(now) {
			return NoGoods, day
		}
	}
	return OnTime, ""
}

// Waiting are the answers of suppliers that an acheteur is to look at, and the suppliers of whom nothing is heard (R236).
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	days, err := s.o.AnswerDays(context.Background()) // the settings are in memory
	if err != nil {
		days = usualDays
	}
	var out []inbox.Query
	add := func(title, act i18n.Key, states []order.State, cond string, args ...any) {
		f, some := order.Buys(who, states...)
		if !some {
			return
		}
		if cond != "" {
			f.And(cond, args...)
		}
		out = append(out, waits(*f, title, act))
	}
	add(msg.WaitChanged, msg.WaitChangedAct, []order.State{order.Changed}, "")
	add(msg.WaitDetails, msg.WaitDetailsAct, []order.State{order.Details}, "")
	add(msg.WaitNoAnswer, msg.WaitRemindAct, unanswered, "d.moved_at <= ?", WorkingDaysAgo(now, days, s.o.Zone()))
	add(msg.WaitNoGoods, msg.WaitRemindAct, undelivered, `d.promised_on <> '' AND d.promised_on < ? OR EXISTS (SELECT 1 FROM ordering_order_lines l
		WHERE l.order_id = d.id AND l.state IN ('awaited', 'partial') AND l.received < COALESCE(l.agreed, l.quantity) AND l.promised_on <> '' AND l.promised_on < ?)`, s.today(now), s.today(now))
	return out
}

// usualDays is how many working days a supplier has while the operator says nothing else.
const usualDays = 5

// waits are orders that wait, a line each, since what they wait for is done on their pages.
func waits(w db.Where, title, act i18n.Key) inbox.Query {
	return inbox.Query{
		Name: "d.number", Place: "u.name", Detail: "o.name", Since: "d.moved_at", Where: w,
		From: "ordering_orders d JOIN org_organisations o ON o.id = d.org_id JOIN org_organisations u ON u.id = d.supplier_id",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: service, Count: 1, Since: r.Since, Path: order.Order{Number: r.Name}.Path(),
				Title: i18n.M(title, "number", r.Name, "supplier", r.Place), Detail: i18n.M(msg.WaitAt, "org", r.Detail), Act: i18n.M(act),
			}
		},
	}
}

// service is the service's key in the work list.
const service = "ordering"
