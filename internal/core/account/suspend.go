package account

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Suspend keeps a person from signing in, at once, until an administrator reactivates the account. Its links die, its sessions
// end, and its owner is told why.
func (s *Service) Suspend(ctx context.Context, who access.Actor, number int64, reason string) error {
	var f faults
	if reason = f.text(FieldReason, reason, MaxReason); reason == "" {
		f.Add(FieldReason, msg.FaultReason)
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.ByAdmin(ctx, who, number, func(tx *db.Tx, a Account) error {
		others, err := otherAdmins(ctx, tx, who, a)
		if err != nil {
			return err
		}
		if a, err = ByID(ctx, tx, a.ID); err != nil { // as it is now that the others are done
			return err
		}
		to, err := moves.Next(Suspend, a.State, a.roles(who), matter{Account: a, who: who, last: others == 0})
		if apperr.Is(err, apperr.Conflict) {
			err = apperr.ConflictErr(i18n.M(msg.ErrorMoved))
		}
		if err != nil {
			return err
		}
		if err := move(ctx, tx, who, &a, Suspend, to, reason); err != nil {
			return err
		}
		if err := links.KillAll(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := session.End(ctx, tx, session.Suspended, "account_id = ?", a.ID); err != nil {
			return err
		}
		if err := s.locked(ctx, tx, who, a.ID, Suspend); err != nil {
			return err
		}
		return s.tell(ctx, tx, a, letter.Suspended, id.New())
	})
}

// otherAdmins waits until nobody else suspends, and counts the active administrators beside an account. Who was suspended
// meanwhile may not act any more.
func otherAdmins(ctx context.Context, tx *db.Tx, who access.Actor, a Account) (int, error) {
	if _, err := tx.Exec(ctx, `UPDATE account_counters SET n = n WHERE name = 'account'`); err != nil {
		return 0, fmt.Errorf("wait for one's turn: %w", err)
	}
	others, acting, err := adminsBeside(ctx, tx, who, a)
	if err == nil && !acting {
		err = apperr.UnauthenticatedErr()
	}
	return others, err
}

// adminsBeside counts the active administrators beside an account, and says whether who is one of them.
func adminsBeside(ctx context.Context, tx *db.Tx, who access.Actor, a Account) (others int, acting bool, err error) {
	holders, err := access.Holders(ctx, tx, access.Admin, access.Everywhere)
	for _, h := range holders {
		acting = acting || h.AccountID == who.ID
		if h.AccountID != a.ID {
			others++
		}
	}
	return others, acting, err
}
