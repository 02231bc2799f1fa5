package reception

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception/msg"
)

// Filter narrows « Commandes à réceptionner ».
type Filter struct {
	Text  string // of a number, a supplier or a label
	Org   string // reference of an establishment
	After Key    // only those behind it
	Page  int    // from 1
	Size  int
}

// Key is an order's place on the desk.
type Key struct {
	At     time.Time // it was sent
	Number string
}

// Row is an order that goods are to come of.
type Row struct {
	Number, Supplier, Label string
	Org                     ordering.Body
	Site                    string
	State                   order.State
	SentAt                  time.Time
	Lines, Ended            int // and those of which nothing more is expected
}

// Key is its place on the desk.
func (r Row) Key() Key { return Key{r.SentAt, r.Number} }

// Path is the address of the page on which it is received.
func (r Row) Path() string { return PagePath(r.Number) }

// at is the condition on orders d that are to be received where who is a réceptionniste; false: nowhere.
func at(who access.Actor) (*db.Where, bool) {
	places := db.Any(who.Places(ordering.Receiver, access.Organisation))
	w := &db.Where{}
	expected(w)
	if len(places) > 0 {
		w.In("d.org_id", places...)
	}
	return w, len(places) > 0
}

// expected are the orders d of which goods may come: those that their supplier has, and those that may have arrived.
func expected(w *db.Where) {
	w.In("d.state", append(db.Any(order.ToReceive()), order.Sending, order.ToResend)...)
	w.And("(d.state NOT IN (?, ?) OR d.perhaps <> '')", order.Sending, order.ToResend)
}

// since is when an order d was sent; of one that may have arrived, when its sending ended.
const since = "COALESCE(d.sent_at, d.moved_at)"

const deskTables = `ordering_orders d JOIN org_organisations o ON o.id = d.org_id JOIN org_organisations u ON u.id = d.supplier_id LEFT JOIN org_sites s ON s.id = d.site_id`

// Desk is « Commandes à réceptionner » (R240): the orders of the establishments where who is a réceptionniste that are not wholly received,
// the oldest first, and how many they are.
func (s *Service) Desk(ctx context.Context, who access.Actor, f Filter) ([]Row, int, error) {
	if !who.SignedIn() {
		return nil, 0, apperr.UnauthenticatedErr()
	}
	w, some := at(who)
	if !some {
		return nil, 0, nil
	}
	switch text, like := strings.TrimSpace(f.Text), db.Contains(registers.Fold(f.Text)); {
	case text == "":
	case registers.Fold(text) == "": // signs alone
		w.And(`d.number LIKE ? ESCAPE '\'`, db.Contains(text))
	default:
		w.And(`(d.number LIKE ? ESCAPE '\' OR u.name_fold LIKE ? ESCAPE '\' OR d.label_fold LIKE ? ESCAPE '\')`, db.Contains(strings.ToUpper(text)), like, like)
	}
	if f.Org != "" {
		w.And("o.ref = ?", f.Org)
	}
	if f.After.Number != "" {
		w.And("("+since+" > ? OR "+since+" = ? AND d.number > ?)", f.After.At, f.After.At, f.After.Number)
	}
	var out []Row
	n := int64(0)
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		where, args := w.SQL(1)
		if n, err = db.Value[int64](ctx, tx, `SELECT count(*) FROM `+deskTables+` WHERE `+where, args...); err != nil {
			return fmt.Errorf("count orders to receive: %w", err)
		}
		out, err = db.All(ctx, tx, func(r *Row) []any {
			return []any{&r.Number, &r.Supplier, &r.Label, &r.Org.ID, &r.Org.Ref, &r.Org.Name, &r.Site, &r.State, &r.SentAt, &r.Lines, &r.Ended}
		}, fmt.Sprintf(`SELECT d.number, u.name, d.label, o.id, o.ref, o.name, COALESCE(s.name, ''), d.state, `+since+`,
			(SELECT count(*) FROM ordering_order_lines l WHERE l.order_id = d.id),
			(SELECT count(*) FROM ordering_order_lines l WHERE l.order_id = d.id AND (l.state IN ('complete', 'short') OR l.agreed = 0))
			FROM `+deskTables+` WHERE `+where+` ORDER BY `+since+`, d.number LIMIT $%d OFFSET $%d`, len(args)+1, len(args)+2), append(args, f.Size, (f.Page-1)*f.Size)...)
		if err != nil {
			return fmt.Errorf("orders to receive: %w", err)
		}
		return nil
	})
	return out, int(n), err
}

// WhyNone is why « Commandes à réceptionner » has nothing for who is a réceptionniste nowhere: at the establishment for which they act. No
// reason for anybody else.
func (s *Service) WhyNone(ctx context.Context, who access.Actor) ([]apperr.Reason, error) {
	if _, some := at(who); some || who.Acting.ID == "" {
		return nil, nil
	}
	o := order.Order{Org: ordering.Body{ID: who.Acting.ID, Ref: who.Acting.Ref, Name: who.Acting.Name, Kind: org.School}}
	why := []apperr.Reason{order.NotReceiver(o)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error { return order.WhyNot(ctx, tx, o, why) })
	return why, err
}

// service is the service's key in the work list.
const service = "ordering"

// Waiting is what is to come, for who receives it, and for managers the orders of their establishments that nobody could receive (R257).
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	if w, some := at(who); some {
		out = append(out, query(*w, msg.WaitTitle, msg.WaitAct, func(inbox.Row) string { return DeskPath }))
	}
	places := db.Any(who.Places(ordering.Manager, access.Organisation))
	if len(places) == 0 {
		return out
	}
	var w db.Where
	expected(&w)
	w.In("d.org_id", places...)
	w.And(`NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state IN ('active', 'invited')
		WHERE g.place_kind = 'organisation' AND g.place_id = o.id AND g.role = ? AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?))`,
		ordering.Receiver, now, now)
	return append(out, query(w, msg.WaitNobody, msg.WaitNobodyAct, func(r inbox.Row) string { return "/acces/" + r.Place }))
}

func query(w db.Where, title, act i18n.Key, path func(inbox.Row) string) inbox.Query {
	return inbox.Query{
		N: "count(*)", Name: "o.name", Place: "o.ref", Since: "min(" + since + ")",
		From: "ordering_orders d JOIN org_organisations o ON o.id = d.org_id", Where: w, GroupBy: "o.name, o.ref",
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: service, Count: r.N, Since: r.Since, Path: path(r), Title: i18n.M(title, "n", r.N), Detail: i18n.M(msg.WaitAt, "org", r.Name), Act: i18n.M(act)}
		},
	}
}
