package account

import (
	"context"

	"preau/internal/core/account/links"
	"preau/internal/core/account/session"
	"preau/internal/kit/db"
)

// Shut signs everybody out, and makes the links to sign in by and to choose another password worthless: the database was restored from a
// copy, in which those live that were ended, used or replaced since. It is for whoever restores. Activations and invitations still serve.
func (s *Service) Shut(ctx context.Context) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := session.EndAll(ctx, tx); err != nil {
			return err
		}
		return links.KillForAll(ctx, tx, links.ForSignIn, links.ForReset)
	})
}
