package mandate

import (
	"context"
	"fmt"

	"preau/internal/core/document"
	"preau/internal/kit/db"
)

// Wipe forgets all that a demand's mandates say of anybody, in the transaction that wipes the demand: numbers, texts, answers
// and scans (C063). The demand keeps the kind and the day of its mandate. The mails and jobs that spoke of it find nothing and do nothing.
func Wipe(ctx context.Context, tx *db.Tx, files *document.Service, demandID string) error {
	all, err := ofDemand(ctx, tx, demandID)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.FileID != "" {
			if err := files.Forget(ctx, tx, m.FileID); err != nil {
				return err
			}
		}
	}
	const of = `(SELECT m.id FROM casework_mandates m WHERE m.demand_id = $1)`
	for _, q := range []string{
		`DELETE FROM casework_texts WHERE mandate_id IN ` + of,
		`DELETE FROM casework_mandate_agencies WHERE mandate_id IN ` + of,
		`DELETE FROM casework_mandate_answers WHERE mandate_id IN ` + of,
		`DELETE FROM casework_mandates WHERE demand_id = $1`,
	} {
		if _, err := tx.Exec(ctx, q, demandID); err != nil {
			return fmt.Errorf("wipe mandates: %w", err)
		}
	}
	return nil
}

// Wipe is Wipe with the files that scans are kept in.
func (s *Service) Wipe(ctx context.Context, tx *db.Tx, demandID string) error {
	return Wipe(ctx, tx, s.o.Files, demandID)
}
