package request

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// AskAgain asks once more for what was refused, while one still names the same establishment: a refusal was perhaps a
// misunderstanding. The former request stays as it was decided; the new one waits for the same people, and they are mailed.
func (s *Service) AskAgain(ctx context.Context, who access.Actor, number int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if err := oneByOne(ctx, tx); err != nil {
			return err
		}
		r, _, err := s.next(ctx, tx, who, AskAgain, number)
		if err != nil {
			return err
		}
		if r.Role != access.Member {
			_, err := s.ask(ctx, tx, who, r.AccountID, wish{r.Role, r.Place, r.More, r.Wanted, r.Said})
			return err
		}
		return s.NameEstablishment(ctx, tx, who, r.AccountID, r.Place.ID)
	})
}
