package tidy

import (
	"context"
	"fmt"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Years makes demands of before years of birth were kept meet by them. Hash is keyed by the instance.
type Years struct {
	DB   *db.DB
	Keys *seal.Service
	Hash func(string) string
}

// Fill writes what meets a demand that knows a year of birth alone with demands that were sent before that was kept (C030), each once, and says of how
// many it was. Cut short, it goes on where it was.
func (s *Years) Fill(ctx context.Context, most int) (int, error) {
	var ids []string
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		ids, err = db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT id FROM casework_demands WHERE to_year ORDER BY id LIMIT $1`, most)
		return err
	})
	years := map[string]string{}
	for _, id := range ids {
		if err == nil {
			years[id], err = s.yearOf(ctx, id)
		}
	}
	if err == nil {
		err = s.DB.InTx(ctx, func(tx *db.Tx) error { return fillYears(ctx, tx, ids, years) })
	}
	if err != nil {
		return 0, fmt.Errorf("years of birth of older demands: %w", err)
	}
	return len(ids), nil
}

// yearOf is the hash of the name and year of the usager; empty where the year is all that is known, and of a demand that was wiped. Its key is
// opened with no transaction open.
func (s *Years) yearOf(ctx context.Context, id string) (string, error) {
	var d demand.Demand
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		d, err = demand.ByID(ctx, tx, id)
		return err
	})
	if apperr.Is(err, apperr.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	k, err := s.Keys.One(ctx, d.KeyID)
	if apperr.Is(err, apperr.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	u, err := d.Usager(k)
	if err != nil || u.PersonOfYear() == "" || !d.AboutPerson(s.Hash(u.Person())) {
		return "", err
	}
	return s.Hash(u.PersonOfYear()), nil
}

// fillYears writes them. What was written again meanwhile, or wiped, has its own.
func fillYears(ctx context.Context, tx *db.Tx, ids []string, years map[string]string) error {
	for _, id := range ids {
		if _, err := tx.Exec(ctx, `UPDATE casework_demands SET to_year = FALSE, person_year = CASE WHEN person <> '' AND person_year = '' THEN $1 ELSE person_year END
			WHERE id = $2 AND to_year`, years[id], id); err != nil {
			return err
		}
	}
	return nil
}
