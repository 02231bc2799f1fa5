package account

import (
	"context"

	"preau/internal/core/account/letter"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// to is the owner of an account as who is written to.
func (a Account) to() letter.To {
	return letter.To{
		Recipient: notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang},
		UserName:  a.OwnName(), By: a.StateBy, Reason: a.StateReason,
	}
}

// tell mails the owner of an account about it.
func (s *Service) tell(ctx context.Context, tx *db.Tx, a Account, kind, occasion string) error {
	return letter.State(ctx, tx, s.o.Mail, a.to(), kind, occasion)
}
