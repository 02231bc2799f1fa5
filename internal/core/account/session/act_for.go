package session

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// ActFor has who act for another of the organisations that they work for, in this browser alone (R129). One that they do not work for
// is not there.
func (s *Service) ActFor(ctx context.Context, who access.Actor, ref string) (access.Work, error) {
	if !who.SignedIn() || who.Session == "" {
		return access.Work{}, apperr.UnauthenticatedErr()
	}
	i := slices.IndexFunc(who.Works, func(w access.Work) bool { return w.Ref == ref })
	if i < 0 {
		return access.Work{}, apperr.NotFoundErr()
	}
	w := who.Works[i]
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE account_sessions SET acting_org_id = $1 WHERE id = $2`, w.ID, who.Session); err != nil {
			return fmt.Errorf("act for %s: %w", w.Ref, err)
		}
		return nil
	})
	return w, err
}
