package team

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// View is a team as its page shows it.
type View struct {
	Team
	Members []Member
	Acts    workflow.Offers[Act]
}

// Show is a team with its people, for those who work in it and for administrators.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := ByNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		c := Case{Team: t, Agency: t.Agency.State}
		if _, err := next(ctx, tx, who, See, t.State, c); err != nil {
			return err
		}
		v = View{Team: t, Acts: Moves.Offers(t.State, RolesOf(who, t), c)}
		v.Members, err = members(ctx, tx, []string{t.ID}, InTeam()...)
		return err
	})
	return v, err
}

// Thing is one thing of a sort, to be changed by an administrator: the one of its four fields that is asked for.
func (s *Service) Thing(ctx context.Context, who access.Actor, sort Sort, number int64) (Thing, Overview, workflow.Offers[Act], error) {
	var t Thing
	var o Overview
	var acts workflow.Offers[Act]
	if !who.IsAdmin() {
		return t, o, acts, apperr.NotFoundErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var c Case
		var err error
		if t, c, err = thingOf(ctx, tx, sort, number); err != nil {
			return err
		}
		acts = Moves.Offers(t.State, RolesOf(who, c.Team), c)
		switch sort {
		case Agencies:
			o.Agencies = make([]Agency, 1)
			if o.Agencies[0], err = agencyByNumber(ctx, tx, number); err == nil {
				o.Outsiders, err = outsiders(ctx, tx, o.Agencies[0])
			}
		case Themes:
			o.Themes = make([]Theme, 1)
			o.Themes[0], err = themeByNumber(ctx, tx, number)
		case Territories:
			o.Territories = make([]Territory, 1)
			o.Territories[0], err = TerritoryByNumber(ctx, tx, number)
		case Teams:
			o.Teams = []Team{c.Team}
		}
		return err
	})
	return t, o, acts, err
}
