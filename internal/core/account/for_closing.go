package account

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// HasPassword says whether one was ever chosen.
func (a Account) HasPassword() bool { return a.passwordHash != "" }

// WithoutSecrets keeps a typed password out of what is kept of a form.
func (s *Service) WithoutSecrets(who access.Actor, secrets string) access.Actor {
	return s.withoutSecrets(who, secrets)
}

// GrantLines are what an account holds, with the names of the places.
func GrantLines(ctx context.Context, tx *db.Tx, a Account) ([]GrantLine, error) {
	out, _, err := grantLines(ctx, tx, a)
	return out, err
}

// EndSecrets makes all of an account's links, tokens and sessions worthless.
func (s *Service) EndSecrets(ctx context.Context, tx *db.Tx, who access.Actor, a Account, act Act) error {
	if err := links.KillAll(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := s.locked(ctx, tx, who, a.ID, act); err != nil {
		return err
	}
	return session.End(ctx, tx, session.Revoked, "account_id = ?", a.ID)
}

// CleanReason is a reason as it is kept, or what is wrong with it.
func CleanReason(typed string) (string, error) {
	var f faults
	reason := f.text(FieldReason, typed, MaxReason)
	if reason == "" {
		f.Add(FieldReason, msg.FaultReason)
	}
	return reason, f.Err()
}

// ForAdmin is the account of a number, for who administers accounts.
func ForAdmin(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Account, error) {
	if err := allow(who); err != nil {
		return Account{}, err
	}
	return ByPublicNumber(ctx, tx, number)
}

// CountAsk counts what a client's network asks of the program for nobody in particular.
func (s *Service) CountAsk(ctx context.Context, at time.Time, from string) error {
	return s.limits.Ask(ctx, at, from)
}

// SendResetLink has a link go out by which somebody chooses another password, in the transaction of whoever may send them one.
func (s *Service) SendResetLink(ctx context.Context, tx *db.Tx, email, back string) error {
	return s.o.Jobs.Add(ctx, tx, wantedKind, wanted{Purpose: links.ForReset, Login: fold(email), TokenID: id.New(), Back: back}, jobs.Options{})
}

// InviteAgain mails an invited account a fresh link.
func (s *Service) InviteAgain(ctx context.Context, tx *db.Tx, a Account) error {
	return s.sendLinkTo(ctx, tx, a.to(), links.Token{ID: id.New(), AccountID: a.ID, Purpose: links.ForInvitation})
}

// Fold is how user names and addresses are compared.
func Fold(s string) string { return fold(s) }
