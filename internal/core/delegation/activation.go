package delegation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	accountmsg "preau/internal/core/account/msg"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/delegation/told"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// Resend sends somebody who waits for their first password the link once more, as often as the accounts' own limit lets (R107).
func (s *Service) Resend(ctx context.Context, who access.Actor, ref string, number int64) error {
	return s.act(ctx, who, ref, number, Resend, func(tx *db.Tx, f file) error {
		if err := s.o.Accounts.ResendTx(ctx, tx, who, f.account); err != nil {
			return err
		}
		return told.Write(ctx, tx, who, f.place.Organisation, f.account, told.Trace{Act: DidResend, Role: f.person.Held[0].Role})
	})
}

// Correct gives the account the address that was meant, and invites its owner there: only while this place's roles are all
// that the account has (R109).
func (s *Service) Correct(ctx context.Context, who access.Actor, ref string, number int64, typed string) error {
	address, err := mail.Address(typed)
	if err != nil {
		return apperr.InvalidField(account.FieldEmail, i18n.M(accountmsg.FaultEmail))
	}
	return s.act(ctx, who, ref, number, Correct, func(tx *db.Tx, f file) error {
		if err := s.o.Help.CorrectTx(ctx, tx, who, f.account, address); err != nil {
			return err
		}
		return told.Write(ctx, tx, who, f.place.Organisation, f.account, told.Trace{Act: DidCorrect, Role: f.person.Held[0].Role})
	})
}

func (s *Service) act(ctx context.Context, who access.Actor, ref string, number int64, do Act, fn func(tx *db.Tx, f file) error) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		f, err := s.may(ctx, tx, who, do, ref, number)
		if err != nil {
			return err
		}
		return fn(tx, f)
	})
}

// may is what is known of somebody at a place, if who may do this with their account.
func (s *Service) may(ctx context.Context, tx *db.Tx, who access.Actor, do Act, ref string, number int64) (file, error) {
	f, err := s.file(ctx, tx, who, ref, number)
	if err != nil {
		return f, err
	}
	if err := s.yours(ctx, tx, who, f); err != nil {
		return f, err
	}
	_, err = moves.Next(do, f.account.State, f.as(), f.matter)
	if apperr.Is(err, apperr.Conflict) {
		err = apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return f, err
}

// Why is nil when who may do an act with the account of somebody who holds a role at a place; else it says why not.
func (s *Service) Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, ref string, number int64) error {
	_, err := s.may(ctx, tx, who, do, ref, number)
	return err
}
