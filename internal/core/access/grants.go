package access

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Gift is a role about to be given.
type Gift struct {
	AccountID string
	Role      RoleKey
	Place     Place
	From, To  time.Time // From zero: now. To zero: no end.
	Limits    []Limit
	Reason    string
}

// Give writes a grant with its limits. Whether who may give it is asked before, by WhyGive or by a rule of the module.
// An account that already holds the role there, or will, keeps what it has, and false is returned.
func Give(ctx context.Context, tx *db.Tx, who Actor, g Gift) (bool, error) {
	if g.From.IsZero() {
		g.From = tx.Now()
	}
	if err := closeEnded(ctx, tx, g); err != nil {
		return false, err
	}
	grantID := id.New()
	n, err := tx.Exec(ctx, `INSERT INTO access_grants
		(id, account_id, role, place_kind, place_id, starts_at, ends_at, given_by, given_name, given_at, reason, taken_by, taken_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '')
		ON CONFLICT (account_id, role, place_kind, place_id) WHERE taken_at IS NULL DO NOTHING`,
		grantID, g.AccountID, g.Role, g.Place.Kind, g.Place.ID, g.From, g.To, who.ID, who.Name, tx.Now(), g.Reason)
	if err != nil {
		return false, fmt.Errorf("give %s: %w", g.Role, err)
	}
	if n == 0 {
		return false, nil
	}
	for _, l := range g.Limits {
		if _, err := insertLimit(ctx, tx, who, grantID, l); err != nil {
			return false, err
		}
	}
	return true, nil
}

// closeEnded makes room for a gift where the account's grant has ended by itself.
func closeEnded(ctx context.Context, tx *db.Tx, g Gift) error {
	_, err := tx.Exec(ctx, `UPDATE access_grants SET taken_at = ends_at
		WHERE account_id = $1 AND role = $2 AND place_kind = $3 AND place_id = $4 AND taken_at IS NULL AND ends_at <= $5`,
		g.AccountID, g.Role, g.Place.Kind, g.Place.ID, tx.Now())
	if err != nil {
		return fmt.Errorf("close ended %s: %w", g.Role, err)
	}
	return nil
}

