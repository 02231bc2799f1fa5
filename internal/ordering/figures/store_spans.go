package figures

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/kit/db"
	"preau/internal/ordering/order"
)

// local is the day's number, in the operator's zone, of an instant in microseconds: with the zone's offset at that instant, whatever
// happened to summer time since the first one that is counted.
func (c counting) local(column string) string {
	from, to := c.bounds()[0], c.now
	b := "(" + column + " + CASE"
	for at := from; ; {
		_, next := at.ZoneBounds()
		_, offset := at.Zone()
		shift := strconv.FormatInt(int64(offset)*1_000_000, 10)
		if next.IsZero() || next.After(to) {
			return b + " WHEN 1 = 0 THEN 0 ELSE " + shift + " END) / 86400000000"
		}
		b += " WHEN " + column + " < " + strconv.FormatInt(next.UnixMicro(), 10) + " THEN " + shift
		at = next
	}
}

// working is how many working days there were up to a day that is given by its number, itself among them: two of them differ by the working
// days after the one and not after the other. The first of January 1970 was a Thursday.
func working(day string) string {
	n := "(" + day + " + 3)"
	return "(" + n + " / 7 * 5 + CASE WHEN " + n + " % 7 < 5 THEN " + n + " % 7 + 1 ELSE 5 END)"
}

// counts is what a reception r of an order d has to be to have brought anything: in force, and with goods. first_at is the instant of what
// it corrects, which is when they came.
const counts = `r.order_id = d.id AND NOT EXISTS (SELECT 1 FROM ordering_receptions z WHERE z.order_id = r.order_id AND z.corrects = r.n)
	AND EXISTS (SELECT 1 FROM ordering_reception_lines y WHERE y.reception_id = r.id AND y.conform + y.excess > 0)`

const (
	firstAt = `(SELECT min(r.first_at) FROM ordering_receptions r WHERE ` + counts + `)`
	// wholeAt is when the last of an order came, if all of each line did; one that does not come, as was agreed on, is awaited by nobody.
	wholeAt = `(SELECT max(r.first_at) FROM ordering_receptions r WHERE ` + counts + `
		AND NOT EXISTS (SELECT 1 FROM ordering_order_lines l WHERE l.order_id = d.id AND l.state <> 'complete' AND COALESCE(l.agreed, 1) > 0))`
	confirmedAt = `(SELECT min(b.confirmed_at) FROM ordering_order_lines l JOIN ordering_basket_lines x ON x.order_line_id = l.id
		JOIN ordering_baskets b ON b.id = x.basket_id WHERE l.order_id = d.id)`
)

// answeredAt is when the supplier of an order first said anything to it.
func answeredAt() string {
	var acts []string
	for _, do := range order.Answers() {
		acts = append(acts, "'"+order.Object+"."+string(do)+"'")
	}
	return `(SELECT min(h.done_at) FROM history_lines h WHERE h.object_kind = '` + order.Object + `' AND h.object_id = d.id AND h.act IN (` + strings.Join(acts, ", ") + `))`
}

// spread is a statement that ranks the days of what is in « spans (k, a, b, due) », by k: from instant a to b, where both are known.
func (c counting) spread(spans string) string {
	return `WITH spans AS (` + spans + `),
		dated AS (SELECT k, due, ` + c.local("a") + ` AS a, ` + c.local("b") + ` AS b FROM spans WHERE a IS NOT NULL AND b IS NOT NULL),
		taken AS (SELECT k, due, CASE WHEN b > a THEN ` + working("b") + ` - ` + working("a") + ` ELSE 0 END AS days FROM dated),
		ranked AS (SELECT k, due, days, row_number() OVER (PARTITION BY k ORDER BY days) AS r, count(*) OVER (PARTITION BY k) AS n FROM taken)
		SELECT k, max(n), max(CASE WHEN r = (n + 1) / 2 THEN days END), max(CASE WHEN r = (9 * n + 9) / 10 THEN days END),
			COALESCE(min(CASE WHEN due > 0 THEN due END), 0), max(due),
			CAST(sum(CASE WHEN due > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(sum(CASE WHEN due > 0 AND days <= due THEN 1 ELSE 0 END) AS BIGINT)
		FROM ranked GROUP BY k`
}

// ranked is a row of such a statement.
type ranked struct {
	key string
	Spread
	least, most, due, inTime int64
}

func (r *ranked) into() []any {
	return []any{&r.key, &r.Times, &r.Median, &r.Most, &r.least, &r.most, &r.due, &r.inTime}
}

