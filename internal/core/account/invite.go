package account

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"preau/internal/core/access"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Invitation is an account made for somebody else.
type Invitation struct {
	Email     string
	FirstName string
	LastName  string
	Function  string
	Phone     string // E.164, checked by the caller
	OrgID     string // the establishment, empty when none is known
	Born      string // the day of birth as typed, where identifiers are built of it; empty: the person is asked. Else not kept
	Lang      i18n.Lang
	Given     letter.Given // the roles that they come to, which the mail names; zero: it names none
	Again     bool         // a reminder of the program, by which nobody gives anything: a typed password serves on
}

// Invite makes an account for an address and mails a link of 30 days, at which the person chooses a password. An address that has an
// account keeps it: it is given back, and one that still waits for its first password gets a fresh link. One that may not
// sign in is refused, so that nobody believes somebody told who will never come.
// Whether who may invite is the caller's rule; so is what the account may then do.
func (s *Service) Invite(ctx context.Context, tx *db.Tx, who access.Actor, in Invitation) (Account, error) {
	a, isNew, err := s.invited(ctx, tx, who, in)
	if err != nil || !isNew && a.State != Invited {
		return a, err
	}
	to := a.to()
	to.Given = in.Given
	if in.Given.Place != "" {
		to.By = who.Name // who gives now, when somebody else had invited before
	}
	return a, s.sendLinkTo(ctx, tx, to, links.Token{ID: id.New(), AccountID: a.ID, Purpose: links.ForInvitation})
}

// InviteTo is Invite for a room that writes its own mail: it gives the id of the link that the mail leads to, empty for who has opened
// their account. The link serves for a time; who is late asks for another on its page.
func (s *Service) InviteTo(ctx context.Context, tx *db.Tx, who access.Actor, in Invitation, life time.Duration) (Account, string, error) {
	a, isNew, err := s.invited(ctx, tx, who, in)
	if err != nil || !isNew && a.State != Invited {
		return a, "", err
	}
	tokenID := id.New()
	_, err = links.Issue(ctx, tx, s.o.Mail.Links(), links.Token{ID: tokenID, AccountID: a.ID, Purpose: links.ForInvitation, For: life})
	return a, tokenID, err
}

// invited is the account of an address, made when there is none, and ready for its owner.
func (s *Service) invited(ctx context.Context, tx *db.Tx, who access.Actor, in Invitation) (Account, bool, error) {
	a, isNew, err := s.make(ctx, tx, who, in)
	if err != nil {
		return a, false, err
	}
	if a.State == Suspended || a.State == Closed {
		return a, false, apperr.InvalidField(FieldEmail, i18n.M(msg.FaultEmailSuspended))
	}
	if in.Again && (a.State == Active || a.State == Invited) {
		return a, false, nil
	}
	if !isNew {
		if err := s.Claim(ctx, tx, a.Email); err != nil {
			return a, false, err
		}
	}
	if a.State == Active {
		err := s.reclaim(ctx, tx, who, &a)
		return a, isNew, err
	}
	if a.State == Created { // somebody signed up with the address, and has not proven it
		if err := links.KillAll(ctx, tx, a.ID); err != nil {
			return a, false, err
		}
		if err := move(ctx, tx, who, &a, Invite, Invited, ""); err != nil {
			return a, false, err
		}
	}
	return a, isNew, nil
}

// make gives the account of an address, made when there is none.
func (s *Service) make(ctx context.Context, tx *db.Tx, who access.Actor, in Invitation) (Account, bool, error) {
	var f faults
	a := Account{
		ID: id.New(), State: Invited, StateBy: who.Name, Lang: language(in.Lang), OrgID: in.OrgID, Email: f.email(in.Email),
		FirstName: f.text(FieldFirstName, in.FirstName, MaxName), LastName: f.text(FieldLastName, in.LastName, MaxName),
		Function: f.text(FieldFunction, in.Function, MaxFunction), Phone: in.Phone,
	}
	if err := f.Err(); err != nil {
		return Account{}, false, err
	}
	has, err := accountByEmail(ctx, tx, a.Email)
	if err != nil || has.ID != "" {
		return has, false, err
	}
	if err := s.proposed(ctx, tx, who, &a, in.Born); err != nil {
		return a, false, err
	}
	isNew, err := insertAccount(ctx, tx, &a)
	if err != nil {
		return a, false, err
	}
	if !isNew { // somebody was faster by an instant
		has, err = accountByEmail(ctx, tx, a.Email)
		return has, false, err
	}
	return a, true, writeHistory(ctx, tx, who, a, "invite")
}

// freeName proposes a user name from an address: its local part, with a number when others have it.
func freeName(ctx context.Context, tx *db.Tx, email string) (string, error) {
	base := nameOf(email)
	for n := 1; n <= 10000; n++ {
		name := base
		if n > 1 {
			name = fmt.Sprintf("%s%d", base, n)
		}
		free, err := holdName(ctx, tx, name)
		if err != nil || free {
			return name, err
		}
	}
	return "", fmt.Errorf("no user name like %q is free", base)
}

func nameOf(email string) string {
	local, _, _ := strings.Cut(fold(email), "@")
	name := strings.Map(func(r rune) rune {
		if inUserName(r) {
			return r
		}
		return '.'
	}, local)
	for utf8.RuneCountInString(name) < MinUserName {
		name += "."
	}
	if utf8.RuneCountInString(name) > MaxUserName-5 {
		name = string([]rune(name)[:MaxUserName-5])
	}
	return name
}
