package account

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Registration is what « Inscription » asks (R002), and where it comes from.
type Registration struct {
	UserName, Email, Password, Again string
	Lang                             i18n.Lang
	From                             string // the client's network, see web.ClientNet; empty for the program itself
}

// SignUp opens an account and mails the link that activates it (R003). When the address has an account already, the answer,
// the work and what can be tried next are the same, and its owner is mailed instead (R016).
func (s *Service) SignUp(ctx context.Context, who access.Actor, in Registration) error {
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	if !set.OpenSignUp {
		return apperr.ForbiddenErr(apperr.Reason{
			Code: "account.sign_up_closed", Kind: apperr.Never, Text: i18n.M(msg.WhySignUpClosed),
			Ask: &apperr.Ask{Label: i18n.M(msg.AskContact), Path: PathContact},
		})
	}
	a, err := s.registered(in, set.Title)
	if err != nil {
		return err
	}
	if err := s.countTry(ctx, who.At, "", in.From); err != nil {
		return err
	}
	if a.passwordHash, err = s.hash(ctx, in.Password); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, anyone(who, in.UserName, in.Email), func(tx *db.Tx) error { return s.signUp(ctx, tx, who, a) })
}

// registered is the account that was asked for, checked.
func (s *Service) registered(in Registration, title string) (Account, error) {
	var f faults
	a := Account{ID: id.New(), Lang: language(in.Lang), State: Created}
	a.UserName, a.Email = f.userName(in.UserName), f.email(in.Email)
	s.password(&f, in.Password, in.Again, title, Account{UserName: in.UserName, Email: in.Email})
	return a, f.err()
}

func (s *Service) signUp(ctx context.Context, tx *db.Tx, who access.Actor, a Account) error {
	free, err := holdName(ctx, tx, a.UserName)
	if err != nil {
		return err
	}
	if !free {
		return apperr.InvalidField(FieldUserName, i18n.M(msg.FaultUserNameTaken))
	}
	a.PasswordAt = tx.Now()
	isNew, err := insertAccount(ctx, tx, &a)
	if err != nil {
		return err
	}
	mayMail, err := s.mayMail(ctx, tx, instant(tx, who), a.Email)
	if err != nil {
		return err
	}
	if isNew {
		return s.signedUp(ctx, tx, who, a)
	}
	return s.signedUpAgain(ctx, tx, who, a, mayMail)
}

func (s *Service) signedUp(ctx context.Context, tx *db.Tx, who access.Actor, a Account) error {
	if err := writeHistory(ctx, tx, a.actor(who), a, "sign_up"); err != nil {
		return err
	}
	return s.sendLink(ctx, tx, a, ForActivation, id.New())
}

// signedUpAgain handles an address that has an account. One not activated takes the new name and password: the last mail
// asked for by the mailbox's owner then opens what they typed last, and nobody can open it for them with another password.
func (s *Service) signedUpAgain(ctx context.Context, tx *db.Tx, who access.Actor, asked Account, mayMail bool) error {
	a, err := accountByEmail(ctx, tx, asked.Email)
	if err != nil {
		return err
	}
	if a.State == Created && mayMail {
		a.UserName, a.passwordHash, a.PasswordAt = asked.UserName, asked.passwordHash, tx.Now()
		if err := saveAccount(ctx, tx, &a); err != nil {
			return err
		}
	}
	if err := writeHistory(ctx, tx, who, a, "sign_up_again"); err != nil || !mayMail {
		return err
	}
	return s.sendFor(ctx, tx, a, ForActivation, id.New())
}

// withoutSecrets keeps a hash of what was typed out of core_done when a password is part of it: an unsalted hash of a
// password must not lie in the database. parts are what else tells two posts apart.
func withoutSecrets(who access.Actor, parts ...string) access.Actor {
	who.Body = notify.HashSecret(strings.Join(parts, "\x00"))
	return who
}

// anyone is who for an act that a link's secret, not a session, allows: a repeat is known as one although the first signed in.
func anyone(who access.Actor, parts ...string) access.Actor {
	who.ID = ""
	return withoutSecrets(who, parts...)
}

// language is one that the program speaks.
func language(l i18n.Lang) i18n.Lang {
	if l == i18n.English {
		return l
	}
	return i18n.French
}

// allowed refuses a way of signing in that the instance has switched off.
func (s *Service) allowed(ctx context.Context, w instance.Way) error {
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	if set.Allows(w) {
		return nil
	}
	return apperr.ForbiddenErr(apperr.Reason{Code: "account.way_closed", Kind: apperr.Never, Text: i18n.M(msg.WhyWayClosed)})
}