// TakeBack ends the grant of a role at a place now, and says whether there was one. What has ended by itself keeps its end.
func TakeBack(ctx context.Context, tx *db.Tx, who Actor, accountID string, role RoleKey, p Place) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE access_grants SET taken_at = $1, ends_at = $1, taken_by = $2, taken_name = $3
		WHERE account_id = $4 AND role = $5 AND place_kind = $6 AND place_id = $7 AND taken_at IS NULL AND (ends_at IS NULL OR ends_at > $1)`,
		tx.Now(), who.ID, who.Name, accountID, role, p.Kind, p.ID)
	if err != nil {
		return false, fmt.Errorf("take back %s: %w", role, err)
	}
	return n == 1, nil
}

// GrantRow is a row of GrantColumns: a grant with one of its limits, or with none.
type GrantRow struct {
	grant Grant
	limit Limit
}

// GrantColumns are those of a grant g with a limit l of it; GrantLimits joins these, and GrantOrder puts the rows in order.
const (
	GrantColumns = `g.id, g.role, g.place_kind, g.place_id, g.starts_at, g.ends_at, l.kind, l.ref, l.starts_at, l.ends_at`
	GrantCounts  = `g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)` // at the instant $2
	GrantLimits  = `LEFT JOIN access_grant_limits l ON l.grant_id = g.id AND l.taken_at IS NULL AND l.starts_at <= $2`
	GrantStands  = `g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $2)` // at the instant $2 or later, see GrantsAt
	GrantOrder   = `g.role, g.place_kind, g.place_id, l.kind, l.ref`
)

// Into is where the row goes.
func (r *GrantRow) Into() []any {
	return []any{
		&r.grant.ID, &r.grant.Role, &r.grant.Place.Kind, &r.grant.Place.ID, &r.grant.From, &r.grant.To,
		&r.limit.Kind, &r.limit.Ref, &r.limit.From, &r.limit.To,
	}
}

// Grants are those of the rows at an instant; a row that was joined to no grant is none.
func Grants(rows []GrantRow, at time.Time) []Grant {
	var gs []Grant
	for _, r := range rows {
		if r.grant.ID == "" {
			continue
		}
		if len(gs) == 0 || gs[len(gs)-1].ID != r.grant.ID {
			gs = append(gs, r.grant)
		}
		gs[len(gs)-1].add(r.limit, at)
	}
	return gs
}

// PackedRow is a row of PackedColumns: a grant with all its limits, a line each. Who may order from sixty markets is known by one row.
type PackedRow struct {
	grant  Grant
	limits string
}

// PackedColumns are those of a grant g, whose limits may begin later; PackedOrder puts the rows in order.
const (
	PackedColumns = `g.id, g.role, g.place_kind, g.place_id, g.starts_at, g.ends_at, (
		SELECT string_agg(l.kind || ' ' || CAST(l.starts_at AS TEXT) || ' ' || COALESCE(CAST(l.ends_at AS TEXT), '') || ' ' || l.ref, '` + "\n" + `' ORDER BY l.kind, l.ref)
		FROM access_grant_limits l WHERE l.grant_id = g.id AND l.taken_at IS NULL)`
	PackedOrder = `g.role, g.place_kind, g.place_id`
)

// Into is where the row goes.
func (r *PackedRow) Into() []any {
	return []any{&r.grant.ID, &r.grant.Role, &r.grant.Place.Kind, &r.grant.Place.ID, &r.grant.From, &r.grant.To, &r.limits}
}

// unpacked are the rows as if each limit had its own.
func unpacked(packed []PackedRow) ([]GrantRow, error) {
	var out []GrantRow
	for _, p := range packed {
		if p.limits == "" {
			out = append(out, GrantRow{grant: p.grant})
			continue
		}
		for line := range strings.SplitSeq(p.limits, "\n") {
			l, err := unpackedLimit(line)
			if err != nil {
				return nil, err
			}
			out = append(out, GrantRow{grant: p.grant, limit: l})
		}
	}
	return out, nil
}

func unpackedLimit(line string) (Limit, error) {
	f := strings.SplitN(line, " ", 4)
	if len(f) < 4 {
		return Limit{}, fmt.Errorf("limit of a grant: %q", line)
	}
	l := Limit{Kind: LimitKind(f[0]), Ref: f[3]}
	for i, to := range []*time.Time{&l.From, &l.To} {
		if f[i+1] == "" { // no end
			continue
		}
		n, err := strconv.ParseInt(f[i+1], 10, 64)
		if err != nil {
			return l, fmt.Errorf("limit of a grant: %w", err)
		}
		*to = time.UnixMicro(n).UTC()
	}
	return l, nil
}

// GrantsAt are those of the rows of GrantStands that count at an instant, and until when that is so: the zero time while nothing begins
// or ends.
func GrantsAt(packed []PackedRow, at time.Time) (gs []Grant, until time.Time, err error) {
	rows, err := unpacked(packed)
	if err != nil {
		return nil, until, err
	}
	now := make([]GrantRow, 0, len(rows))
	for _, r := range rows {
		until = Soonest(at, until, r.grant.From, r.grant.To, r.limit.From, r.limit.To)
		if r.limit.From.After(at) {
			r.limit = Limit{}
		}
		if !r.grant.From.After(at) && (r.grant.To.IsZero() || at.Before(r.grant.To)) {
			now = append(now, r)
		}
	}
	return Grants(now, at), until, nil
}

// Soonest is the first of some instants that is still to come, the zero time when none is.
func Soonest(at time.Time, some ...time.Time) time.Time {
	var first time.Time
	for _, x := range some {
		if x.After(at) && (first.IsZero() || x.Before(first)) {
			first = x
		}
	}
	return first
}

// GrantsOf are an account's grants that count at an instant, with their limits.
func GrantsOf(ctx context.Context, tx *db.Tx, accountID string, at time.Time) ([]Grant, error) {
	rows, err := db.All(ctx, tx, (*GrantRow).Into, `SELECT `+GrantColumns+` FROM access_grants g `+GrantLimits+`
		WHERE g.account_id = $1 AND `+GrantCounts+` ORDER BY `+GrantOrder, accountID, at)
	if err != nil {
		return nil, fmt.Errorf("grants: %w", err)
	}
	return Grants(rows, at), nil
}

// add adds a limit that was read with the grant; one without a kind is none.
func (g *Grant) add(l Limit, at time.Time) {
	g.Limited = g.Limited || l.Kind != ""
	if l.Kind != "" && l.activeAt(at) {
		g.Limits = append(g.Limits, l)
	}
}

// Holder is somebody who holds a role, with what a mail to them needs.
type Holder struct {
	AccountID string
	Name      string
	Address   string
	Lang      i18n.Lang
	Since     time.Time
}

// Holders are the active accounts that hold a role at exactly one of these places now: place after place, in the order in
// which they got it. Who holds it at several is there for each.
func Holders(ctx context.Context, tx *db.Tx, role RoleKey, place Place, more ...Place) ([]Holder, error) {
	places := append([]Place{place}, more...)
	type row struct {
		Holder
		place Place
	}
	var w db.Where
	w.And("g.role = ? AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", role, tx.Now(), tx.Now())
	w.And("a.state = 'active'")
	conds, at := []string(nil), []any(nil)
	for _, p := range places {
		conds, at = append(conds, "(g.place_kind = ? AND g.place_id = ?)"), append(at, p.Kind, p.ID)
	}
	w.And(strings.Join(conds, " OR "), at...)
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.AccountID, &r.Name, &r.Address, &r.Lang, &r.Since, &r.place.Kind, &r.place.ID}
	}, `SELECT a.id, a.display_name, a.email, a.lang, g.starts_at, g.place_kind, g.place_id
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE `+where+` ORDER BY g.starts_at, g.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("holders of %s: %w", role, err)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return slices.Index(places, a.place) - slices.Index(places, b.place) })
	out := make([]Holder, len(rows))
	for i, r := range rows {
		out[i] = r.Holder
	}
	return out, nil
}

// Within are those of some holders of a role at a place whose grant is not limited to other things than this one.
func Within(ctx context.Context, tx *db.Tx, some []Holder, role RoleKey, p Place, kind LimitKind, ref string) ([]Holder, error) {
	other, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT g.account_id FROM access_grants g
		WHERE g.role = $1 AND g.place_kind = $2 AND g.place_id = $3 AND g.taken_at IS NULL AND `+Elsewhere("g", "$4", "$5", "$6"), role, p.Kind, p.ID, kind, ref, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("limits of %s: %w", role, err)
	}
	return slices.DeleteFunc(slices.Clone(some), func(h Holder) bool { return slices.Contains(other, h.AccountID) }), nil
}

// Elsewhere says in SQL that a grant of an alias is limited, and not to the thing of a kind and a reference, at an instant.
func Elsewhere(grant, kind, ref, now string) string {
	const of = ` (SELECT 1 FROM access_grant_limits l WHERE l.grant_id = `
	return `EXISTS` + of + grant + `.id AND l.taken_at IS NULL) AND NOT EXISTS` + of + grant + `.id AND l.taken_at IS NULL AND l.kind = ` + kind + ` AND l.ref = ` + ref +
		` AND l.starts_at <= ` + now + ` AND (l.ends_at IS NULL OR l.ends_at > ` + now + `))`
}
