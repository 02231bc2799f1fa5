package basket

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// After are who's baskets in a state, or in any, with a number below one that was given before, the newest first: for programs, which
// read page after page while baskets are added. 0 begins.
func (s *Service) After(ctx context.Context, who access.Actor, state State, below int64, size int) ([]Row, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	var out []Row
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.And("b.account_id = ?", who.ID)
		if state != "" {
			w.And("b.state = ?", state)
		}
		if below > 0 {
			w.And("b.number < ?", below)
		}
		where, args := w.SQL(1)
		bs, err := db.All(ctx, tx, into, fmt.Sprintf(`SELECT `+columns+` FROM `+tables+` WHERE `+where+` ORDER BY b.number DESC LIMIT $%d`, len(args)+1), append(args, size)...)
		if err != nil {
			return fmt.Errorf("baskets of %s below %d: %w", who.ID, below, err)
		}
		out, err = rows(ctx, tx, bs)
		return err
	})
	return out, err
}
