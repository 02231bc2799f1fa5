package demand

import (
	"context"
	"strings"

	"preau/internal/casework/msg"
	"preau/internal/casework/procedure"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// PointOut tells the demand's people of a standard procedure, by a message, and keeps it for the help (C043).
func (s *Service) PointOut(ctx context.Context, who access.Actor, number string, p procedure.Procedure, text string) error {
	if err := p.Fits(); err != nil {
		return err
	}
	if err := s.ofNobody(ctx, who, number, p); err != nil {
		return err
	}
	return s.say(ctx, who, number, PointOut, Saying{Text: text, after: func(tx *db.Tx, d Demand) error {
		return procedure.Save(ctx, tx, officerOf(who, d), p)
	}})
}

// ofNobody refuses a procedure that says something of the usager: everybody who works in the service reads it in the help, also those who have nothing to do
// with the demand. So nothing of that can be confirmed either.
func (s *Service) ofNobody(ctx context.Context, who access.Actor, number string, p procedure.Procedure) error {
	d, k, err := s.Opened(ctx, who, number)
	if err == nil {
		_, err = Moves.Next(PointOut, d.State, RolesOf(who, d), d)
	}
	if err != nil {
		return err
	}
	w, err := d.Open(k)
	if err != nil {
		return err
	}
	var f apperr.Faults
	for _, x := range []struct{ field, text string }{{procedure.FieldTitle, p.Title}, {procedure.FieldLink, p.Link}} {
		if found := s.o.Scan(x.text, w.Identity.Names()...); len(found) > 0 {
			f.Say(x.field, i18n.M(msg.FaultProcedureFound, "found", strings.Join(found, ", ")))
		}
	}
	return f.Err()
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
