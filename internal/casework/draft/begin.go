package draft

import (
	"context"
	"slices"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// WhyBegin is nil for aidants, who alone create demands; else it says why not.
func WhyBegin(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case len(team.TeamsOf(who, team.Helper)) == 0:
		return apperr.ForbiddenErr(WhyNotHelper)
	}
	return nil
}

// Begins are the teams for which somebody may begin a demand: where they are an aidant, and which are open.
func (s *Service) Begins(ctx context.Context, who access.Actor) ([]team.Team, error) {
	if err := WhyBegin(who); err != nil {
		return nil, err
	}
	var out []team.Team
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := team.ByIDs(ctx, tx, team.TeamsOf(who, team.Helper))
		out = slices.DeleteFunc(all, func(t team.Team) bool { return t.State != team.Open })
		return err
	})
	return out, err
}

// Begin makes a draft in a team where who is an aidant, and gives its number.
func (s *Service) Begin(ctx context.Context, who access.Actor, teamNumber int64) (string, error) {
	if err := WhyBegin(who); err != nil {
		return "", err
	}
	k, err := s.o.Keys.Stage(ctx) // a repeat leaves one that is swept
	if err != nil {
		return "", err
	}
	return db.OnceValue(ctx, s.o.DB, who, func(tx *db.Tx) (string, error) {
		t, err := team.ByNumber(ctx, tx, teamNumber)
		if apperr.Is(err, apperr.NotFound) || err == nil && (!who.Holds(team.Helper, t.Place()) || t.State != team.Open) {
			return "", apperr.InvalidField(FieldTeam, i18n.M(msg.FaultTeam))
		}
		if err != nil {
			return "", err
		}
		d := demand.Demand{ID: id.New(), State: demand.Draft, KeyID: k.ID(), Team: t.Thing, CreatorID: who.ID, CreatorName: who.Name}
		if len(t.Territories) > 0 {
			d.TerritoryID = t.Territories[0].ID
		}
		if err := d.Seal(k, demand.Words{}); err != nil {
			return "", err
		}
		if err := demand.Create(ctx, tx, who, &d); err != nil {
			return "", err
		}
		if err := s.o.Keys.Bind(ctx, tx, k, d.ID); err != nil {
			return "", err
		}
		return d.Number, s.indexed(ctx, tx, k, wordsOf(k, d.Number, demand.Words{}))
	})
}
