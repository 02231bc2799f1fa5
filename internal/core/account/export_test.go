package account

import (
	"context"
	"time"

	"preau/internal/core/account/limits"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// AddEnrollment queues the job of a sign-up anew, as if a crash had struck before it was noted as done.
func (s *Service) AddEnrollment(ctx context.Context, tx *db.Tx, registrationID string) error {
	return s.o.Jobs.Add(ctx, tx, registeredKind, registered{RegistrationID: registrationID, TokenID: id.New()}, jobs.Options{})
}

// Cut begins to compare a password and never ends it, as a crash does.
func (s *Service) Cut(ctx context.Context, at time.Time, login, owner, from string) {
	defer func() { _ = recover() }()
	_, _, _ = s.limits.Compare(ctx, limits.Guess{At: at, Login: login, Owner: owner, From: from}, func() (bool, error) { panic("killed") })
}
