package demand

import (
	"context"

	"preau/internal/casework/procedure"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// PointOut tells the demand's people of a standard procedure, by a message, and keeps it for the help (C043).
func (s *Service) PointOut(ctx context.Context, who access.Actor, number string, p procedure.Procedure, text string) error {
	if err := p.Fits(); err != nil {
		return err
	}
	return s.say(ctx, who, number, PointOut, Saying{Text: text, after: func(tx *db.Tx, d Demand) error {
		return procedure.Save(ctx, tx, officerOf(who, d), p)
	}})
}

// Procedures are those that référents pointed out.
func (s *Service) Procedures(ctx context.Context) ([]procedure.Procedure, error) {
	var out []procedure.Procedure
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = procedure.All(ctx, tx)
		return err
	})
	return out, err
}
