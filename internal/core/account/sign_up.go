package account

import (
	"context"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/signup"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// Registration is what « Inscription » asks (R002), and where it comes from.
type Registration struct {
	UserName, Email, Password, Again string
	Identity                         Identity // instead of the user name, where identifiers are built of it
	Lang                             i18n.Lang
	Back                             string // the page that led here, to come back to (R022); empty: none
	From                             string // the client's network, see web.ClientNet; empty for the program itself
}

// SignUp keeps what was typed, and has a job mail the link that activates it (R003). Whether the address has an account, only
// the job looks: the answer, the work and what can be tried next are the same, and an owner is mailed instead (R016).
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
	at, err := s.instant(ctx, who)
	if err != nil {
		return err
	}
	p, err := s.registered(in, set, at)
	if err != nil {
		return err
	}
	if err := s.limits.Ask(ctx, who.At, in.From); err != nil {
		return err
	}
	if p.PasswordHash, err = s.hash(ctx, in.Password); err != nil {
		return err
	}
	who = s.anyone(who, given{"", in.Identity}.secrets(in.Password), in.UserName, in.Email)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error { return s.signUp(ctx, tx, p) })
}

// registered is the sign-up, checked.
func (s *Service) registered(in Registration, set instance.Settings, at time.Time) (signup.Kept, error) {
	var f faults
	p := signup.Kept{ID: id.New(), Lang: language(in.Lang), Back: in.Back}
	a := Account{UserName: in.UserName, Email: in.Email}
	if set.Identifiers == instance.BuiltIdentifiers {
		who := f.identity(in.Identity, at.In(set.Location()))
		p.UserName, p.FirstName, p.LastName, p.Born = unnamed+p.ID, who.FirstName, who.LastName, who.Born
		a.UserName, a.FirstName, a.LastName = "", who.FirstName, who.LastName
	} else {
		p.UserName = f.userName(in.UserName)
	}
	p.Email = f.email(in.Email)
	s.password(&f, in.Password, in.Again, []string{set.Title, set.OperatorLine}, a)
	return p, f.Err()
}

// signUp keeps a sign-up. An identifier is built when its link was used: until then nobody holds one, so that trying to be
// somebody does not tell whether they are here.
func (s *Service) signUp(ctx context.Context, tx *db.Tx, p signup.Kept) error {
	if p.Born == "" {
		free, err := holdName(ctx, tx, p.UserName)
		if err != nil {
			return err
		}
		if !free {
			return apperr.InvalidField(FieldUserName, i18n.M(msg.FaultUserNameTaken))
		}
	}
	if err := signup.Insert(ctx, tx, p); err != nil {
		return err
	}
	return s.o.Jobs.Add(ctx, tx, registeredKind, registered{RegistrationID: p.ID, TokenID: id.New()}, jobs.Options{})
}

// tagLength is how many letters of six bits tell a repeated form from another password under its key: one other password in
// 260,000 is taken for the same, and who has the database and the instance's key learns 18 bits of a password, no more.
const tagLength = 3

// withoutSecrets keeps a hash of what was typed out of core_done when a password is part of it: an unsalted hash of a
// password must not lie in the database. A short tag of the passwords, made with the instance's key and the form's, tells two posts
// apart; parts are what else does.
func (s *Service) withoutSecrets(who access.Actor, passwords string, parts ...string) access.Actor {
	tag := ""
	if passwords != "" {
		tag = s.secret("form " + who.Key + "\x00" + passwords)[:tagLength]
	}
	who.Body = notify.HashSecret(strings.Join(parts, "\x00")) + tag
	return who
}

// anyone is who for an act that a link's secret, not a session, allows: a repeat is known as one although the first signed in.
func (s *Service) anyone(who access.Actor, passwords string, parts ...string) access.Actor {
	who.ID = ""
	return s.withoutSecrets(who, passwords, parts...)
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
