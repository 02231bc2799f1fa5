package account

import (
	"context"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
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

// wantedKind is the job that looks whether an address has an account, and sends it a link. The request itself never looks:
// it does the same for everybody, in the same time (R004, R012).
const wantedKind = "account.wanted"

// wanted is a link that somebody asked for. Its id is the token's, so that the job may run twice.
type wanted struct {
	Purpose links.Purpose
	Login   string
	TokenID string
	Back    string
	Client  string // the asker's network, so that nobody can read it; empty of the program itself
	Mine    bool   // the asker is signed in to the account of that address
}

// Asking is what asks for a link: what was typed, and where it comes from.
type Asking struct {
	Login string // user name or address
	Back  string // the page to go on to; empty: none
	From  string // the client's network, see web.ClientNet; empty for the program itself
}

// ResendActivation sends the link that activates an account once more.
func (s *Service) ResendActivation(ctx context.Context, who access.Actor, in Asking) error {
	return s.ask(ctx, who, links.ForActivation, in)
}

// AskReset sends a link by which a new password is chosen (R011, R012).
func (s *Service) AskReset(ctx context.Context, who access.Actor, in Asking) error {
	return s.ask(ctx, who, links.ForReset, in)
}

// AskSignInLink sends a link that signs in once, where the instance allows it.
func (s *Service) AskSignInLink(ctx context.Context, who access.Actor, in Asking) error {
	if err := s.allowed(ctx, instance.Link); err != nil {
		return err
	}
	return s.ask(ctx, who, links.ForSignIn, in)
}

func (s *Service) ask(ctx context.Context, who access.Actor, p links.Purpose, in Asking) error {
	if fold(in.Login) == "" {
		return apperr.InvalidField(FieldUserName, i18n.M(msg.FaultLoginMissing))
	}
	if utf8.RuneCountInString(in.Login) > MaxEmail {
		return apperr.InvalidField(FieldUserName, i18n.M(msg.FaultTooLong, "max", MaxEmail))
	}
	if err := s.limits.Ask(ctx, who.At, in.From); err != nil {
		return err
	}
	mine := who.SignedIn() && fold(in.Login) == fold(who.Address)
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if mine {
			if err := s.limits.Left(ctx, tx, fold(who.Address)); err != nil {
				return err
			}
		}
		return s.o.Jobs.Add(ctx, tx, wantedKind, wanted{Purpose: p, Login: fold(in.Login), TokenID: id.New(), Back: in.Back, Client: s.limits.Client(in.From), Mine: mine}, jobs.Options{})
	})
}

// sendWanted is the job.
func (s *Service) sendWanted(ctx context.Context, _ jobs.Job, w wanted) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		to, err := recipientOf(ctx, tx, w.Login)
		if err == nil && to.ID == "" && w.Purpose == links.ForSignIn { // who forgot a password has an account
			return letter.Stranger(ctx, tx, s.o.Mail, s.limits, w.Login, w.Client, w.TokenID)
		} else if err == nil {
			err = s.sendFor(ctx, tx, to, w.Purpose, w.TokenID, w.Back, w.Mine)
		}
		return err
	})
}

// RenewLink sends a new link for the first of some purposes to who holds one for any of them, to the same address and no other. Like all asking it
// tells nothing.
func (s *Service) RenewLink(ctx context.Context, who access.Actor, secret, from string, ps ...links.Purpose) error {
	if err := s.limits.Ask(ctx, who.At, from); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, s.anyone(who, "", notify.HashSecret(secret)), func(tx *db.Tx) error {
		t, err := links.BySecret(ctx, tx, secret, ps...)
		if err != nil || t.ID == "" {
			return err
		}
		a, err := ByID(ctx, tx, t.AccountID)
		if err != nil {
			return err
		}
		p, err := signup.ByID(ctx, tx, t.RegistrationID)
		if err != nil {
			return err
		}
		return s.sendFor(ctx, tx, recipient{a, p}, ps[0], id.New(), t.Back, true) // the link came to the mailbox
	})
}

// sendFor sends what helps the owner of an account who asked for a link, which may be another link than the one asked for.
// A mailbox that got many this hour gets none: nobody is told, as the answer was given before, but for what it says of the last mail received. proven is as of MayMail.
func (s *Service) sendFor(ctx context.Context, tx *db.Tx, to recipient, p links.Purpose, tokenID, back string, proven bool) error {
	if to.ID == "" || to.State == Closed {
		return nil
	}
	if is, err := guarded(ctx, tx, to.ID); err != nil || is { // both mailboxes have their own mail
		return err
	}
	linkless := to.State == Suspended || to.State == Active && (p == links.ForActivation || p == links.ForInvitation)
	if ok, err := s.limits.MayMail(ctx, tx, fold(to.Email), proven, linkless); err != nil || !ok {
		return err
	}
	t := links.Token{ID: tokenID, AccountID: to.ID, Purpose: p, Back: back}
	switch {
	case to.State == Invited:
		t.Purpose = links.ForInvitation
	case to.State == Suspended:
		return s.tell(ctx, tx, to.Account, letter.Suspended, tokenID)
	case to.State == Created && to.signUp.ID == "":
		t.Purpose = links.ForReset // the sign-up was forgotten: another password is chosen
	case to.State == Created && p != links.ForReset:
		t.Purpose, t.RegistrationID = links.ForActivation, to.signUp.ID
		to.UserName, to.Born, to.Lang = to.signUp.UserName, "", to.signUp.Lang
	case linkless:
		return s.tell(ctx, tx, to.Account, letter.Exists, tokenID)
	}
	return s.sendLinkTo(ctx, tx, to.Account.to(), t)
}

// sendLinkTo issues a link and mails it.
func (s *Service) sendLinkTo(ctx context.Context, tx *db.Tx, to letter.To, t links.Token) error {
	isNew, err := links.Issue(ctx, tx, s.o.Mail.Links(), t)
	if err != nil || !isNew {
		return err
	}
	return letter.Link(ctx, tx, s.o.Mail, to, t.Purpose, t.ID)
}
