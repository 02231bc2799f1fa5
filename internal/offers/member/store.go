package member

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
	"preau/internal/offers/shared"
	"preau/internal/offers/structure"
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
	Structure         structure.Structure
	Sites             []org.Site // all lieux of the structure, to name them by
	Rows              []Person
	Total, Page, Size int
}

const mostWords = 20

// live is the condition for a grant g of somebody that counts now, or will.
const live = `g.account_id = a.id AND g.place_kind = 'organisation' AND g.place_id = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)`

func roleKeys() []any { return db.Any(role.InStructure()) }

// people are those of a structure's organisation, those who are invited, and those who ask to join, by name.
func people(ctx context.Context, tx *db.Tx, orgID string, f Filter, out *Listing) error {
	had, invited, asking := f.holders(tx, orgID), f.invited(orgID), f.asking(orgID)
	whereHad, args := had.SQL(1)
	whereInvited, more := invited.SQL(1 + len(args))
	args = append(args, more...)
	whereAsking, more := asking.SQL(1 + len(args))
	args = append(args, more...)
	total, err := db.Value[int64](ctx, tx, `SELECT (SELECT count(*) FROM account_accounts a WHERE `+whereHad+`) + (SELECT count(*) FROM offers_invitations i WHERE `+whereInvited+`)
		+ (SELECT count(*) FROM offers_joins j WHERE `+whereAsking+`)`, args...)
	if err != nil {
		return fmt.Errorf("count users: %w", err)
	}
	out.Total = int(total)
	out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
	n := len(args)
	now := fmt.Sprintf("$%d", n+3)
	rows, err := db.All(ctx, tx, (*personRow).into, `SELECT `+personColumns+`, a.sort_fold AS sort, 0 AS kind, '' AS roles, '' AS sites, FALSE AS shared, FALSE AS void FROM account_accounts a WHERE `+whereHad+`
		UNION ALL SELECT i.id, i.number, i.first_name, i.last_name, i.email, i.function, i.phone, i.lang, 'invited', i.sort_fold, 1, i.roles, i.sites, i.shared, NOT `+senderHolds(now)+` FROM offers_invitations i WHERE `+whereInvited+`
		UNION ALL SELECT j.id, j.number, j.first_name, j.last_name, j.email, j.function, j.phone, j.lang, 'asked', j.sort_fold, 2, '', '', FALSE, FALSE FROM offers_joins j WHERE `+whereAsking+`
		ORDER BY sort, id LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2), append(args, out.Size, (out.Page-1)*out.Size, tx.Now())...)
	if err != nil {
		return fmt.Errorf("users: %w", err)
	}
	return roles(ctx, tx, orgID, rows, out)
}

// senderHolds is upheld as a condition on an invitation i of a structure that works, at an instant; a test holds them together.
func senderHolds(now string) string {
	return `EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts b ON b.id = g.account_id AND b.state = 'active' WHERE g.account_id = i.sent_by AND g.taken_at IS NULL
		AND g.starts_at <= ` + now + ` AND (g.ends_at IS NULL OR g.ends_at > ` + now + `) AND (g.role = 'offers.admin' AND g.place_id = i.org_id OR g.role = 'platform.admin' OR g.role = 'offers.moderator' AND ` + answersJoin + `))`
}

// holders are the people who have, or had, a permission.
func (f Filter) holders(tx *db.Tx, orgID string) *db.Where {
	var w db.Where
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(roleKeys())), ", ")
	w.And(`EXISTS (SELECT 1 FROM access_grants g WHERE g.account_id = a.id AND g.place_kind = 'organisation' AND g.place_id = ? AND g.role IN (`+marks+`))`, append([]any{orgID}, roleKeys()...)...)
	f.words(&w, "a.search_fold")
	if f.Role != "" {
		w.And(`EXISTS (SELECT 1 FROM access_grants g WHERE `+live+` AND g.role = ?)`, orgID, tx.Now(), f.Role)
	}
	has := `EXISTS (SELECT 1 FROM access_grants g WHERE ` + live + ` AND g.role IN (` + marks + `))`
	args := append([]any{orgID, tx.Now()}, roleKeys()...)
	switch f.State {
	case Active:
		w.And(has+` AND a.state = 'active'`, args...)
	case Invited:
		w.And(has+` AND a.state IN ('created', 'invited')`, args...)
	case Pending:
		w.And("1 = 0")
	case Inactive:
		w.And(`NOT `+has+` OR a.state IN ('suspended', 'closed')`, args...)
	}
	return &w
}

// invited are the invitations that wait.
func (f Filter) invited(orgID string) *db.Where {
	var w db.Where
	w.And(`i.org_id = ? AND i.state = 'waiting'`, orgID)
	f.words(&w, "i.search_fold")
	if f.Role != "" {
		w.And(`(' ' || i.roles || ' ') LIKE ? ESCAPE '\'`, db.Contains(" "+string(f.Role)+" "))
	}
	if f.State != "" && f.State != Invited {
		w.And("1 = 0")
	}
	return &w
}

// asking are the requests to join that nobody has answered: no permission is theirs.
func (f Filter) asking(orgID string) *db.Where {
	var w db.Where
	w.And(`j.org_id = ? AND j.state = 'asked'`, orgID)
	f.words(&w, "j.search_fold")
	if f.Role != "" || f.State != "" && f.State != Pending {
		w.And("1 = 0")
	}
	return &w
}

func (f Filter) words(w *db.Where, column string) {
	words := strings.Fields(registers.Fold(f.Name))
	for _, word := range words[:min(len(words), mostWords)] {
		w.And(column+` LIKE ? ESCAPE '\'`, db.Contains(word))
	}
}

