package session

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account/signlog"
	"preau/internal/kit/db"
)

// SignOut ends the session that who acts in. Without one there is nothing to do.
func (s *Service) SignOut(ctx context.Context, who access.Actor) error {
	if who.Session == "" {
		return nil
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		return End(ctx, tx, SignedOut, "id = ?", who.Session)
	})
	if err == nil {
		signlog.New(s.log).SignedOut(ctx, who.Number)
	}
	return err
}
