package member

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// Across narrows the list of the users of all structures.
type Across struct {
	Filter
	Structure string // words of the « Raison sociale »
}

// Of is somebody in one of the structures: who is in two has two lines.
type Of struct {
	Person
	Structure int64 // its number
	Name      string
}

// Everybody is a page of the users of all structures.
type Everybody struct {
	Rows              []Of
	Total, Page, Size int
}

// Everybody are the users of all structures, by name, for the operator's administrators (O58, O72); to others there is no such list.
func (s *Service) Everybody(ctx context.Context, who access.Actor, f Across) (Everybody, error) {
	out := Everybody{Page: max(f.Page, 1), Size: max(f.Size, 1)}
	if err := instance.Allow(who); err != nil {
		return out, err
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error { return everybody(ctx, tx, f, &out) })
	return out, err
}

// everyone is a line for each person and each structure in which they hold, or held, a permission, and for each invitation and each request to
// join that waits. $1 is now; its state is Person.State in SQL, and a test holds them together.
const everyone = `WITH held AS (
		SELECT g.account_id, g.place_id, coalesce(string_agg(CASE WHEN g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $1) THEN g.role END, ' '), '') AS roles
		FROM access_grants g WHERE g.place_kind = 'organisation' AND g.role LIKE 'offers.%' GROUP BY g.account_id, g.place_id
	), p AS (
		SELECT a.id, a.number, a.first_name, a.last_name, a.email, a.state AS account, a.sort_fold AS sort, a.search_fold AS search, h.roles, 0 AS kind, s.number AS structure, s.name, s.name_fold,
			CASE WHEN h.roles = '' OR a.state IN ('suspended', 'closed') THEN 'inactive' WHEN a.state <> 'active' THEN 'invited' ELSE 'active' END AS state
		FROM held h JOIN account_accounts a ON a.id = h.account_id JOIN offers_structures s ON s.org_id = h.place_id
		UNION ALL
		SELECT i.id, i.number, i.first_name, i.last_name, i.email, 'invited', i.sort_fold, i.search_fold, i.roles, 1, s.number, s.name, s.name_fold, 'invited'
		FROM offers_invitations i JOIN offers_structures s ON s.org_id = i.org_id WHERE i.state = 'waiting'
		UNION ALL
		SELECT j.id, j.number, j.first_name, j.last_name, j.email, 'asked', j.sort_fold, j.search_fold, '', 2, s.number, s.name, s.name_fold, 'pending'
		FROM offers_joins j JOIN offers_structures s ON s.org_id = j.org_id WHERE j.state = 'asked' AND s.state = 'active'
	)`

func everybody(ctx context.Context, tx *db.Tx, f Across, out *Everybody) error {
	var w db.Where
	f.words(&w, "p.search")
	words := strings.Fields(registers.Fold(f.Structure))
	for _, word := range words[:min(len(words), mostWords)] {
		w.And(`p.name_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	if f.Role != "" {
		w.And(`(' ' || p.roles || ' ') LIKE ? ESCAPE '\'`, db.Contains(" "+string(f.Role)+" "))
	}
	if f.State != "" {
		w.And(`p.state = ?`, f.State)
	}
	where, more := w.SQL(2)
	args := append([]any{tx.Now()}, more...)
	total, err := db.Value[int64](ctx, tx, everyone+` SELECT count(*) FROM p WHERE `+where, args...)
	if err != nil {
		return fmt.Errorf("count users: %w", err)
	}
	out.Total = int(total)
	out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
	type row struct {
		Of
		roles string
		kind  rowKind
	}
	n := len(args)
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Number, &r.FirstName, &r.LastName, &r.Email, &r.account, &r.roles, &r.kind, &r.Structure, &r.Name}
	}, everyone+` SELECT p.number, p.first_name, p.last_name, p.email, p.account, p.roles, p.kind, p.structure, p.name FROM p WHERE `+where+`
		ORDER BY p.sort, p.id, p.structure LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2), append(args, out.Size, (out.Page-1)*out.Size)...)
	if err != nil {
		return fmt.Errorf("users of all structures: %w", err)
	}
	for _, r := range rows {
		r.Roles, r.Invitation, r.Asks = rolesOf(r.roles), r.kind == ofInvitation, r.kind == ofJoin
		out.Rows = append(out.Rows, r.Of)
	}
	return nil
}
