package tidy

import (
	"context"
	"errors"
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

	behind string  // how far this turn is: what could not be read is not read again in it
	failed []error // in this turn
}

// mostFailed is from how many failures on it is no longer a demand that is wrong.
const mostFailed = 100

// Fill writes what meets a demand that knows a year of birth alone with demands that were sent before that was kept (C030), each once, and says of how
// many it was. Cut short, it goes on where it was. One that cannot be read keeps no other from it: it is told at the end of the turn, and tried in the next.
func (s *Years) Fill(ctx context.Context, most int) (int, error) {
	var ids []string
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		ids, err = db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT id FROM casework_demands WHERE to_year AND id > $1 ORDER BY id LIMIT $2`, s.behind, most)
		return err
	})
	years := map[string]known{}
	for _, id := range ids {
		year, wrong := s.yearOf(ctx, id)
		if wrong == nil {
			years[id] = year
		} else if s.failed = append(s.failed, fmt.Errorf("%s: %w", id, wrong)); len(s.failed) >= mostFailed {
			break
		}
		s.behind = id
	}
	if err == nil {
		err = s.DB.InTx(ctx, func(tx *db.Tx) error { return fillYears(ctx, tx, ids, years) })
	}
	if err != nil || len(ids) < most || len(s.failed) >= mostFailed {
		err = errors.Join(append(s.failed, err)...)
		s.behind, s.failed = "", nil
	}
	if err != nil {
		return len(years), fmt.Errorf("years of birth of older demands: %w", err)
	}
	return len(ids), nil
}

// known is what was read of a demand: the hash of its usager's name and birth, and that of their name and year.
type known struct{ person, year string }

// yearOf is the hash of the name and year of the usager, and of whom it is; empty where the year is all that is known, and of a demand that was wiped. Its key is
// opened with no transaction open.
func (s *Years) yearOf(ctx context.Context, id string) (known, error) {
	var d demand.Demand
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		d, err = demand.ByID(ctx, tx, id)
		return err
	})
	if apperr.Is(err, apperr.NotFound) {
		return known{}, nil
	}
	if err != nil {
		return known{}, err
	}
	k, err := s.Keys.One(ctx, d.KeyID)
	if apperr.Is(err, apperr.NotFound) {
		return known{}, nil
	}
	if err != nil {
		return known{}, err
	}
	u, err := d.Usager(k)
	if err != nil || u.PersonOfYear() == "" {
		return known{}, err
	}
	out := known{person: s.Hash(u.Person()), year: s.Hash(u.PersonOfYear())}
	if !d.AboutPerson(out.person) {
		return known{}, nil
	}
	return out, nil
}

// fillYears writes them. What was written again meanwhile, or wiped, has its own; what names somebody else by now is read again in the next turn.
func fillYears(ctx context.Context, tx *db.Tx, ids []string, years map[string]known) error {
	for _, id := range ids {
		y, read := years[id]
		if !read {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE casework_demands SET to_year = FALSE, person_year = CASE WHEN person <> '' AND person_year = '' THEN $1 ELSE person_year END
			WHERE id = $2 AND to_year AND ($3 = '' OR person = $3)`, y.year, id, y.person); err != nil {
			return err
		}
	}
	return nil
}
