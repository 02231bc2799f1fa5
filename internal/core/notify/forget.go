package notify

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Forget removes each mail about an object, sent or not, with the jobs that would send it and what came back of it: for an object whose
// own end leaves nothing that speaks of it. A mail in the middle of its dialogue is sent, and then nobody knows of it.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, of Object) error {
	type mail struct {
		id    string
		tries int64
	}
	all, err := db.All(ctx, tx, func(m *mail) []any { return []any{&m.id, &m.tries} },
		`SELECT id, tries FROM notify_mails WHERE object_kind = $1 AND object_id = $2 ORDER BY id`, of.Kind, of.ID)
	if err != nil {
		return fmt.Errorf("mails about %s: %w", of.Kind, err)
	}
	for _, m := range all {
		if err := s.queue.Forget(ctx, tx, sendJob, unique(m.id, m.tries)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_returns WHERE mail_id = $1`, m.id); err != nil {
			return fmt.Errorf("what came back of a mail: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_mails WHERE id = $1`, m.id); err != nil {
			return fmt.Errorf("forget mail: %w", err)
		}
	}
	return nil
}

// unique is what a mail's job for its next try is known by.
func unique(mailID string, tries int64) string { return fmt.Sprintf("%s/%d", mailID, tries) }