// steps are how long orders that were sent waited, stage by stage; one at which none did is among them.
func (c counting) steps(ctx context.Context, tx *db.Tx) ([]Step, error) {
	sql, args := c.statement(`WITH of AS (SELECT d.created_at AS made, d.sent_at AS sent, `+confirmedAt+` AS confirmed, `+answeredAt()+` AS answered, `+firstAt+` AS came, `+wholeAt+` AS whole
			FROM ordering_orders d WHERE {where}),
		all_spans AS (SELECT '`+string(Validating)+`' AS k, confirmed AS a, made AS b FROM of
			UNION ALL SELECT '`+string(Sending)+`', made, sent FROM of
			UNION ALL SELECT '`+string(Answering)+`', sent, answered FROM of
			UNION ALL SELECT '`+string(Delivering)+`', COALESCE(answered, sent), came FROM of
			UNION ALL SELECT '`+string(Completing)+`', came, whole FROM of) `+
		strings.Replace(c.spread("SELECT k, a, b, 0 AS due FROM all_spans"), "WITH spans", ", spans", 1), SeeWaits)
	rows, err := db.All(ctx, tx, (*ranked).into, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("where orders wait: %w", err)
	}
	out := make([]Step, len(Stages()))
	for i, s := range Stages() {
		out[i].Stage = s
		for _, r := range rows {
			if r.key == string(s) {
				out[i].Spread = r.Spread
			}
		}
	}
	return out, nil
}

// suppliers are how those delivered who were ordered most from.
func (c counting) suppliers(ctx context.Context, tx *db.Tx, most int) ([]Supplier, error) {
	out, err := c.conformity(ctx, tx, most)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	of := map[string]*Supplier{}
	for i := range out {
		of[out[i].ID] = &out[i]
	}
	sql, args := c.statement(`WITH of AS (SELECT d.supplier_id AS s, d.sent_at AS a, `+firstAt+` AS came, `+wholeAt+` AS whole, m.delivery_days AS due
			FROM ordering_orders d JOIN catalog_markets m ON m.number = d.market WHERE {where}) `+
		strings.Replace(c.spread("SELECT '1' || s AS k, a, came AS b, due FROM of UNION ALL SELECT '2' || s, a, whole, due FROM of"), "WITH spans", ", spans", 1), SeeSuppliers)
	rows, err := db.All(ctx, tx, (*ranked).into, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("delays of suppliers: %w", err)
	}
	for _, r := range rows {
		s := of[r.key[1:]]
		switch {
		case s == nil: // one that is not shown
		case r.key[0] == '1':
			s.First, s.Least, s.Most = r.Spread, r.least, r.most
		default:
			s.Whole, s.Due, s.InTime = r.Spread, r.due, r.inTime
		}
	}
	return out, nil
}

// conformity is what became of the lines of suppliers' orders, for those who were ordered most from. A line that was claimed in error does
// not count as claimed; one of which nothing is to come any more, since that was agreed on, is not judged.
func (c counting) conformity(ctx context.Context, tx *db.Tx, most int) ([]Supplier, error) {
	sql, args := c.statement(`WITH judged AS (SELECT d.supplier_id AS s, d.id AS o, l.state AS state,
				CASE WHEN EXISTS (SELECT 1 FROM ordering_claims k WHERE k.line_id = l.id AND k.state <> 'withdrawn') THEN 1 ELSE 0 END AS claimed
			FROM ordering_orders d JOIN ordering_order_lines l ON l.order_id = d.id WHERE {where} AND COALESCE(l.agreed, l.quantity) > 0)
		SELECT u.id, u.name, g.lines, g.conform, g.short, g.claimed FROM (SELECT s, count(DISTINCT o) AS orders,
				CAST(sum(CASE WHEN state IN ('complete', 'short') OR claimed = 1 THEN 1 ELSE 0 END) AS BIGINT) AS lines,
				CAST(sum(CASE WHEN state = 'complete' AND claimed = 0 THEN 1 ELSE 0 END) AS BIGINT) AS conform,
				CAST(sum(CASE WHEN state = 'short' THEN 1 ELSE 0 END) AS BIGINT) AS short, CAST(sum(claimed) AS BIGINT) AS claimed
			FROM judged GROUP BY s) g JOIN org_organisations u ON u.id = g.s ORDER BY g.orders DESC, u.name_fold, u.id LIMIT {1}`, SeeSuppliers, most)
	out, err := db.All(ctx, tx, func(s *Supplier) []any { return []any{&s.ID, &s.Name, &s.Lines, &s.Conform, &s.Short, &s.Claimed} }, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("conformity of suppliers: %w", err)
	}
	return out, nil
}
