package offer

import (
	"context"
	"encoding/json"
	"fmt"

	"preau/internal/kit/db"
)

// saveCopy writes the working copy of an offer as of its version; version 0 is a new one.
func saveCopy(ctx context.Context, tx *db.Tx, o Offer) error {
	c := o.Copy
	content, err := json.Marshal(c.Content)
	if err != nil {
		return fmt.Errorf("copy of offer: %w", err)
	}
	var n int64
	if c.Version == 0 {
		n, err = tx.Exec(ctx, `INSERT INTO offers_copies (offer_id, state, version, content, referent_name, referent_role, referent_phone, referent_email, author_id, motive, moved_at)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
			o.ID, c.State, string(content), c.Referent.Name, c.Referent.Role, c.Referent.Phone, c.Referent.Email, c.AuthorID, c.Motive, tx.Now())
	} else {
		n, err = tx.Exec(ctx, `UPDATE offers_copies SET state = $1, content = $2, referent_name = $3, referent_role = $4, referent_phone = $5, referent_email = $6,
				author_id = $7, motive = $8, moved_at = $9, version = version + 1 WHERE offer_id = $10 AND version = $11`,
			c.State, string(content), c.Referent.Name, c.Referent.Role, c.Referent.Phone, c.Referent.Email, c.AuthorID, c.Motive, tx.Now(), o.ID, c.Version)
	}
	if err != nil {
		return fmt.Errorf("save copy of offer %s: %w", o.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	c.Version++
	return nil
}

func deleteCopy(ctx context.Context, tx *db.Tx, o Offer) error {
	n, err := tx.Exec(ctx, `DELETE FROM offers_copies WHERE offer_id = $1 AND version = $2`, o.ID, o.Copy.Version)
	if err != nil {
		return fmt.Errorf("delete copy of offer %s: %w", o.Number, err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}
