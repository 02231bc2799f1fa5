package draft

import (
	"context"
	"fmt"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// IndexDrafts makes drafts found that were written before drafts were (C047), each once, and says of how many it was.
func (s *Service) IndexDrafts(ctx context.Context, most int) (int, error) {
	var ids []string
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		ids, err = db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT id FROM casework_demands WHERE to_index ORDER BY id LIMIT $1`, most)
		return err
	})
	for _, demandID := range ids {
		if err == nil {
			err = s.indexDraft(ctx, demandID)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("drafts that are not found: %w", err)
	}
	return len(ids), nil
}

// indexDraft leaves one that was sent or saved meanwhile as that made it found.
func (s *Service) indexDraft(ctx context.Context, demandID string) error {
	var d demand.Demand
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		d, err = demand.ByID(ctx, tx, demandID)
		return err
	})
	if apperr.Is(err, apperr.NotFound) { // wiped meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	k, err := s.o.Keys.One(ctx, d.KeyID)
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return err
	}
	var words []seal.Words
	if !k.Gone() {
		w, err := d.Open(k)
		if err != nil {
			return err
		}
		words = wordsOf(k, d.Number, w)
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE casework_demands SET to_index = FALSE WHERE id = $1 AND to_index`, d.ID)
		if err != nil || n == 0 || k.Gone() {
			return err
		}
		now, err := demand.ByID(ctx, tx, d.ID)
		if err != nil || now.Version != d.Version || now.State != demand.Draft {
			return err
		}
		return s.indexed(ctx, tx, k, words)
	})
}
