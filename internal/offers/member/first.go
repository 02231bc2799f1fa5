package member

import (
	"context"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/temporary"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/option"
	"preau/internal/offers/structure"
)

// First is how somebody who is invited comes in the first time (O27, O67).
type First string

// The ways. The link serves in all of them.
const (
	FirstLink   First = ""
	FirstMailed First = "mailed" // the mail carries a temporary password
	FirstTyped  First = "typed"  // who invites told them one
)

const refPrefix = "offers.invitation "

// ref is what accounts know the invitation by, of which a temporary password is.
func (i Invitation) ref() string { return refPrefix + i.ID }

// firstTyped checks and hashes the password that was typed for somebody's first sign-in; empty where none was. fault is what else is wrong
// with the form. Nothing of the password is found in what is kept of the form.
func (s *Service) firstTyped(ctx context.Context, who access.Actor, of int64, in Input, a structure.Applicant, fault error) (access.Actor, string, error) {
	if in.First.Empty() {
		return who, "", fault
	}
	var x structure.Structure // whose name is no password
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		x, err = managed(ctx, tx, who, of)
		return err
	})
	if err != nil {
		return who, "", err
	}
	hash, err := s.o.Accounts.HashTyped(ctx, in.First, account.Invitation{OrgID: x.OrgID, Email: a.Email, FirstName: a.FirstName, LastName: a.LastName})
	if err := both(fault, err); err != nil {
		return who, "", err
	}
	return s.o.Accounts.WithoutSecrets(who, strings.Join([]string{in.First.Password, a.Email, a.Name(), a.Function, a.Phone, rolesText(in.Roles), strconv.FormatBool(in.Active)}, "\x00")), hash, nil
}

// giveTyped has a typed password open the invitation; empty: none was typed.
func (s *Service) giveTyped(ctx context.Context, tx *db.Tx, i Invitation, hash string) error {
	if hash == "" {
		return nil
	}
	return s.o.Accounts.GiveTyped(ctx, tx, i.Email, hash, i.ref())
}

// firstOf is what the mail of an invitation says of the first sign-in, and gives the password that it carries.
func (s *Service) firstOf(ctx context.Context, tx *db.Tx, i Invitation) (First, error) {
	typed, err := temporary.TypedOf(ctx, tx, i.ref())
	if err != nil || typed {
		return FirstTyped, err
	}
	o, err := option.Read(ctx, tx)
	if err != nil || !o.Temporary {
		return FirstLink, err
	}
	given, err := s.o.Accounts.GiveMailed(ctx, tx, i.Email, i.token(), i.ref())
	if err != nil || !given {
		return FirstLink, err
	}
	return FirstMailed, nil
}

// AcceptFirst accepts an invitation for who signs in with its temporary password, and gives the id of the link by which they choose
// another. A ref of another room is not there.
func (s *Service) AcceptFirst(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (string, error) {
	id, ours := strings.CutPrefix(ref, refPrefix)
	if !ours {
		return "", apperr.NotFoundErr()
	}
	i, err := invitation(ctx, tx, "i.id = $1", id)
	if err != nil {
		return "", err
	}
	in, err := openedOf(ctx, tx, i)
	if err != nil {
		return "", err
	}
	tokenID, err := s.accepted(ctx, tx, who, in)
	if err == nil && tokenID == "" { // they have opened their account since
		err = conflict()
	}
	return tokenID, err
}
