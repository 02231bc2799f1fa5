package figures

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
)

// counting is what is counted, for whom.
type counting struct {
	who  access.Actor
	f    Filter
	zone *time.Location
	now  time.Time
}

// bounds are the first instants of twelve months, and of what comes after them.
func (c counting) bounds() []time.Time {
	at := time.Date(c.f.Year, time.January, 1, 0, 0, 0, 0, c.zone)
	if c.f.Year == 0 {
		now := c.now.In(c.zone)
		at = time.Date(now.Year(), now.Month()-11, 1, 0, 0, 0, 0, c.zone)
	}
	out := make([]time.Time, 13)
	for i := range out {
		out[i] = at.AddDate(0, i, 0)
	}
	return out
}

// bought are the states of what counts as bought: the supplier has it, and nobody gave it up.
func bought() []order.State {
	return slices.DeleteFunc(order.States(), func(s order.State) bool { return s.ToSend() || s == order.Refused || s == order.Cancelled })
}

// places are the orders d that who looks at: of the places where they hold a role by which the table lets them, a validateur's sites
// alone where the role is limited to some, and all below for roles that reach down. 1 = 0: none.
func places(who access.Actor, do Act) (string, []any) {
	if Moves.May(do, Open, []Relation{AsCentral}, Case{}) && who.Holds(catalog.Central, access.Everywhere) {
		return "1 = 1", nil
	}
	var parts []string
	var args []any
	or := func(cond string, with ...any) { parts, args = append(parts, cond), append(args, with...) }
	for _, key := range reading(do) {
		role, _ := ordering.Roles.ByKey(key)
		for _, g := range who.Grants {
			if g.Role != key || g.Place.Kind != access.Organisation {
				continue
			}
			switch {
			case role.ReachesDown:
				or("d.org_id IN (SELECT x.descendant FROM org_closure x WHERE x.ancestor = ?)", g.Place.ID)
			case !g.Limited || role.Limit != access.Site:
				or("d.org_id = ?", g.Place.ID)
			case len(g.Limits) == 0:
				or("d.org_id = ? AND d.site_id IS NULL", g.Place.ID)
			default:
				with := []any{g.Place.ID}
				for _, l := range g.Limits {
					with = append(with, l.Ref)
				}
				or("d.org_id = ? AND (d.site_id IS NULL OR d.site_id IN (?"+strings.Repeat(", ?", len(g.Limits)-1)+"))", with...)
			}
		}
	}
	if len(parts) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(parts, ") OR (") + ")", args
}

// where are the orders d that are counted for an act, but for their market where all are wanted.
func (c counting) where(do Act, anyMarket bool) db.Where {
	var w db.Where
	cond, args := places(c.who, do)
	w.And(cond, args...)
	b := c.bounds()
	w.And("d.sent_at >= ? AND d.sent_at < ?", b[0], b[12])
	w.In("d.state", db.Any(bought())...)
	if c.f.Market != 0 && !anyMarket {
		w.And("d.market = ?", c.f.Market)
	}
	if c.f.Org != "" {
		w.And("d.org_id = (SELECT y.id FROM org_organisations y WHERE y.ref = ?)", c.f.Org)
	}
	return w
}

// statement puts {places} where amounts are seen, and {where}, into a statement, and gives it its arguments.
func (c counting) statement(sql string, do Act, more ...any) (string, []any) {
	w := c.where(do, false)
	where, args := w.SQL(1)
	if strings.Contains(sql, "{priced}") {
		var seen db.Where
		cond, with := places(c.who, SeeAmounts)
		seen.And(cond, with...)
		priced, with := seen.SQL(len(args) + 1)
		sql, args = strings.ReplaceAll(sql, "{priced}", priced), slices.Concat(args, with)
	}
	sql = strings.ReplaceAll(sql, "{where}", where)
	for i := range more {
		sql = strings.ReplaceAll(sql, "{"+strconv.Itoa(i+1)+"}", "$"+strconv.Itoa(len(args)+i+1))
	}
	return sql, slices.Concat(args, more)
}

// mostMarkets is how many markets one chooses between.
const mostMarkets = 200

// markets are those that something was ordered from.
func (c counting) markets(ctx context.Context, tx *db.Tx) ([]Market, error) {
	w := c.where(SeeUse, true)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(m *Market) []any { return []any{&m.Number, &m.Title} }, `SELECT m.number, m.title FROM catalog_markets m
		WHERE m.number IN (SELECT d.market FROM ordering_orders d WHERE `+where+`) ORDER BY m.title_fold, m.id LIMIT `+strconv.Itoa(mostMarkets), args...)
	if err != nil {
		return nil, fmt.Errorf("markets ordered from: %w", err)
	}
	return out, nil
}

// amounts are what orders d cost without VAT and whether that is seen: 1 only where it is seen of all of them.
const amounts = `CAST(COALESCE(sum(CASE WHEN {priced} THEN d.net ELSE 0 END), 0) AS BIGINT) AS net, min(CASE WHEN {priced} THEN 1 ELSE 0 END) AS priced`

// months are what was ordered, month by month; one in which nothing was is among them.
func (c counting) months(ctx context.Context, tx *db.Tx) ([]Month, error) {
	bounds := c.bounds()
	out := make([]Month, 12)
	all := Moves.May(SeeAmounts, Open, relationsOf(c.who), Case{})
	for i := range out {
		out[i] = Month{From: bounds[i], Use: Use{Priced: all}}
	}
	month := "CASE"
	var more []any
	for i, b := range bounds[1:12] {
		month += fmt.Sprintf(" WHEN d.sent_at < {%d} THEN %d", i+1, i)
		more = append(more, b)
	}
	type row struct {
		month, priced int64
		Use
	}
	sql, args := c.statement(`SELECT `+month+` ELSE 11 END AS month, count(*), `+amounts+` FROM ordering_orders d WHERE {where} GROUP BY 1 ORDER BY 1`, SeeUse, more...)
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.month, &r.Orders, &r.Net, &r.priced} }, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("orders by month: %w", err)
	}
	for _, r := range rows {
		r.Priced = r.priced == 1
		out[r.month].Use = r.Use
	}
	return out, nil
}

// schools are what establishments ordered, those with the highest amounts first, and how many they are.
func (c counting) schools(ctx context.Context, tx *db.Tx, most int) ([]School, int64, error) {
	type row struct {
		School
		priced, all int64
	}
	sql, args := c.statement(`SELECT o.ref, o.name, g.n, g.net, g.priced, count(*) OVER () FROM (SELECT d.org_id AS org, count(*) AS n, `+amounts+`
		FROM ordering_orders d WHERE {where} GROUP BY d.org_id) g JOIN org_organisations o ON o.id = g.org ORDER BY g.net DESC, g.n DESC, o.name_fold, o.id LIMIT {1}`, SeeUse, most)
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.Ref, &r.Name, &r.Orders, &r.Net, &r.priced, &r.all} }, sql, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("orders by establishment: %w", err)
	}
	out, all := make([]School, len(rows)), int64(0)
	for i, r := range rows {
		out[i], all = r.School, r.all
		out[i].Priced = r.priced == 1
	}
	return out, all, nil
}
