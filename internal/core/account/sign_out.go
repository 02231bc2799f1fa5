package account

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// SignOut ends the session that who acts in. Without one there is nothing to do.
func (s *Service) SignOut(ctx context.Context, who access.Actor) error {
	if who.Session == "" {
		return nil
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		return endSessions(ctx, tx, endedSignOut, "id = ?", who.Session)
	})
}
