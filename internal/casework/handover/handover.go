// Package handover is people's comings and goings in a team, as far as demands go with them (C046): who comes in as a référent is shown
// how many open demands the team answers for and accepts them; who leaves answers for none; and what an aidant who left had begun goes to
// a colleague, whom the team's responsable chooses.
//
// Rights follow grants at once, see package demand: who left reads nothing, whatever is handed over when.
package handover

import (
	"context"
	"slices"

	"preau/internal/casework/demand"
	"preau/internal/casework/handover/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Names of the form's fields, in faults.
const (
	FieldFrom = "de"
	FieldTo   = "a"
)

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Notify *notify.Service
}

// Service hands demands over.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// Leaver is somebody who is no aidant of a team any more, and whose demands there have nobody.
type Leaver struct {
	AccountID, Name string
	Open, All       int
}

// View is what a team's comings and goings leave to do.
type View struct {
	Team       team.Team
	Leavers    []Leaver        // for its responsable and administrators
	Colleagues []access.Holder // to whom their demands may go
	Open, Late int             // demands that the team answers for
	Accept     bool            // who looks is a référent who has not accepted them yet
}

// Show is that of a team where who works.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if v.Team, err = at(ctx, tx, who, number); err != nil {
			return err
		}
		if v.Open, v.Late, err = open(ctx, tx, v.Team.ID); err != nil {
			return err
		}
		if who.Holds(team.Officer, v.Team.Place()) {
			accepted, err := hasAccepted(ctx, tx, who.ID, v.Team.ID)
			if err != nil {
				return err
			}
			v.Accept = !accepted && v.Open > 0
		}
		if !manages(who, v.Team) {
			return nil
		}
		if v.Leavers, err = leavers(ctx, tx, v.Team.ID); err != nil {
			return err
		}
		v.Colleagues, err = access.Holders(ctx, tx, team.Helper, v.Team.Place())
		return err
	})
	return v, err
}

func at(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (team.Team, error) {
	if !who.SignedIn() {
		return team.Team{}, apperr.UnauthenticatedErr()
	}
	t, err := team.ByNumber(ctx, tx, number)
	if err == nil && len(team.RolesOf(who, t)) == 0 {
		err = apperr.NotFoundErr()
	}
	return t, err
}

func manages(who access.Actor, t team.Team) bool {
	return who.IsAdmin() || who.Holds(team.Lead, t.Place())
}

// Give hands all demands of a leaver in a team to a colleague, who is told how many, as are those who are to see it. What was being written stays unread: it is deleted
// in its time.
func (s *Service) Give(ctx context.Context, who access.Actor, number int64, fromID, toID string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, err := at(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if !manages(who, t) {
			return apperr.ForbiddenErr(team.WhyNotLead)
		}
		all, err := leavers(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(l Leaver) bool { return l.AccountID == fromID })
		if i < 0 {
			return apperr.ConflictErr(i18n.M(msg.FaultFrom)) // somebody was faster
		}
		hs, err := access.Holders(ctx, tx, team.Helper, t.Place())
		if err != nil {
			return err
		}
		k := slices.IndexFunc(hs, func(h access.Holder) bool { return h.AccountID == toID })
		if k < 0 {
			return apperr.InvalidField(FieldTo, i18n.M(msg.FaultTo))
		}
		given, err := give(ctx, tx, t.ID, fromID, hs[k])
		if err != nil {
			return err
		}
		for _, demandID := range given {
			if err := demand.NoteHeir(ctx, tx, who, demandID, hs[k].Name); err != nil {
				return err
			}
		}
		if err := s.tell(ctx, tx, hs[k], t, all[i], len(given)); err != nil {
			return err
		}
		return s.tellOthers(ctx, tx, who, hs[k], t, all[i], len(given))
	})
}

// Accept notes that who has seen what they inherit.
func (s *Service) Accept(ctx context.Context, who access.Actor, number int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, err := at(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if !who.Holds(team.Officer, t.Place()) {
			r := demand.WhyNotParty
			if r.Lifters, err = access.Lifters(ctx, tx, team.Roles, team.Officer, t.Place()); err != nil {
				return err
			}
			return apperr.ForbiddenErr(r)
		}
		return accept(ctx, tx, who.ID, t.ID)
	})
}
