package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Suspend keeps a person from signing in, at once, until an administrator reactivates the account. Its links die, its sessions
// end, and its owner is told why.
func (s *Service) Suspend(ctx context.Context, who access.Actor, number int64, reason string) error {
	var f faults
	if reason = f.text(FieldReason, reason, MaxReason); reason == "" {
		f.add(FieldReason, msg.FaultReason)
	}
	if err := f.err(); err != nil {
		return err
	}
	return s.byAdmin(ctx, who, number, func(tx *db.Tx, a Account) error {
		to, err := a.next(Suspend, who)
		if err != nil {
			return err
		}
		if err := move(ctx, tx, who, &a, Suspend, to, reason); err != nil {
			return err
		}
		if err := killTokens(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, endedSuspended, "account_id = ?", a.ID); err != nil {
			return err
		}
		if err := s.locked(ctx, tx, who, a.ID, Suspend); err != nil {
			return err
		}
		return s.sendSuspended(ctx, tx, a, id.New())
	})
}
