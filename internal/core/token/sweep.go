package token

import (
	"context"
	"time"

	"preau/internal/kit/db"
)

// keepEnded is how long a token that does nothing any more is shown to its owner; the history keeps its name.
const keepEnded = 90 * 24 * time.Hour

// Sweep deletes the tokens that ended long ago, a little at a time so that it never holds the writer.
func (s *Service) Sweep(ctx context.Context, at time.Time) error {
	for {
		n := int64(0)
		err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
			var err error
			n, err = deleteEnded(ctx, tx, at.Add(-keepEnded))
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
