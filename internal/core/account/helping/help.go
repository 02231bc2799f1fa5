package helping

import (
	"cmp"
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/moving"
	"preau/internal/core/account/msg"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
)

// Resend sends an account that waits its link once more.
func (s *Service) Resend(ctx context.Context, who access.Actor, number int64) error {
	return s.act(ctx, who, number, Resend, func(tx *db.Tx, a account.Account) error { return s.o.Accounts.ResendTx(ctx, tx, who, a) })
}

// Correct gives an account that nobody ever came to the address that was meant, and invites its owner there. The links that
// went to the mistyped one are worth nothing any more (R109).
func (s *Service) Correct(ctx context.Context, who access.Actor, number int64, typed string) error {
	address, err := mail.Address(typed)
	if err != nil {
		return apperr.InvalidField(account.FieldEmail, i18n.M(msg.FaultEmail))
	}
	return s.act(ctx, who, number, Correct, func(tx *db.Tx, a account.Account) error { return s.CorrectTx(ctx, tx, who, a, address) })
}

// CorrectTx is Correct for who may do it by another rule.
func (s *Service) CorrectTx(ctx context.Context, tx *db.Tx, who access.Actor, a account.Account, address string) error {
	if err := s.Readdress(ctx, tx, who, &a, address); err != nil {
		return err
	}
	return s.o.Accounts.InviteAgain(ctx, tx, a)
}

// Readdress is CorrectTx for a room that invites by its own mail: it changes the address, and what went to the former one serves no more.
func (s *Service) Readdress(ctx context.Context, tx *db.Tx, who access.Actor, a *account.Account, address string) error {
	taken, err := moving.Taken(ctx, tx, address)
	switch {
	case err != nil:
		return err
	case account.Fold(address) == account.Fold(a.Email):
		return apperr.InvalidField(account.FieldEmail, i18n.M(msg.FaultEmailSame))
	case taken:
		return apperr.InvalidField(account.FieldEmail, i18n.M(msg.FaultEmailTaken))
	}
	if s.o.Accepts != nil {
		if domains, err := s.o.Accepts(ctx, tx, a.ID, address); err != nil || domains != "" {
			return cmp.Or(err, apperr.InvalidField(account.FieldEmail, i18n.M(msg.FaultEmailDomain, "domains", domains)))
		}
	}
	if err := s.o.Accounts.EndSecrets(ctx, tx, who, *a, account.Move); err != nil {
		return err
	}
	if err := moving.SaveAddress(ctx, tx, a, address); err != nil {
		return err
	}
	return history.Write(ctx, tx, who, history.Line{Object: object(*a), Act: string(Correct), Data: a.Trace(who)})
}

// act runs one of the helpdesk's acts, if the table lets it.
func (s *Service) act(ctx context.Context, who access.Actor, number int64, do Act, fn func(tx *db.Tx, a account.Account) error) error {
	if err := allow(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		a, err := may(ctx, tx, who, do, number)
		if err != nil {
			return err
		}
		return fn(tx, a)
	})
}

// Why is nil when who may do an act of the helpdesk with somebody's account; else it says why not.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	err := allow(who)
	if err == nil {
		_, err = may(ctx, tx, who, do, number)
	}
	return err
}

// may is the account of a number, if who may do this with it.
func may(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) (account.Account, error) {
	a, err := account.ByPublicNumber(ctx, tx, number)
	if err != nil {
		return a, err
	}
	_, err = moves.Next(do, a.State, rolesOf(who), a)
	if apperr.Is(err, apperr.Conflict) {
		err = apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	return a, err
}

// What the history says of roles on the platform, as of those that are given at a place.
const (
	DidGive = "access.give"
	DidEnd  = "access.end"
)

// Appoint gives somebody a role on the whole platform but the administrator's, or takes it back: by the table of roles. The person is
// told by mail, as of any other role; who appoints themselves is not alone to know it.
func (s *Service) Appoint(ctx context.Context, who access.Actor, number int64, role access.RoleKey, give bool) error {
	return s.o.Accounts.ByAdmin(ctx, who, number, func(tx *db.Tx, a account.Account) error {
		declared, ok := s.o.Roles.At(role, access.Platform)
		if !ok || role == access.Admin {
			return apperr.NotFoundErr()
		}
		reasons, err := access.WhyGive(ctx, tx, s.o.Roles, who, role, access.Everywhere)
		if err != nil {
			return err
		}
		if len(reasons) > 0 {
			return apperr.ForbiddenErr(reasons...)
		}
		var done bool
		act, d := DidGive, letter.Updated{By: who.Name, Own: who.ID == a.ID}
		if give {
			d.Given = []letter.Role{{Label: declared.Label, Hint: declared.Hint}}
			if _, err = s.o.Accounts.Reclaim(ctx, tx, who, &a, letter.Given{}); err != nil {
				return err
			}
			done, err = access.Give(ctx, tx, who, access.Gift{AccountID: a.ID, Role: role, Place: access.Everywhere})
		} else {
			act, d.Ended = DidEnd, []letter.Role{{Label: declared.Label}}
			done, err = access.TakeBack(ctx, tx, who, a.ID, role, access.Everywhere)
		}
		if err != nil || !done {
			return err
		}
		line := history.Line{Object: object(a), Act: act, Data: a.Trace(who)}
		line.Data["role"] = string(role)
		if err := history.Write(ctx, tx, who, line); err != nil {
			return err
		}
		if give && d.Own && s.o.Appointed != nil {
			if err := s.o.Appointed(ctx, tx, who, role); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, a, d)
	})
}

// tell mails somebody that their roles have changed; an account that waits for its owner, or is closed to them, hears nothing.
func (s *Service) tell(ctx context.Context, tx *db.Tx, a account.Account, d letter.Updated) error {
	if a.State != account.Active {
		return nil
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: letter.AccessUpdated, To: notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang}, Data: d,
		Object: notify.Object{Kind: account.ObjectKind, ID: a.ID}, Occasion: id.New(), // a repeated form does nothing at all
	})
}
