package public

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/offer"
)

// Open reads an attachment of an offer, while the version that names it is the one that is shown (O91): not before it is validated, nor
// after the offer is taken back, or its structure suspended.
func (s *Service) Open(ctx context.Context, n offer.Number, file int64) (document.Content, error) {
	var f document.File
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		w.And("p.year = ? AND p.seq = ?", n.Year, n.Seq)
		offer.Shown(&w, s.today(ctx, tx.Now()))
		where, args := w.SQL(1)
		content, err := db.Value[string](ctx, tx, `SELECT p.content FROM offers_published p JOIN offers_structures s ON s.org_id = p.org_id WHERE `+where, args...)
		if errors.Is(err, db.ErrNone) {
			return apperr.NotFoundErr()
		}
		if err != nil {
			return fmt.Errorf("attachments of public offer %s: %w", n, err)
		}
		var c offer.Content
		if err := json.Unmarshal([]byte(content), &c); err != nil {
			return fmt.Errorf("content of public offer %s: %w", n, err)
		}
		f, err = offer.FileOf(ctx, tx, c.Files, file)
		return err
	})
	if err != nil {
		return document.Content{}, err
	}
	return s.o.Files.Open(ctx, f)
}
