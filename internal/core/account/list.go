package account

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account/identifier"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// mostWords is how many words of a search count: more than any name's, and fewer than a statement can hold.
const mostWords = 20

// Filter narrows the administration's list. The zero value is all accounts.
type Filter struct {
	Text  string // words of the name, user name or address, in any order
	State State
	Never bool // only those who never signed in
	Page  int  // from 1
	Per   int  // lines a page
}

// Line is one account of the list.
type Line struct {
	Account
	OrgName string
	Refused bool // the last thing a server said of the address is that it refuses mail
}

// Page is a part of the list.
type Page struct {
	Lines     []Line
	Total     int
	Page, Per int
}

// Last is the number of the last page.
func (p Page) Last() int { return max(1, (p.Total+p.Per-1)/p.Per) }

// List gives the accounts that the filter lets through, by name.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Page, error) {
	if err := allow(who); err != nil {
		return Page{}, err
	}
	var p Page
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		p, err = Find(ctx, tx, f)
		return err
	})
	return p, err
}

// Find is List for who may see it by another rule.
func Find(ctx context.Context, tx *db.Tx, f Filter) (Page, error) {
	f = f.sound()
	p := Page{Page: f.Page, Per: f.Per}
	where, args := f.where()
	var err error
	if p.Total, err = db.Value[int](ctx, tx, `SELECT count(*) FROM account_accounts a WHERE `+where, args...); err != nil {
		return p, err
	}
	p.Page = min(p.Page, p.Last())
	p.Lines, err = lines(ctx, tx, where, args, p)
	return p, err
}

func (f Filter) sound() Filter {
	f.Page, f.Per = max(f.Page, 1), min(max(f.Per, 1), 100)
	if !slices.Contains(States(), f.State) {
		f.State = ""
	}
	return f
}

func (f Filter) where() (string, []any) {
	var w db.Where
	words := identifier.SearchWords(f.Text)
	for _, word := range words[:min(len(words), mostWords)] {
		w.And(`a.search_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	if len(words) == 0 && strings.TrimSpace(f.Text) != "" {
		w.And("1 = 0") // only punctuation was typed
	}
	if f.State != "" {
		w.And("a.state = ?", f.State)
	}
	if f.Never {
		w.And("a.first_signed_in_at IS NULL")
	}
	return w.SQL(1)
}

func lines(ctx context.Context, tx *db.Tx, where string, args []any, p Page) ([]Line, error) {
	n := len(args)
	out, err := db.All(ctx, tx, func(l *Line) []any { return append(intoAccount(&l.Account), &l.OrgName) },
		`SELECT `+accountColumns+`, o.name FROM account_accounts a LEFT JOIN org_organisations o ON o.id = a.org_id
		WHERE `+where+` ORDER BY a.sort_fold, a.id LIMIT $`+strconv.Itoa(n+1)+` OFFSET $`+strconv.Itoa(n+2),
		append(slices.Clone(args), p.Per, (p.Page-1)*p.Per)...)
	if err != nil || len(out) == 0 {
		return out, err
	}
	addresses := make([]string, len(out))
	for i, l := range out {
		addresses[i] = l.Email
	}
	refused, err := notify.RefusedAmong(ctx, tx, addresses)
	for i := range out {
		out[i].Refused = refused[fold(out[i].Email)]
	}
	return out, err
}

// Reader is an account's person as mails reach them today, false when it is closed or gone: notify asks it for the digest (R274).
func Reader(ctx context.Context, tx *db.Tx, accountID string) (notify.Recipient, bool, error) {
	a, err := ByID(ctx, tx, accountID)
	switch {
	case apperr.Is(err, apperr.NotFound):
		return notify.Recipient{}, false, nil
	case err != nil:
		return notify.Recipient{}, false, err
	}
	return a.to().Recipient, a.State != Closed, nil
}

// EverSignedIn says whether an account was ever signed in to: notify asks it before action mails (R271).
func EverSignedIn(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
	never, err := db.Value[bool](ctx, tx, `SELECT first_signed_in_at IS NULL FROM account_accounts WHERE id = $1`, accountID)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return !never, err
}
