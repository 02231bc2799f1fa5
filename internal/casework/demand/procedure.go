package demand

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Names of the fields of a procedure, in faults.
const (
	FieldProcedure = "procedure"
	FieldLink      = "lien"
)

// Procedure is a standard procedure of an organisme, which would have done without a demand (C043).
type Procedure struct {
	Agency      string
	Title, Link string
}

// fits says what is wrong with a procedure: a link is one of the web.
func (p Procedure) fits() error {
	var f apperr.Faults
	if n := utf8.RuneCountInString(p.Title); n == 0 || n > MaxTitle {
		f.Add(FieldProcedure, msg.FaultProcedure, "max", MaxTitle)
	}
	u, err := url.Parse(p.Link)
	if err != nil || u.Scheme != "https" || u.Host == "" || len(p.Link) > MaxLine*5 || strings.ContainsAny(p.Link, " \n") {
		f.Add(FieldLink, msg.FaultLink)
	}
	return f.Err()
}

// PointOut tells the demand's people of a standard procedure, by a message, and keeps it for the help.
func (s *Service) PointOut(ctx context.Context, who access.Actor, number string, p Procedure, text string) error {
	if err := p.fits(); err != nil {
		return err
	}
	return s.say(ctx, who, number, PointOut, Saying{Text: text, after: func(tx *db.Tx, d Demand) error {
		return saveProcedure(ctx, tx, officerOf(who, d), p)
	}})
}

// Procedures are those that référents pointed out, by organisme; for everybody who works in the service.
func (s *Service) Procedures(ctx context.Context) ([]Procedure, error) {
	var out []Procedure
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = procedures(ctx, tx)
		return err
	})
	return out, err
}
