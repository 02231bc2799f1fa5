// Package absence is « Absent du … au … »: for these days a deputy of the same team has what the absent person has in demands, and is
// told what they are told (C071). The deputy's own roles stay the measure: an aidant stands for
// an aidant, a référent for a référent, a responsable for a responsable (decision 76).
package absence

import (
	"context"
	"slices"
	"time"

	"preau/internal/casework/absence/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Names of the form's fields, in faults.
const (
	FieldFrom   = "du"
	FieldTo     = "au"
	FieldDeputy = "suppleant"
)

// MostDays bounds one absence.
const MostDays = 366

// Absence is one, with its names.
type Absence struct {
	ID, AccountID, Name, DeputyID, Deputy string
	From, To                              string // days, 2026-12-24; the last included
}

// Input is what somebody types.
type Input struct{ From, To, Deputy string }

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Notify *notify.Service
	Zone   func() *time.Location
}

// Service keeps absences.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// View is a team's absences as its people see them.
type View struct {
	Team     team.Team
	Absences []Absence       // that are or will be
	Deputies []access.Holder // who may stand for who looks
	Alone    bool            // who looks has a role here, and nobody else has it
}

// Show are the absences of a team where who works.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		t, err := worksIn(ctx, tx, who, number)
		if err != nil {
			return err
		}
		v.Team = t
		if v.Absences, err = ofTeam(ctx, tx, t.ID); err != nil {
			return err
		}
		v.Deputies, err = deputies(ctx, tx, who, t)
		v.Alone = len(v.Deputies) == 0 && slices.ContainsFunc(team.InTeam(), func(r access.RoleKey) bool { return who.Holds(r, t.Place()) })
		return err
	})
	return v, err
}

// worksIn is a team for its people; to others it is not there.
func worksIn(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (team.Team, error) {
	if !who.SignedIn() {
		return team.Team{}, apperr.UnauthenticatedErr()
	}
	t, err := team.ByNumber(ctx, tx, number)
	if err == nil && len(team.RolesOf(who, t)) == 0 {
		err = apperr.NotFoundErr()
	}
	return t, err
}

// deputies are the others of a team who hold a role that who holds there, too.
func deputies(ctx context.Context, tx *db.Tx, who access.Actor, t team.Team) ([]access.Holder, error) {
	var out []access.Holder
	seen := map[string]bool{who.ID: true}
	for _, role := range team.InTeam() {
		if !who.Holds(role, t.Place()) {
			continue
		}
		hs, err := access.Holders(ctx, tx, role, t.Place())
		if err != nil {
			return nil, err
		}
		for _, h := range hs {
			if !seen[h.AccountID] {
				seen[h.AccountID] = true
				out = append(out, h)
			}
		}
	}
	return out, nil
}

// Begin says that who is absent, and who stands for them; the deputy is told.
func (s *Service) Begin(ctx context.Context, who access.Actor, number int64, in Input) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, err := worksIn(ctx, tx, who, number)
		if err != nil {
			return err
		}
		some, err := deputies(ctx, tx, who, t)
		if err != nil {
			return err
		}
		a, from, to, err := s.read(tx.Now(), in)
		if err != nil {
			return err
		}
		for _, h := range some {
			if h.AccountID != in.Deputy {
				continue
			}
			a.ID, a.AccountID, a.Name, a.DeputyID, a.Deputy = id.New(), who.ID, who.Name, h.AccountID, h.Name
			if there, err := said(ctx, tx, a, t.ID); err != nil || there {
				return err // it is kept, and the deputy was told
			}
			if err := insert(ctx, tx, a, t.ID, from, to); err != nil {
				return err
			}
			if err := note(ctx, tx, who, t, "begin"); err != nil {
				return err
			}
			return s.tell(ctx, tx, h, t, a)
		}
		return apperr.InvalidField(FieldDeputy, i18n.M(msg.FaultDeputy))
	})
}

// read checks the days: from today on, and in their order.
func (s *Service) read(now time.Time, in Input) (a Absence, from, to time.Time, err error) {
	zone := time.UTC
	if s.o.Zone != nil {
		zone = s.o.Zone()
	}
	var f apperr.Faults
	from, err = time.ParseInLocation(time.DateOnly, in.From, zone)
	if err != nil {
		f.Add(FieldFrom, msg.FaultFirstDay)
	}
	last, err := time.ParseInLocation(time.DateOnly, in.To, zone)
	if err != nil {
		f.Add(FieldTo, msg.FaultLastDay)
	}
	if f.Err() == nil {
		to = time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, zone)
		switch {
		case !from.Before(to):
			f.Add(FieldTo, msg.FaultOrder)
		case !to.After(now):
			f.Add(FieldTo, msg.FaultPast)
		case to.Sub(from) > MostDays*24*time.Hour:
			f.Add(FieldTo, msg.FaultLong, "max", MostDays)
		}
	}
	return Absence{From: in.From, To: in.To}, from, to, f.Err()
}

// End takes an absence back, from now on: one's own, or, for the team's responsable, anybody's.
func (s *Service) End(ctx context.Context, who access.Actor, number int64, absenceID string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, err := worksIn(ctx, tx, who, number)
		if err != nil {
			return err
		}
		own := who.ID
		if who.Holds(team.Lead, t.Place()) || who.IsAdmin() {
			own = ""
		}
		all, err := ofTeam(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		ended, err := remove(ctx, tx, absenceID, t.ID, own)
		if err != nil {
			return err
		}
		if !ended {
			return apperr.NotFoundErr()
		}
		if err := note(ctx, tx, who, t, "end"); err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a Absence) bool { return a.ID == absenceID })
		if i < 0 || all[i].DeputyID == who.ID {
			return nil
		}
		return s.tellEnded(ctx, tx, t, all[i])
	})
}

func note(ctx context.Context, tx *db.Tx, who access.Actor, t team.Team, act string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "casework.team", ID: t.ID}, Act: "casework.absence." + act, Data: map[string]string{"place": t.Title()},
	})
}
