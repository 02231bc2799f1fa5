package keeper

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Waiting is the export of who, while it is ready and was not taken yet.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var w db.Where
	w.And("state = 'ready' AND taken_at IS NULL AND account_id = ? AND expires_at > ?", who.ID, now)
	return []inbox.Query{{
		Since: "ready_at", From: "retention_exports", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Count: 1, Since: r.Since, Path: DataPath, Title: i18n.M(msg.WaitExport), Detail: i18n.M(msg.WaitExportDetail), Act: i18n.M(msg.WaitExportAct)}
		},
	}}
}

// NoteTaken notes that who took their export: it waits for them no longer.
func (s *Service) NoteTaken(ctx context.Context, who access.Actor) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE retention_exports SET taken_at = $1 WHERE account_id = $2 AND state = 'ready' AND taken_at IS NULL`, tx.Now(), who.ID)
		if err != nil {
			return fmt.Errorf("note that an export was taken: %w", err)
		}
		return nil
	})
}
