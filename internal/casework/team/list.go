package team

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Overview is all that an administrator keeps of the service.
type Overview struct {
	Agencies    []Agency
	Themes      []Theme
	Territories []Territory
	Teams       []Team
	Outsiders   []Outsider // of one organisme that is looked at alone
}

// Overview reads the things of some sorts; all of them without any.
func (s *Service) Overview(ctx context.Context, who access.Actor, sorts ...Sort) (Overview, error) {
	var o Overview
	if !who.IsAdmin() {
		return o, apperr.NotFoundErr()
	}
	if len(sorts) == 0 {
		sorts = Sorts()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		for _, sort := range sorts {
			var err error
			switch sort {
			case Agencies:
				o.Agencies, err = allAgencies(ctx, tx)
			case Themes:
				o.Themes, err = allThemes(ctx, tx)
			case Territories:
				o.Territories, err = allTerritories(ctx, tx)
			case Teams:
				o.Teams, err = teamsWhere(ctx, tx, db.Where{})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return o, err
}

// Own are the teams where who works, by organisme and name.
func (s *Service) Own(ctx context.Context, who access.Actor) ([]Team, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	var out []Team
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = ByIDs(ctx, tx, TeamsOf(who, InTeam()...))
		return err
	})
	return out, err
}
