package session

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
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		return End(ctx, tx, SignedOut, "id = ?", who.Session)
	})
}
