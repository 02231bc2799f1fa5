package member

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// Filter narrows the list of users.
type Filter struct {
	Name  string
	Role  access.RoleKey // empty: all
	State State          // empty: all
	Page  int            // from 1
	Size  int
}

// Listing is a page of the list.
type Listing struct {
	Structure         string // its name
	Rows              []Person
	Total, Page, Size int
}

const mostWords = 20

// live is the condition for a grant g of somebody that counts now, or will.
const live = `g.account_id = a.id AND g.place_kind = 'organisation' AND g.place_id = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)`

func roleKeys() []any { return db.Any(role.InStructure()) }

// people are those of a structure's organisation, by name.
func people(ctx context.Context, tx *db.Tx, orgID string, f Filter, out *Listing) error {
	var w db.Where
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(roleKeys())), ", ")
	w.And(`EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = a.id AND g.place_kind = 'organisation' AND g.place_id = ? AND g.role IN (`+marks+`))`, append([]any{orgID}, roleKeys()...)...)
	words := strings.Fields(registers.Fold(f.Name))
	for _, word := range words[:min(len(words), mostWords)] {
		w.And(`a.search_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	if f.Role != "" {
		w.And(`EXISTS (SELECT 1 FROM access_grants g WHERE `+live+` AND g.role = ?)`, orgID, tx.Now(), f.Role)
	}
	has := `EXISTS (SELECT 1 FROM access_grants g WHERE ` + live + ` AND g.role IN (` + marks + `))`
	args := append([]any{orgID, tx.Now()}, roleKeys()...)
	switch f.State {
	case Active:
		w.And(has+` AND a.state = 'active'`, args...)
	case Invited:
		w.And(has+` AND a.state <> 'active'`, args...)
	case Inactive:
		w.And(`NOT `+has, args...)
	}
	where, vals := w.SQL(1)
	total, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_accounts a WHERE `+where, vals...)
	if err != nil {
		return fmt.Errorf("count users: %w", err)
	}
	out.Total = int(total)
	out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
	n := len(vals)
	out.Rows, err = db.All(ctx, tx, into, fmt.Sprintf(`SELECT `+columns+` FROM account_accounts a WHERE %s ORDER BY a.sort_fold, a.id LIMIT $%d OFFSET $%d`, where, n+1, n+2), append(vals, out.Size, (out.Page-1)*out.Size)...)
	if err != nil {
		return fmt.Errorf("users: %w", err)
	}
	return roles(ctx, tx, orgID, out.Rows)
}

const columns = `a.id, a.number, a.first_name, a.last_name, a.email, a.function, a.phone, a.lang, a.state = 'active'`

func into(p *Person) []any {
	return []any{&p.AccountID, &p.Number, &p.FirstName, &p.LastName, &p.Email, &p.Function, &p.Phone, &p.Lang, &p.Opened}
}

// roles reads the permissions of some people, in the order of the form.
func roles(ctx context.Context, tx *db.Tx, orgID string, some []Person) error {
	ids := make([]string, len(some))
	for i := range some {
		ids[i] = some[i].AccountID
	}
	type held struct {
		account string
		role    access.RoleKey
	}
	var w db.Where
	w.And("g.place_kind = 'organisation' AND g.place_id = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", orgID, tx.Now())
	w.In("g.account_id", db.Any(ids)...)
	w.In("g.role", roleKeys()...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(h *held) []any { return []any{&h.account, &h.role} }, `SELECT g.account_id, g.role FROM access_grants g WHERE `+where, args...)
	if err != nil {
		return fmt.Errorf("permissions: %w", err)
	}
	for i := range some {
		for _, k := range role.InStructure() {
			if slices.Contains(all, held{some[i].AccountID, k}) {
				some[i].Roles = append(some[i].Roles, k)
			}
		}
	}
	return nil
}

// personByNumber is somebody of a structure; NotFound for whoever never had a permission there.
func personByNumber(ctx context.Context, tx *db.Tx, orgID string, number int64) (Person, error) {
	found, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM account_accounts a WHERE a.number = $1 AND EXISTS (SELECT 1 FROM access_grants g
		WHERE g.account_id = a.id AND g.place_kind = 'organisation' AND g.place_id = $2 AND g.role LIKE 'offers.%')`, number, orgID)
	if err != nil {
		return Person{}, fmt.Errorf("user: %w", err)
	}
	if len(found) == 0 {
		return Person{}, apperr.NotFoundErr()
	}
	err = roles(ctx, tx, orgID, found)
	return found[0], err
}

// lastAdmin says whether an account is the only active « Administrateur offreur » of a structure.
func lastAdmin(ctx context.Context, tx *db.Tx, orgID, accountID string) (bool, error) {
	all, err := access.Holders(ctx, tx, role.Admin, role.At(orgID))
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(all, func(h access.Holder) bool { return h.AccountID != accountID }), nil
}
