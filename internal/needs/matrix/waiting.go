package matrix

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// WaitingMatrices are the matrices that who asked for, still coordinates the group of, and has not taken yet.
func WaitingMatrices(who access.Actor, now time.Time) []inbox.Query {
	conds, led := group.LedBy(who)
	if len(conds) == 0 {
		return nil
	}
	var w db.Where
	w.And("x.state = 'ready' AND x.taken_at IS NULL AND x.asked_by = ? AND x.expires_at > ?", who.ID, now)
	w.And(strings.Join(conds, " OR "), led...)
	return []inbox.Query{{
		Number: "g.number", Name: "g.title", Since: "x.ready_at", From: "needs_matrices x JOIN needs_groups g ON g.id = x.group_id", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "needs", Count: 1, Since: r.Since, Path: group.Group{Number: r.Number}.Path(Path),
				Title: i18n.M(msg.WaitMatrix), Detail: i18n.M(msg.WaitGroup, "title", r.Name), Act: i18n.M(msg.WaitMatrixAct),
			}
		},
	}}
}

// NoteMatrixTaken notes that who asked for the matrix took it: it waits for them no longer.
func (s *Service) NoteMatrixTaken(ctx context.Context, who access.Actor, number int64) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE needs_matrices SET taken_at = $1 WHERE group_id = (SELECT id FROM needs_groups WHERE number = $2)
			AND state = 'ready' AND asked_by = $3 AND taken_at IS NULL`, tx.Now(), number, who.ID)
		if err != nil {
			return fmt.Errorf("note who took a matrix: %w", err)
		}
		return nil
	})
}
