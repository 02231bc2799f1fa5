package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// columns are those of an order d with its establishment o, its site s, its market m and its supplier u.
const columns = `d.id, d.number, o.id, o.ref, o.name, o.commune, o.kind, COALESCE(s.id, ''), COALESCE(s.ref, ''), COALESCE(s.name, ''), d.head_id,
	m.number, m.title, m.reference, CASE WHEN m.state = 'live' THEN TRUE ELSE FALSE END, m.starts_on, m.ends_on, ` + termColumns + `, u.id, u.ref, u.name, u.email, d.state, d.label, d.free, d.remark, d.delivery, d.delivery_vat, d.net, d.gross, d.exceeded, d.sent_over,
	d.created_by, d.created_name, d.created_at, d.sent_by, d.sent_name, d.sent_at, d.sent_to, d.reason,
	d.promised_on, d.answered_at, d.reminded_at, d.moved_name, d.moved_at, d.version, d.perhaps`

const tables = `ordering_orders d JOIN org_organisations o ON o.id = d.org_id JOIN catalog_markets m ON m.number = d.market
	JOIN org_organisations u ON u.id = d.supplier_id LEFT JOIN org_sites s ON s.id = d.site_id`

// termColumns are the terms of a market m that an order's pages tell (R166).
const termColumns = `coalesce(m.franco, 0), m.franco IS NOT NULL, coalesce(m.costs, 0), m.costs IS NOT NULL, m.delivery_days, m.green, m.details_after, m.area`

func intoTerms(t *catalog.Terms) []any {
	return []any{&t.Franco.Cents, &t.Franco.Said, &t.Costs.Cents, &t.Costs.Said, &t.Days, &t.Green, &t.Details, &t.Area}
}

func into(o *Order) []any {
	head := []any{
		&o.ID, &o.Number, &o.Org.ID, &o.Org.Ref, &o.Org.Name, &o.Org.Commune, &o.Org.Kind, &o.Site.ID, &o.Site.Ref, &o.Site.Name, &o.HeadID,
		&o.Market.Number, &o.Market.Title, &o.Market.Reference, &o.Market.live, &o.Market.starts, &o.Market.ends,
	}
	return slices.Concat(head, intoTerms(&o.Market.Terms), []any{
		&o.Supplier.ID, &o.Supplier.Ref, &o.Supplier.Name, &o.Supplier.Email, &o.State, &o.Label, &o.Free, &o.Remark,
		&o.Delivery.Net, &o.Delivery.Rate, &o.Net, &o.Gross, &o.Exceeded, &o.SentOver,
		&o.CreatedByID, &o.CreatedBy, &o.CreatedAt, &o.SentByID, &o.SentBy, &o.SentAt, &o.SentTo, &o.Reason,
		&o.PromisedOn, &o.AnsweredAt, &o.RemindedAt, &o.MovedBy, &o.MovedAt, &o.Version, &o.perhaps,
	})
}

// byNumber is the order of a number and what who is to it; NotFound, too, if they may not see it.
func byNumber(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Case, []Relation, error) {
	if !who.SignedIn() {
		return Case{}, nil, apperr.UnauthenticatedErr()
	}
	o, err := one(ctx, tx, "d.number = $1", number)
	if err != nil {
		return Case{}, nil, err
	}
	c, as, err := caseOf(ctx, tx, who, o)
	if err == nil && !Moves.May(See, o.State, as, c) {
		err = apperr.NotFoundErr()
	}
	return c, as, err
}

func one(ctx context.Context, tx *db.Tx, cond, value string) (Order, error) {
	o, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+cond, value)
	if errors.Is(err, db.ErrNone) {
		return o, apperr.NotFoundErr()
	}
	if err != nil {
		return o, fmt.Errorf("order %s: %w", value, err)
	}
	return o, nil
}

const lineColumns = `l.id, l.position, l.quantity, l.received, l.state, l.version, l.article, a.reference, a.market, l.edition, v.to_edition, v.category_id, v.title, v.description, v.brand, v.unit, v.pack,
	v.multiple, COALESCE(v.price, -1), v.vat, v.ean, v.cpv, v.green, v.special, v.withdrawn, v.equivalents,
	l.agreed, l.agreed_price, l.agreed_reference, l.agreed_title, l.promised_on`

func intoLine(l *Line) []any {
	a := &l.Article
	return []any{
		&l.ID, &l.Position, &l.Quantity, &l.Received, &l.State, &l.Version, &a.Number, &a.Reference, &a.Market, &a.From, &a.Until, &a.Category, &a.Title, &a.Description, &a.Brand, &a.Unit, &a.Pack,
		&a.Multiple, &a.Price, &a.VAT, &a.EAN, &a.CPV, &a.Green, &a.Special, &a.Withdrawn, &a.Equivalents,
		&l.Agreed, &l.AgreedPrice, &l.AgreedReference, &l.AgreedTitle, &l.PromisedOn,
	}
}

