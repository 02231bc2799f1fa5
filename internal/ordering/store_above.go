package ordering

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/money"
)

// Address is an organisation or a site as where something is delivered.
type Address struct {
	Name       string `json:"name"` // of the establishment
	Site       string `json:"site"`
	Address    string `json:"address"`
	Complement string `json:"complement"`
	PostalCode string `json:"postal_code"`
	Commune    string `json:"commune"`
	Country    string `json:"country"`
	Phone      string `json:"phone"`
	Closed     bool   `json:"-"` // nothing is delivered there any more
}

// OneLine is the place in a sentence.
func (p Address) OneLine() string {
	var out []string
	for _, s := range []string{p.Name, p.Site, p.Address, p.Complement, strings.TrimSpace(p.PostalCode + " " + p.Commune)} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// AddressOf is where an order is delivered: its site, or the establishment where it has none. A site without a telephone of its own has
// none (R209).
func AddressOf(ctx context.Context, tx *db.Tx, orgID, siteID string) (Address, error) {
	p, err := db.One(ctx, tx, func(p *Address) []any {
		return []any{&p.Name, &p.Site, &p.Address, &p.Complement, &p.PostalCode, &p.Commune, &p.Country, &p.Phone, &p.Closed}
	}, `SELECT o.name, COALESCE(s.name, ''), COALESCE(s.address, o.address), COALESCE(s.complement, o.complement), COALESCE(s.postal_code, o.postal_code),
		COALESCE(s.commune, o.commune), o.country, COALESCE(s.phone, o.phone), CASE WHEN COALESCE(s.closed_at, o.closed_at) IS NULL THEN FALSE ELSE TRUE END
		FROM org_organisations o LEFT JOIN org_sites s ON s.org_id = o.id AND s.id = $2 WHERE o.id = $1`, orgID, siteID)
	if err != nil {
		return p, fmt.Errorf("place of delivery: %w", err)
	}
	return p, nil
}

// Destination is what an order to a place needs to know of it.
type Destination struct {
	Phone, PostalCode string
	Closed            bool     // nothing is delivered there any more
	Limit             *Ceiling // of its establishment; nil: none
	Buyer             bool     // somebody sends the orders of its establishment (R216)
}

// Destinations are the places to which the orders of some establishments may go, by the ids of an establishment and a site: « org/site ».
func Destinations(ctx context.Context, tx *db.Tx, orgs []Body) (map[string]Destination, error) {
	type row struct {
		org, site    string
		own, there   Destination
		amount       *money.Cents
		withoutTaxes bool
	}
	var w db.Where
	ids := make([]string, len(orgs))
	for i, b := range orgs {
		ids[i] = b.ID
	}
	w.In("o.id", db.Any(ids)...)
	where, args := w.SQL(3)
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.org, &r.site, &r.own.Phone, &r.own.PostalCode, &r.own.Closed, &r.there.Phone, &r.there.PostalCode, &r.there.Closed, &r.amount, &r.withoutTaxes, &r.own.Buyer}
	}, `SELECT o.id, COALESCE(s.id, ''), o.phone, o.postal_code, CASE WHEN o.closed_at IS NULL THEN FALSE ELSE TRUE END,
		COALESCE(s.phone, o.phone), COALESCE(s.postal_code, o.postal_code), CASE WHEN COALESCE(s.closed_at, o.closed_at) IS NULL THEN FALSE ELSE TRUE END, x.amount, `+OnNet("o.id")+`,
		CASE WHEN EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state = 'active'
			WHERE g.place_kind = 'organisation' AND g.place_id = o.id AND g.role = $1 AND g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)) THEN TRUE ELSE FALSE END
		FROM org_organisations o LEFT JOIN org_sites s ON s.org_id = o.id LEFT JOIN ordering_limits x ON x.org_id = o.id WHERE `+where, append([]any{Buyer, tx.Now()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("places of delivery: %w", err)
	}
	out := map[string]Destination{}
	for _, r := range rows {
		if r.amount != nil {
			r.own.Limit = &Ceiling{Amount: *r.amount, Net: r.withoutTaxes}
			r.there.Limit = r.own.Limit
		}
		r.there.Buyer = r.own.Buyer
		out[r.org+"/"], out[r.org+"/"+r.site] = r.own, r.there
	}
	return out, nil
}

// Over is who stands over an establishment: its authority, or itself.
type Over struct {
	ID    string
	codes []string // what the numbers of its orders may begin with, the best first; the last is nobody else's
}

