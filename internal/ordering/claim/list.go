package claim

import (
	"context"
	"fmt"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/claim/msg"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sight"
	"preau/internal/ordering/supply"
)

// Filter narrows a list of claims.
type Filter struct {
	State string // a state; empty: those that live, "all": all
	Below int64  // only smaller numbers, the largest first; 0: all, the last moved first
	Page  int    // from 1
	Size  int
}

// AllStates is the filter's word for all claims.
const AllStates = "all"

// Row is a claim in a list.
type Row struct {
	Claim
	OrderNumber, Org, Supplier string
	Late                       bool // the supplier has had their time to answer
}

// due is since when a claim waits that is late now.
func (s *Service) due(ctx context.Context, now time.Time) time.Time {
	days, err := s.o.AnswerDays(ctx) // the settings are in memory
	if err != nil {
		days = usualDays
	}
	return supply.WorkingDaysAgo(now, days, s.o.Zone())
}

// usualDays is how many working days a supplier has while the operator says nothing else.
const usualDays = 5

// List are the claims that who sees, the last moved first, and how many they are.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) ([]Row, int, error) {
	if !who.SignedIn() {
		return nil, 0, apperr.UnauthenticatedErr()
	}
	var w db.Where
	if !sight.Reads(who, &w) {
		return nil, 0, nil
	}
	switch f.State {
	case "":
		w.In("c.state", db.Any(live)...)
	case AllStates:
		w.And("1 = 1")
	default:
		w.And("c.state = ?", f.State)
	}
	first := "c.moved_at DESC, c.number DESC"
	if f.Below > 0 {
		first = "c.number DESC"
		w.And("c.number < ?", f.Below)
	}
	var out []Row
	n := int64(0)
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		where, args := w.SQL(1)
		if n, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM ordering_claims c JOIN ordering_orders d ON d.id = c.order_id WHERE `+where, args...); err != nil {
			return fmt.Errorf("count claims: %w", err)
		}
		out, err = db.All(ctx, tx, func(r *Row) []any { return append(into(&r.Claim), &r.OrderNumber, &r.Org, &r.Supplier) }, fmt.Sprintf(`SELECT `+columns+`, d.number, o.name, u.name
			FROM `+tables+` JOIN ordering_orders d ON d.id = c.order_id JOIN org_organisations o ON o.id = d.org_id JOIN org_organisations u ON u.id = d.supplier_id
			WHERE `+where+` ORDER BY `+first+` LIMIT $%d OFFSET $%d`, len(args)+1, len(args)+2), append(args, f.Size, (f.Page-1)*f.Size)...)
		if err != nil {
			return fmt.Errorf("claims: %w", err)
		}
		due := s.due(ctx, tx.Now())
		for i := range out {
			out[i].Late = out[i].Claim.Late(due)
		}
		return nil
	})
	return out, int(n), err
}

// Waiting are the proposals that who receives is to answer, the claims that the purchasing body is to decide and, for who buys, those that
// their suppliers do not answer (R236).
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	add := func(w db.Where, title, act i18n.Key) {
		out = append(out, inbox.Query{
			Number: "c.number", Name: "u.name", Place: "o.name", Since: "c.moved_at", Where: w,
			From: "ordering_claims c JOIN ordering_orders d ON d.id = c.order_id JOIN org_organisations o ON o.id = d.org_id JOIN org_organisations u ON u.id = d.supplier_id",
			Item: func(r inbox.Row) inbox.Item {
				return inbox.Item{
					Service: "ordering", Count: 1, Since: r.Since, Path: Claim{Number: r.Number}.Path(), Title: i18n.M(title, "number", r.Number, "supplier", r.Name),
					Detail: i18n.M(msg.WaitAt, "org", r.Place), Act: i18n.M(act),
				}
			},
		})
	}
	if places := who.Places(ordering.Receiver, access.Organisation); len(places) > 0 {
		var proposed, contested db.Where
		proposed.And("c.state = 'proposed'")
		proposed.In("d.org_id", db.Any(places)...)
		add(proposed, msg.WaitProposed, msg.WaitAnswer)
		contested.And("c.state = 'accepted'")
		contested.In("d.org_id", db.Any(places)...)
		add(contested, msg.WaitAccepted, msg.WaitSettle)
	}
	if w, some := order.Buys(who); some {
		w.In("c.state", db.Any(unanswered)...)
		w.And("c.moved_at <= ?", s.due(context.Background(), now))
		add(*w, msg.WaitLate, msg.WaitLook)
	}
	if who.Holds(catalog.Central, access.Everywhere) {
		var w db.Where
		w.And("c.state = 'escalated'")
		add(w, msg.WaitEscalated, msg.WaitDecide)
	}
	return out
}
