package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Purpose is what a one-time link is for.
type Purpose string

// The purposes.
const (
	ForActivation Purpose = "activation"
	ForInvitation Purpose = "invitation"
	ForReset      Purpose = "reset"
	ForSignIn     Purpose = "signin"
)

// life is how long a link serves.
func (p Purpose) life() time.Duration {
	switch p {
	case ForActivation:
		return 48 * time.Hour
	case ForInvitation:
		return 30 * 24 * time.Hour
	case ForSignIn:
		return 30 * time.Minute
	case ForReset:
	}
	return time.Hour
}

// path is the page that a link opens. It does nothing before its button is pressed, so that mail scanners burn nothing.
func (p Purpose) path(secret string) string {
	switch p {
	case ForActivation:
		return "/activation/" + secret
	case ForInvitation:
		return "/invitation/" + secret
	case ForSignIn:
		return "/connexion/" + secret
	case ForReset:
	}
	return "/mot-de-passe/" + secret
}

// Standing is what a link is still worth. It is derived, never stored.
type Standing string

// The standings.
const (
	Live     Standing = "live"
	Used     Standing = "used"
	Replaced Standing = "replaced" // by a newer link, or worthless since a new password was chosen
	Expired  Standing = "expired"
	Unknown  Standing = "unknown" // forged, cut by a mail program, or wiped since
)

type token struct {
	ID             string
	AccountID      string
	Purpose        Purpose
	RegistrationID string // of the sign-up that an activation is for
	Back           string // the page to go on to; empty: none
	ExpiresAt      time.Time
	UsedAt         time.Time
	KilledAt       time.Time
}

func (t token) standing(at time.Time) Standing {
	switch {
	case t.ID == "":
		return Unknown
	case !t.UsedAt.IsZero():
		return Used
	case !t.KilledAt.IsZero():
		return Replaced
	case !at.Before(t.ExpiresAt):
		return Expired
	}
	return Live
}

// issue makes a link and kills the older ones of its purpose; of activations, those of the same sign-up: nobody's sign-up
// makes another's link worthless. With an id that was issued before it does nothing and says so.
func (s *Service) issue(ctx context.Context, tx *db.Tx, t token) (bool, error) {
	cond, args := "purpose = ?", []any{t.Purpose}
	if t.RegistrationID != "" {
		cond, args = cond+" AND registration_id = ?", append(args, t.RegistrationID)
	}
	if err := killWhere(ctx, tx, t.AccountID, t.ID, cond, args...); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO account_tokens (id, account_id, purpose, registration_id, back, secret_hash, created_at, expires_at)
		VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
		t.ID, t.AccountID, t.Purpose, t.RegistrationID, t.Back, notify.HashSecret(s.secret(t.ID)), tx.Now(), tx.Now().Add(t.Purpose.life()))
	if err != nil {
		return false, fmt.Errorf("issue a link: %w", err)
	}
	return n == 1, nil
}

// killTokens makes all links of an account worthless.
func killTokens(ctx context.Context, tx *db.Tx, accountID string) error {
	return killWhere(ctx, tx, accountID, "", "1 = 1")
}

func killWhere(ctx context.Context, tx *db.Tx, accountID, but, cond string, args ...any) error {
	var w db.Where
	w.And("account_id = ?", accountID)
	w.And("id <> ?", but)
	w.And("used_at IS NULL AND killed_at IS NULL")
	w.And(cond, args...)
	where, args := w.SQL(2)
	_, err := tx.Exec(ctx, `UPDATE account_tokens SET killed_at = $1 WHERE `+where, append([]any{tx.Now()}, args...)...)
	if err != nil {
		return fmt.Errorf("kill links: %w", err)
	}
	return nil
}

// tokenBySecret finds a link; the zero token when there is none.
func tokenBySecret(ctx context.Context, tx *db.Tx, secret string, ps ...Purpose) (token, error) {
	var w db.Where
	w.And("secret_hash = ?", notify.HashSecret(secret))
	w.In("purpose", db.Any(ps)...)
	where, args := w.SQL(1)
	t, err := db.One(ctx, tx, func(t *token) []any {
		return []any{&t.ID, &t.AccountID, &t.Purpose, &t.RegistrationID, &t.Back, &t.ExpiresAt, &t.UsedAt, &t.KilledAt}
	}, `SELECT id, account_id, purpose, coalesce(registration_id, ''), back, expires_at, used_at, killed_at FROM account_tokens WHERE `+where, args...)
	if errors.Is(err, db.ErrNone) {
		return token{}, nil
	}
	return t, err
}

// spend uses a link up, once.
func spend(ctx context.Context, tx *db.Tx, t token, at time.Time) error {
	if st := t.standing(at); st != Live {
		return linkErr(st)
	}
	n, err := tx.Exec(ctx, `UPDATE account_tokens SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND killed_at IS NULL`, tx.Now(), t.ID)
	if err != nil {
		return fmt.Errorf("use a link: %w", err)
	}
	if n == 0 {
		return linkErr(Used)
	}
	return nil
}

// linkErr refuses a link that is worth nothing any more. The page then says what its GET says.
func linkErr(s Standing) error { return apperr.ConflictErr(i18n.M(s.label())) }

func (s Standing) label() i18n.Key {
	switch s {
	case Used:
		return msg.LinkUsed
	case Replaced:
		return msg.LinkReplaced
	case Expired:
		return msg.LinkExpired
	case Live, Unknown:
	}
	return msg.LinkUnknown
}

// Link is what a link's page may show: of a dead one nothing but why it is dead, and whether the account is active already.
type Link struct {
	Standing Standing
	Purpose  Purpose
	State    State  // of the account; empty when the link is unknown
	UserName string // empty unless live; of an activation, the one that was typed at its sign-up
	Name     string // empty unless live
	Email    string // empty unless live
	Back     string // the page to go on to; empty: none
}

// Label says why a link is dead.
func (l Link) Label() i18n.Key { return l.Standing.label() }

// Link looks at a link without using it.
func (s *Service) Link(ctx context.Context, at time.Time, secret string, ps ...Purpose) (Link, error) {
	var l Link
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		t, err := tokenBySecret(ctx, tx, secret, ps...)
		l = Link{Standing: t.standing(at), Purpose: t.Purpose}
		if err != nil || l.Standing == Unknown {
			return err
		}
		a, err := ByID(ctx, tx, t.AccountID)
		if err != nil {
			return err
		}
		if l.State, l.Back = a.State, t.Back; l.Standing != Live {
			return nil
		}
		if t.Purpose == ForActivation {
			p, err := pendingByID(ctx, tx, t.RegistrationID)
			if err != nil || p.ID == "" { // its sign-up was forgotten
				l.Standing = Expired
				return err
			}
			a.UserName = p.UserName
		}
		l.UserName, l.Name, l.Email = a.UserName, a.DisplayName(), a.Email
		return nil
	})
	return l, err
}
