package passkey

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/session"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Of are the keys of the account of a number, for an administrator; others are told that it does not exist.
func (s *Service) Of(ctx context.Context, who access.Actor, number int64) (a account.Account, out []Line, err error) {
	switch {
	case !who.SignedIn():
		return a, nil, apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return a, nil, apperr.NotFoundErr()
	}
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		if a, err = account.ByPublicNumber(ctx, tx, number); err != nil {
			return err
		}
		keys, err := keysOf(ctx, tx, a.ID)
		for _, k := range keys {
			out = append(out, Line{k, moves.Offers(k.State, by{Administrator}, matter{Key: k})})
		}
		return err
	})
	return a, out, err
}

// RemoveFor takes a key from the account of a number, for an administrator: whose it is has lost it, or never added it. All sessions of the
// account end, for whoever came by the key may have opened any of them, and its mailbox is told. The last way in may go: with a mailed link, or
// an administrator's help, the owner comes back.
func (s *Service) RemoveFor(ctx context.Context, who access.Actor, number int64, keyID string) error {
	return s.o.Accounts.ByAdmin(ctx, who, number, func(tx *db.Tx, a account.Account) error {
		a, err := account.Hold(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		keys, err := keysOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.ID != keyID {
				continue
			}
			if _, err := moves.Next(Remove, k.State, by{Administrator}, matter{Key: k}); err != nil {
				return err
			}
			if err := deleteKey(ctx, tx, k); err != nil {
				return err
			}
			if err := session.End(ctx, tx, session.Revoked, "account_id = ?", a.ID); err != nil {
				return err
			}
			return s.tell(ctx, tx, who, a, k, "remove_passkey", MailRemoved)
		}
		return apperr.NotFoundErr()
	})
}
