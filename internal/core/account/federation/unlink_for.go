package federation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/session"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Of are the identities that are linked to the account of a number, for an administrator; others are told that it does not exist.
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
		all, err := identitiesOf(ctx, tx, a.ID)
		for _, i := range all {
			out = append(out, Line{i, s.Name(i.Provider), !s.serves(i), moves.Offers(Linked, by{Administrator}, matter{provider: s.Name(i.Provider)})})
		}
		return err
	})
	return a, out, err
}

// UnlinkFor takes an identity from the account of a number, for an administrator: it was linked to an account that is not its person's, who
// cannot link it to their own. All sessions of the account end, for whoever came by it may have turned theirs into one of another way, and its
// mailbox is told. The last way in may go: it is not the account's owner who came by it.
func (s *Service) UnlinkFor(ctx context.Context, who access.Actor, number int64, identityID string) error {
	return s.o.Accounts.ByAdmin(ctx, who, number, func(tx *db.Tx, a account.Account) error {
		a, err := account.Hold(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		all, err := identitiesOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, i := range all {
			if i.ID != identityID {
				continue
			}
			if _, err := moves.Next(Unlink, Linked, by{Administrator}, matter{provider: s.Name(i.Provider)}); err != nil {
				return err
			}
			if err := deleteIdentity(ctx, tx, i); err != nil {
				return err
			}
			if err := session.End(ctx, tx, session.Revoked, "account_id = ?", a.ID); err != nil {
				return err
			}
			return s.tell(ctx, tx, who, a, i, Unlink)
		}
		return apperr.NotFoundErr()
	})
}
