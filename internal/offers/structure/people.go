package structure

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/db"
)

// linkServes is how long the first link to an account serves; who is late asks for another on its page (O27).
const linkServes = 48 * time.Hour

// Invited is somebody who was found or invited, with the id of their link; empty for who has opened their account.
type Invited struct {
	access.Holder
	TokenID string
}

// invite finds or makes an account. Its mail is this room's own (O25).
func (s *Service) invite(ctx context.Context, tx *db.Tx, who access.Actor, a Applicant) (Invited, error) {
	return s.Invite(ctx, tx, who, account.Invitation{Email: a.Email, FirstName: a.FirstName, LastName: a.LastName, Function: a.Function, Phone: a.Phone, Lang: a.Lang})
}

// Invite finds or makes an account in the caller's transaction; TellAccount then writes to its owner.
func (s *Service) Invite(ctx context.Context, tx *db.Tx, who access.Actor, in account.Invitation) (Invited, error) {
	a, tokenID, err := s.o.Accounts.InviteTo(ctx, tx, who, in, linkServes)
	if err != nil {
		return Invited{}, err
	}
	return Invited{access.Holder{AccountID: a.ID, Name: a.DisplayName(), Address: a.Email, Lang: a.Lang}, tokenID}, nil
}