// linesOf are an order's lines.
func linesOf(ctx context.Context, tx *db.Tx, orderID string) ([]Line, error) {
	lines, err := db.All(ctx, tx, intoLine, `SELECT `+lineColumns+` FROM ordering_order_lines l
		JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition JOIN catalog_articles a ON a.number = l.article
		WHERE l.order_id = $1 ORDER BY l.position`, orderID)
	if err != nil {
		return nil, fmt.Errorf("lines of order %s: %w", orderID, err)
	}
	for i := range lines {
		lines[i].Article.Article = lines[i].Article.Number
	}
	return lines, nil
}

// insert writes an order with its lines and gives it its number (R232).
func insert(ctx context.Context, tx *db.Tx, o *Order, over ordering.Over, year int, lines []Line) error {
	n, err := db.Value[int64](ctx, tx, `INSERT INTO ordering_order_numbers (head_id, year, n) VALUES ($1, $2, 1)
		ON CONFLICT (head_id, year) DO UPDATE SET n = ordering_order_numbers.n + 1 RETURNING n`, o.HeadID, year)
	if err != nil {
		return fmt.Errorf("order number: %w", err)
	}
	if o.Number, err = over.Number(ctx, tx, year, n); err != nil {
		return err
	}
	o.State, o.CreatedAt, o.MovedAt, o.Version = Created, tx.Now(), tx.Now(), 1
	_, err = tx.Exec(ctx, `INSERT INTO ordering_orders (id, number, org_id, site_id, head_id, market, supplier_id, state, label, free, delivery, delivery_vat, net, gross,
		created_by, created_name, created_at, sent_by, sent_name, sent_to, deliver_to, reason, moved_by, moved_name, moved_at, version, label_fold, remark)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', '', '', '', '', $15, $16, $17, 1, $18, $19)`,
		o.ID, o.Number, o.Org.ID, optional(o.Site.ID), o.HeadID, o.Market.Number, o.Supplier.ID, o.State, o.Label, o.Free, o.Delivery.Net, o.Delivery.Rate, o.Net, o.Gross,
		o.CreatedByID, o.CreatedBy, o.CreatedAt, registers.Fold(o.Label), o.Remark)
	if err != nil {
		return fmt.Errorf("insert order: %w", err)
	}
	for _, l := range lines {
		if _, err := tx.Exec(ctx, `INSERT INTO ordering_order_lines (id, order_id, position, article, edition, quantity) VALUES ($1, $2, $3, $4, $5, $6)`,
			l.ID, o.ID, l.Position, l.Article.Number, l.Article.From, l.Quantity); err != nil {
			return fmt.Errorf("insert order line: %w", err)
		}
	}
	return nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// save writes an order's state and what goes with it, if nobody changed it since it was read, with its line in the history.
func save(ctx context.Context, tx *db.Tx, who access.Actor, o *Order, do Act, to State, data map[string]string) error {
	from := o.State
	n, err := tx.Exec(ctx, `UPDATE ordering_orders SET state = $1, sent_by = $2, sent_name = $3, sent_at = $4, sent_to = $5, reason = $6, moved_by = $7, moved_name = $8,
		moved_at = $9, net = $10, gross = $11, promised_on = $12, answered_at = $13, remark = $14, perhaps = $15, version = version + 1 WHERE id = $16 AND version = $17`,
		to, o.SentByID, o.SentBy, o.SentAt, o.SentTo, o.Reason, who.ID, who.Name, tx.Now(), o.Net, o.Gross, o.PromisedOn, o.AnsweredAt, o.Remark, o.perhaps, o.ID, o.Version)
	if err != nil {
		return fmt.Errorf("save order %s: %w", o.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	o.State, o.MovedBy, o.MovedAt, o.Version = to, who.Name, tx.Now(), o.Version+1
	return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: object, ID: o.ID}, Act: object + "." + string(do), From: string(from), To: string(to), Data: data})
}

// conflict says that somebody was faster.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictOrder)) }

// page are some of the orders d under a condition, the newest first.
func page(ctx context.Context, tx *db.Tx, where string, args []any, size, from int) ([]Row, error) {
	n := len(args)
	sql := strings.NewReplacer("{where}", where, "{size}", fmt.Sprintf("$%d", n+1), "{from}", fmt.Sprintf("$%d", n+2)).Replace(`SELECT ` + columns + `,
		x.amount IS NOT NULL, COALESCE(` + ordering.Exceeds("d", "x") + `, FALSE), (SELECT count(*) FROM ordering_order_lines l WHERE l.order_id = d.id)
		FROM ` + tables + ` LEFT JOIN ordering_limits x ON x.org_id = d.org_id
		WHERE d.id IN (SELECT d.id FROM ordering_orders d WHERE {where} ORDER BY d.created_at DESC, d.id DESC LIMIT {size} OFFSET {from}) ORDER BY d.created_at DESC, d.id DESC`)
	out, err := db.All(ctx, tx, func(r *Row) []any { return append(into(&r.Order), &r.Limited, &r.Over, &r.Lines) }, sql, append(args[:n:n], size, from)...)
	if err != nil {
		return nil, fmt.Errorf("orders: %w", err)
	}
	return out, nil
}
