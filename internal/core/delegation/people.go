package delegation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/identifier"
	"preau/internal/core/account/letter"
	"preau/internal/core/notify"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
)

// Person is somebody who holds roles of the chain at a place, or will.
type Person struct {
	ID          string
	Number      int64 // public
	Name        string
	FirstName   string
	LastName    string
	UserName    string
	Address     string
	Function    string
	State       account.State
	ActivatedAt time.Time
	SignedInAt  time.Time // for the first time; zero: « jamais connecté »
	SentAt      time.Time // when the last invitation was taken by their mail server; zero: none was
	Refused     bool      // « adresse refusée »
	Held        []Held
}

// Held is a role that somebody holds at a place, or will.
type Held struct {
	access.Grant
	By string // who gave it
}

// Never says whether the person has never signed in (R272).
func (p Person) Never() bool { return p.SignedInAt.IsZero() }

// Holds is what the person holds of a role; false: nothing.
func (p Person) Holds(role access.RoleKey) (Held, bool) {
	i := slices.IndexFunc(p.Held, func(h Held) bool { return h.Role == role })
	if i < 0 {
		return Held{}, false
	}
	return p.Held[i], true
}

// Masked is the user name as others see it: enough to tell two people apart, too little to sign in with, and no date of birth.
func (p Person) Masked() string {
	name := []rune(identifier.Masked(p.UserName))
	return string(name[:(len(name)+1)/2]) + "······"
}

// holding is the condition for grants g of some roles at a place that count or will.
func holding(w *db.Where, tx *db.Tx, roles access.Roles, p place) {
	w.And("g.place_kind = 'organisation' AND g.place_id = ? AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", p.ID, tx.Now())
	w.In("g.role", db.Any(roles.Keys())...)
}

// PeopleFilter narrows the people of a place.
type PeopleFilter struct {
	Text       string
	Role       access.RoleKey
	Page, Size int
}

func (f PeopleFilter) sound(roles access.Roles) PeopleFilter {
	f.Page, f.Size = max(f.Page, 1), min(max(f.Size, 20), 100)
	if _, ok := roles.ByKey(f.Role); !ok {
		f.Role = ""
	}
	return f
}

// people are a page of those who hold some roles at a place, by name, and how many there are.
func (s *Service) people(ctx context.Context, tx *db.Tx, roles access.Roles, p place, f PeopleFilter) ([]Person, int, error) {
	type row struct {
		id, name string
		cameAt   time.Time
	}
	words := strings.Fields(registers.Fold(f.Text))
	var w db.Where
	shown := roles
	if r, ok := roles.ByKey(f.Role); ok {
		shown = access.Roles{r}
	}
	holding(&w, tx, shown, p)
	for _, word := range words {
		w.And(`a.search_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	where, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.id, &r.name, &r.cameAt} }, `SELECT a.id, a.display_name, a.first_signed_in_at
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE `+where+`
		GROUP BY a.id, a.display_name, a.first_signed_in_at, a.sort_fold ORDER BY a.sort_fold, a.id`, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("people of a place: %w", err)
	}
	rows = slices.DeleteFunc(rows, func(r row) bool { // found by an address or a user name that is not shown
		return !r.cameAt.IsZero() && slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(registers.Fold(r.name), word) })
	})
	first := min((f.Page-1)*f.Size, len(rows))
	page := rows[first:min(first+f.Size, len(rows))]
	if len(page) == 0 {
		return nil, 0, nil
	}
	found := make([]string, len(page))
	for i, r := range page {
		found[i] = r.id
	}
	out, err := s.persons(ctx, tx, roles, p, found)
	return out, len(rows), err
}

// persons are some people with what they hold of some roles at a place, by name.
func (s *Service) persons(ctx context.Context, tx *db.Tx, roles access.Roles, p place, accounts []string) ([]Person, error) {
	type row struct {
		Person
		grant access.GrantRow
		by    string
	}
	var w db.Where
	holding(&w, tx, roles, p)
	w.In("g.account_id", db.Any(accounts)...)
	where, args := w.SQL(3)
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return append([]any{
			&r.ID, &r.Number, &r.Name, &r.FirstName, &r.LastName, &r.UserName, &r.Address, &r.Function, &r.State, &r.ActivatedAt, &r.SignedInAt, &r.SentAt, &r.by,
		}, r.grant.Into()...)
	}, `SELECT a.id, a.number, a.display_name, a.first_name, a.last_name, a.user_name, a.email, a.function, a.state, a.activated_at, a.first_signed_in_at,
		(SELECT max(m.settled_at) FROM notify_mails m WHERE m.account_id = a.id AND m.kind = $1 AND m.state = 'accepted'),
		g.given_name, `+access.GrantColumns+` FROM access_grants g JOIN account_accounts a ON a.id = g.account_id `+access.GrantLimits+`
		WHERE `+where+` ORDER BY a.sort_fold, a.id, `+access.GrantOrder, append([]any{letter.Invitation, tx.Now()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("what people hold: %w", err)
	}
	var out []Person
	for i, r := range rows {
		if i == 0 || rows[i-1].ID != r.ID {
			out = append(out, r.Person)
		}
		last := &out[len(out)-1]
		for _, g := range access.Grants([]access.GrantRow{r.grant}, tx.Now()) {
			last.add(Held{g, r.by})
		}
	}
	for i := range out {
		slices.SortStableFunc(out[i].Held, func(a, b Held) int { return s.rank(a.Role) - s.rank(b.Role) })
	}
	return out, s.refused(ctx, tx, out)
}

// rank is where a role stands in the chain.
func (s *Service) rank(role access.RoleKey) int { return slices.Index(s.o.Chain.Keys(), role) }

// add adds a grant, or one more limit of the one that was added last.
func (p *Person) add(h Held) {
	if n := len(p.Held); n > 0 && p.Held[n-1].ID == h.ID {
		p.Held[n-1].Limits = append(p.Held[n-1].Limits, h.Limits...)
		p.Held[n-1].Limited = p.Held[n-1].Limited || h.Limited
		return
	}
	p.Held = append(p.Held, h)
}

func (s *Service) refused(ctx context.Context, tx *db.Tx, people []Person) error {
	if len(people) == 0 {
		return nil
	}
	addresses := make([]string, len(people))
	for i, p := range people {
		addresses[i] = p.Address
	}
	refused, err := notify.RefusedAmong(ctx, tx, addresses)
	for i := range people {
		people[i].Refused = refused[account.Fold(people[i].Address)]
	}
	return err
}
