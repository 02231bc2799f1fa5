package closing

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// closedLogin is what stands where an account's user name and address stood: neither can be typed at sign-up, since no
// user name holds a colon and no address ends with its @.
func closedLogin(number int64) string { return "clos:" + strconv.FormatInt(number, 10) }

// closable is an account that is about to be closed. Closings wait for each other: of two last administrators who leave
// at once, one stays.
func closable(ctx context.Context, tx *db.Tx, accountID string) (account.Account, error) {
	if _, err := tx.Exec(ctx, `UPDATE account_counters SET n = n WHERE name = 'account'`); err != nil {
		return account.Account{}, fmt.Errorf("wait for one's turn: %w", err)
	}
	return account.ByID(ctx, tx, accountID)
}

// saveClosed writes what is left of a closed account over the version that was read.
func saveClosed(ctx context.Context, tx *db.Tx, a *account.Account) error {
	n, err := tx.Exec(ctx, `UPDATE account_accounts SET user_name = '', user_name_fold = $1, email = '', email_fold = $2, password_hash = '',
		password_at = NULL, first_name = '', last_name = $3, display_name = $3, function = '', phone = '', org_id = NULL, born_on = NULL, login_key = NULL, state = $4, state_at = $5,
		state_by = $6, state_reason = '', sort_fold = $7, search_fold = $8, version = version + 1 WHERE id = $9 AND version = $10`,
		a.UserName, a.Email, a.LastName, a.State, a.StateAt, a.StateBy, registers.Fold(a.LastName), registers.Fold(a.LastName), a.ID, a.Version)
	if err != nil {
		return fmt.Errorf("close an account: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	a.Version++
	return nil
}

// holdClosed keeps a user name from being taken for a while.
func holdClosed(ctx context.Context, tx *db.Tx, name string) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_name_holds (user_name_fold, until) VALUES ($1, $2)
		ON CONFLICT (user_name_fold) DO UPDATE SET until = excluded.until`, account.Fold(name), tx.Now().Add(holdClosedName))
	if err != nil {
		return fmt.Errorf("hold the name of a closed account: %w", err)
	}
	return nil
}

// allOf is how many last roles are asked for by the rules, which look for one among all.
const allOf = -1

// lastRoles are the roles that nobody else, able to sign in, would go on with at their place, with who may give them to somebody else.
// Whose own end is planned goes on for no longer, unless somebody follows them. most is how many are wanted.
func (s *Service) lastRoles(ctx context.Context, tx *db.Tx, a account.Account, most int) ([]account.LastRole, error) {
	type row struct {
		account.LastRole
		shared bool // somebody else holds it there for a time
	}
	out, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Role, &r.Place.Kind, &r.Place.ID, &r.Since, &r.Until, &r.shared}
	}, `SELECT g.role, g.place_kind, g.place_id, g.starts_at, g.ends_at, EXISTS (SELECT 1 FROM access_grants x JOIN account_accounts a ON a.id = x.account_id
			WHERE x.role = g.role AND x.place_kind = g.place_kind AND x.place_id = g.place_id AND x.account_id <> g.account_id
			  AND x.taken_at IS NULL AND x.starts_at <= $2 AND (x.ends_at IS NULL OR x.ends_at > $2) AND a.state = 'active')
		FROM access_grants g
		WHERE g.account_id = $1 AND g.taken_at IS NULL AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2)
		  AND NOT EXISTS (SELECT 1 FROM access_grants x JOIN account_accounts a ON a.id = x.account_id
			WHERE x.role = g.role AND x.place_kind = g.place_kind AND x.place_id = g.place_id AND x.account_id <> g.account_id
			  AND x.taken_at IS NULL AND x.starts_at <= $2 AND (x.ends_at IS NULL OR x.ends_at >= g.ends_at) AND a.state = 'active')
		ORDER BY g.role, g.starts_at, g.id`, a.ID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("roles that nobody else holds: %w", err)
	}
	var last []account.LastRole
	for _, r := range out {
		if len(last) == most {
			break
		}
		upheld, err := s.explain(ctx, tx, a, &r.LastRole, r.shared)
		if err != nil {
			return nil, err
		}
		if !upheld {
			last = append(last, r.LastRole)
		}
	}
	return last, nil
}

// explain names the role, its place, and who may give it to somebody else; nobody is sent to themselves. It says whether
// others go on with the role after all: above the place, and so at it, or one after the other.
func (s *Service) explain(ctx context.Context, tx *db.Tx, a account.Account, l *account.LastRole, shared bool) (bool, error) {
	declared, _ := s.o.Roles.At(l.Role, l.Place.Kind)
	l.Label = declared.Label
	var above []access.Place
	var err error
	if l.PlaceName, above, err = s.place(ctx, tx, l.Place); err != nil {
		return false, err
	}
	if shared || len(above) > 0 {
		upheld, err := access.Upheld(ctx, tx, access.Beside{Role: l.Role, Places: append([]access.Place{l.Place}, above...), From: tx.Now(), To: l.Until, But: []string{a.ID}})
		if err != nil || upheld {
			return true, err
		}
	}
	givers, err := access.Lifters(ctx, tx, s.o.Roles, l.Role, l.Place, above...)
	if err != nil {
		return false, err
	}
	l.Lifters = slices.DeleteFunc(givers, func(g apperr.Lifter) bool { return g.Name == a.DisplayName() })
	if len(l.Lifters) == 0 {
		l.Lifters = []apperr.Lifter{{Said: i18n.M(msg.Operator)}}
	}
	return false, nil
}

// mostLast is how many roles that nobody else would go on with are named.
const mostLast = 5

// LastFor are the first roles of somebody's account that nobody else would go on with, as an administrator is told before they suspend or
// close it.
func (s *Service) LastFor(ctx context.Context, who access.Actor, number int64) ([]account.LastRole, error) {
	var out []account.LastRole
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		a, err := account.ForAdmin(ctx, tx, who, number)
		if err == nil {
			out, err = s.lastRoles(ctx, tx, a, mostLast)
		}
		return err
	})
	return out, err
}

// place is a place's name, and the places above it whose holders count there too.
func (s *Service) place(ctx context.Context, tx *db.Tx, p access.Place) (string, []access.Place, error) {
	switch {
	case p.Kind == access.Organisation:
		o, err := org.ByIDs(ctx, tx, []string{p.ID})
		return o[p.ID].Name, nil, err
	case p.Kind == access.Platform || s.o.Place == nil:
		return "", nil, nil
	}
	return s.o.Place(ctx, tx, p)
}