// OverOf is who stands over an establishment. An authority and a school that stands for itself may have one FASE number, since registers
// number them apart: it is the authority's.
func OverOf(ctx context.Context, tx *db.Tx, orgID string) (Over, error) {
	type row struct {
		id, fase, uai, siren, ref string
		num                       int64
	}
	r, err := db.One(ctx, tx, func(r *row) []any { return []any{&r.id, &r.fase, &r.uai, &r.siren, &r.ref, &r.num} }, `SELECT o.id,
		CASE WHEN o.kind <> 'authority' AND EXISTS (SELECT 1 FROM org_organisations a WHERE a.kind = 'authority' AND a.fase = o.fase) THEN '' ELSE o.fase END, o.uai, o.siren, o.ref, o.num
		FROM org_closure c JOIN org_organisations o ON o.id = c.ancestor WHERE c.descendant = $1 AND (c.depth = 0 OR o.kind = 'authority')
		ORDER BY CASE WHEN o.kind = 'authority' THEN 0 ELSE 1 END, c.depth LIMIT 1`, orgID)
	if err != nil {
		return Over{}, fmt.Errorf("authority of %s: %w", orgID, err)
	}
	codes := []string{r.fase, r.uai, r.siren, initials(r.ref) + strconv.FormatInt(r.num, 10)}
	return Over{ID: r.id, codes: slices.DeleteFunc(codes, func(s string) bool { return s == "" })}, nil
}

// Number is the number of its nth order of a year: 5001-2026-000123 (R232). A code with which another's orders of the year begin, since
// schools share their commune's SIREN and registers are corrected, is left for the next.
func (o Over) Number(ctx context.Context, tx *db.Tx, year int, n int64) (string, error) {
	last := len(o.codes) - 1
	for _, code := range o.codes[:last] {
		heads, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT head_id FROM ordering_orders WHERE number > $1 AND number < $2 ORDER BY number LIMIT 1`,
			fmt.Sprintf("%s-%d-", code, year), fmt.Sprintf("%s-%d.", code, year))
		if err != nil {
			return "", fmt.Errorf("whose orders begin with %s: %w", code, err)
		}
		if len(heads) == 0 || heads[0] == o.ID {
			return fmt.Sprintf("%s-%d-%06d", code, year, n), nil
		}
	}
	return fmt.Sprintf("%s-%d-%06d", o.codes[last], year, n), nil
}

// initials are the first letters of a reference's words, some of them: with the number of who has it they are nobody else's.
func initials(ref string) string {
	var out strings.Builder
	for word := range strings.SplitSeq(ref, "-") {
		if word != "" && out.Len() < mostInitials {
			out.WriteString(strings.ToUpper(word[:1]))
		}
	}
	return out.String() + "."
}

const mostInitials = 5

// Above are the ids of an organisation and of those over it.
func Above(ctx context.Context, tx *db.Tx, orgID string) ([]string, error) {
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT ancestor FROM org_closure WHERE descendant = $1`, orgID)
	if err != nil {
		return nil, fmt.Errorf("above %s: %w", orgID, err)
	}
	return ids, nil
}

// Under is what an establishment stands under, for an order on a market.
type Under struct {
	Above    []string // ids of those over it, itself among them
	Head     string   // in whose name its orders are made: OverOf
	Limit    *Ceiling // its own maximum amount; nil: none
	adhering []adhered
}

type adhered struct {
	from, until string // days
	taken       time.Time
}

// Moment is an instant, and its day in the operator's zone.
type Moment struct {
	At  time.Time
	Day string
}

// Adheres says whether it adhered to the market at a moment, as it was known then, below whom it is now.
func (s Under) Adheres(at Moment) bool {
	return slices.ContainsFunc(s.adhering, func(a adhered) bool {
		return (a.taken.IsZero() || a.taken.After(at.At)) && a.from <= at.Day && (a.until == "" || a.until >= at.Day)
	})
}

// UnderOf is what an establishment stands under, for an order on a market.
func UnderOf(ctx context.Context, tx *db.Tx, of Adherence) (Under, error) {
	type row struct {
		id     string
		kind   org.Kind
		amount *money.Cents
		net    bool
		adhered
	}
	var s Under
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.id, &r.kind, &r.amount, &r.net, &r.from, &r.until, &r.taken} },
		`SELECT c.ancestor, o.kind, x.amount, `+OnNet("c.descendant")+`, COALESCE(a.starts_on, ''), COALESCE(a.ends_on, ''), a.taken_at
		FROM org_closure c JOIN org_organisations o ON o.id = c.ancestor LEFT JOIN ordering_limits x ON x.org_id = c.descendant
		LEFT JOIN (catalog_adherents a JOIN catalog_markets m ON m.number = $2 AND a.market_id IN (m.id, m.parent_id)) ON a.org_id = c.ancestor
		WHERE c.descendant = $1 ORDER BY c.depth`, of.OrgID, of.Market)
	if err != nil {
		return s, fmt.Errorf("above %s: %w", of.OrgID, err)
	}
	s.Head = of.OrgID
	for i := len(rows) - 1; i >= 0; i-- { // the nearest authority last
		if rows[i].kind == org.Authority {
			s.Head = rows[i].id
		}
	}
	for _, r := range rows {
		if !slices.Contains(s.Above, r.id) {
			s.Above = append(s.Above, r.id)
		}
		if r.amount != nil {
			s.Limit = &Ceiling{Amount: *r.amount, Net: r.net}
		}
		if r.from != "" {
			s.adhering = append(s.adhering, r.adhered)
		}
	}
	return s, nil
}