const personColumns = `a.id, a.number, a.first_name, a.last_name, a.email, a.function, a.phone, a.lang, a.state`

// personRow is a line of the list as it is read.
type personRow struct {
	Person
	sort, roles, sites string
	kind               rowKind
}

// rowKind is what a line of the list is of.
type rowKind int

const (
	ofAccount rowKind = iota
	ofInvitation
	ofJoin
)

func (r *personRow) into() []any {
	return append(r.Person.into(), &r.sort, &r.kind, &r.roles, &r.sites, &r.Shared, &r.Void)
}

func (p *Person) into() []any {
	return []any{&p.AccountID, &p.Number, &p.FirstName, &p.LastName, &p.Email, &p.Function, &p.Phone, &p.Lang, &p.account}
}

// roles completes the lines of a page with their permissions.
func roles(ctx context.Context, tx *db.Tx, orgID string, rows []personRow, out *Listing) error {
	held, err := heldBy(ctx, tx, orgID, rows)
	if err != nil {
		return err
	}
	sites, err := limitedTo(ctx, tx, orgID, rows)
	if err != nil {
		return err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].AccountID
	}
	marked, err := shared.Marked(ctx, tx, orgID, ids...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		p := r.Person
		switch p.Invitation, p.Asks = r.kind == ofInvitation, r.kind == ofJoin; r.kind {
		case ofInvitation, ofJoin:
			p.AccountID, p.Roles = "", rolesOf(r.roles)
			p.Sites, _ = sitesOf(r.sites)
		case ofAccount:
			p.Roles, p.Sites, p.Shared = held[p.AccountID], sites[p.AccountID], marked[p.AccountID]
		}
		out.Rows = append(out.Rows, p)
	}
	return nil
}

// heldBy are the permissions of some people by account, in the order of the form.
func heldBy(ctx context.Context, tx *db.Tx, orgID string, rows []personRow) (map[string][]access.RoleKey, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].AccountID
	}
	type grant struct {
		account string
		role    access.RoleKey
	}
	var w db.Where
	w.And("g.place_kind = 'organisation' AND g.place_id = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", orgID, tx.Now())
	w.In("g.account_id", db.Any(ids)...)
	w.In("g.role", roleKeys()...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(h *grant) []any { return []any{&h.account, &h.role} }, `SELECT g.account_id, g.role FROM access_grants g WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("permissions: %w", err)
	}
	out := map[string][]access.RoleKey{}
	for _, id := range ids {
		for _, k := range role.InStructure() {
			if slices.Contains(all, grant{id, k}) && !slices.Contains(out[id], k) {
				out[id] = append(out[id], k)
			}
		}
	}
	return out, nil
}

// limitedTo are the lieux to which some people are limited as « Gestionnaire d'offres », by account.
func limitedTo(ctx context.Context, tx *db.Tx, orgID string, rows []personRow) (map[string][]string, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].AccountID
	}
	type limit struct{ account, site string }
	var w db.Where
	w.And("g.place_kind = 'organisation' AND g.place_id = ? AND g.role = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", orgID, role.Manager, tx.Now())
	w.In("g.account_id", db.Any(ids)...)
	where, args := w.SQL(1)
	all, err := db.All(ctx, tx, func(l *limit) []any { return []any{&l.account, &l.site} },
		`SELECT g.account_id, l.ref FROM access_grants g JOIN access_grant_limits l ON l.grant_id = g.id AND l.kind = 'site' AND l.taken_at IS NULL WHERE `+where+` ORDER BY l.ref`, args...)
	if err != nil {
		return nil, fmt.Errorf("lieux of permissions: %w", err)
	}
	out := map[string][]string{}
	for _, l := range all {
		out[l.account] = append(out[l.account], l.site)
	}
	return out, nil
}

// personByNumber is somebody of a structure; NotFound for whoever never had a permission there.
func personByNumber(ctx context.Context, tx *db.Tx, orgID string, number int64) (Person, error) {
	found, err := db.All(ctx, tx, (*Person).into, `SELECT `+personColumns+` FROM account_accounts a WHERE a.number = $1 AND EXISTS (SELECT 1 FROM access_grants g
		WHERE g.account_id = a.id AND g.place_kind = 'organisation' AND g.place_id = $2 AND g.role LIKE 'offers.%')`, number, orgID)
	if err != nil {
		return Person{}, fmt.Errorf("user: %w", err)
	}
	if len(found) == 0 {
		return Person{}, apperr.NotFoundErr()
	}
	row := []personRow{{Person: found[0]}}
	held, err := heldBy(ctx, tx, orgID, row)
	if err != nil {
		return Person{}, err
	}
	sites, err := limitedTo(ctx, tx, orgID, row)
	if err != nil {
		return Person{}, err
	}
	marked, err := shared.Marked(ctx, tx, orgID, found[0].AccountID)
	found[0].Shared = marked[found[0].AccountID]
	found[0].Roles, found[0].Sites = held[found[0].AccountID], sites[found[0].AccountID]
	return found[0], err
}

// lastAdmin says whether an account is the only active « Administrateur offreur » of a structure.
func lastAdmin(ctx context.Context, tx *db.Tx, orgID string, p Person) (bool, error) {
	if p.account == account.Suspended || p.account == account.Closed { // who administers nothing: nothing is lost with their right
		return false, nil
	}
	all, err := access.Holders(ctx, tx, role.Admin, role.At(orgID))
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(all, func(h access.Holder) bool { return h.AccountID != p.AccountID }), nil
}
