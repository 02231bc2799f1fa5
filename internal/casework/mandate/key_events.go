package mandate

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/kit/sms"
)

const keyedAtOnce = 200

// KeyEvents keys what earlier releases kept of the texts of a message centre (C063, C081), beside the answers too: they were named by what could be
// tried out. It is done before the centre is listened to.
func (s *Service) KeyEvents(ctx context.Context, provider string) error {
	for n := keyedAtOnce; n == keyedAtOnce; {
		if err := s.o.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			n, err = sms.KeyEvents(ctx, tx, provider, s.o.Hash, keyedAtOnce, func(was, is string) error {
				_, err := tx.Exec(ctx, `UPDATE casework_mandate_answers SET event_id = $1 WHERE event_id = $2`, is, was)
				return err
			})
			return err
		}); err != nil {
			return fmt.Errorf("key what was kept of texts: %w", err)
		}
	}
	return nil
}
