package account

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/account/session"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
)

// Enter opens a session for an account that was proven by another way than its password or a link: an identity that others keep, a
// passkey. Whoever may not sign in is told why, as by the other ways.
func (s *Service) Enter(ctx context.Context, tx *db.Tx, who access.Actor, a Account, b Browser) (session.Session, error) {
	if _, err := a.next(SignIn, a.actor(who)); err != nil {
		return session.Session{}, err
	}
	o, err := s.Open(ctx, tx, who, a.owner(), b)
	if err != nil {
		return o, err
	}
	return s.WithSecret(o), nil
}

// WayOpen says nil for a way of signing in that the instance has switched on.
func (s *Service) WayOpen(ctx context.Context, w instance.Way) error { return s.allowed(ctx, w) }

// Asked counts what makes the program work for nobody in particular, see limits.Ask.
func (s *Service) Asked(ctx context.Context, who access.Actor, from string) error {
	return s.limits.Ask(ctx, who.At, from)
}

// OwnWays says whether the account can be entered without an identity or a passkey: by a password that was chosen, or by a mailed link.
func (a Account) OwnWays(set instance.Settings) bool {
	return set.Allows(instance.Link) || a.passwordHash != "" && set.Allows(instance.Password)
}

// Actor is the person as who of their own acts, for those done before a session is there.
func (a Account) Actor(by access.Actor) access.Actor { return a.actor(by) }

// Hold is ByID for who decides on what is beside the account: others who hold it wait their turn.
func Hold(ctx context.Context, tx *db.Tx, accountID string) (Account, error) {
	if _, err := tx.Exec(ctx, `UPDATE account_accounts SET last_signed_in_at = last_signed_in_at WHERE id = $1`, accountID); err != nil {
		return Account{}, fmt.Errorf("hold an account: %w", err)
	}
	return ByID(ctx, tx, accountID)
}
