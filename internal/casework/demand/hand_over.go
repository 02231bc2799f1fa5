package demand

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// FieldHeir is the field of who takes charge instead, in faults.
const FieldHeir = "referent"

// Heir is somebody to whom the charge of a demand may go, for a team (C043).
type Heir struct {
	Team Asked
	access.Holder
}

// Handing is a demand with those who may take charge of it instead.
type Handing struct {
	Demand
	Heirs []Heir
}

// Heirs are the other référents of the teams for which somebody answers a demand.
func (s *Service) Heirs(ctx context.Context, who access.Actor, number string) (Handing, error) {
	var out Handing
	if !who.SignedIn() {
		return out, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(HandOver, d.State, RolesOf(who, d), d); err != nil {
			return err
		}
		out.Demand = d
		out.Heirs, err = heirs(ctx, tx, who, d)
		return err
	})
	return out, err
}

// heirs are those of each team who know of the demand, but for who looks and who has charge of it already.
func heirs(ctx context.Context, tx *db.Tx, who access.Actor, d Demand) ([]Heir, error) {
	var out []Heir
	for _, a := range d.Answers(who) {
		hs, err := aware(ctx, tx, d, a)
		if err != nil {
			return nil, err
		}
		for _, h := range hs {
			if h.AccountID != who.ID && h.AccountID != a.TakenBy {
				out = append(out, Heir{a, h})
			}
		}
	}
	return out, nil
}

// aware are the référents of a team who know of a demand, see Answers.
func aware(ctx context.Context, tx *db.Tx, d Demand, a Asked) ([]access.Holder, error) {
	hs, err := access.Holders(ctx, tx, team.Officer, place(a.Team.ID))
	after := func(h access.Holder) bool { return d.cameTo(a).Before(h.Since) }
	if err != nil || !slices.ContainsFunc(hs, after) {
		return hs, err
	}
	some, err := team.TookOver(ctx, tx, a.Team.ID)
	return slices.DeleteFunc(hs, func(h access.Holder) bool { return after(h) && !slices.Contains(some, h.AccountID) }), err
}

// HandOver gives the charge of a demand to another référent of a team, who is told; the others are told who deals with it now.
func (s *Service) HandOver(ctx context.Context, who access.Actor, number string, teamNumber int64, accountID string) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		from := d.State
		if d.State, err = Moves.Next(HandOver, d.State, RolesOf(who, d), d); err != nil {
			return err
		}
		all, err := heirs(ctx, tx, who, d)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(h Heir) bool { return h.Team.Team.Number == teamNumber && h.AccountID == accountID })
		if i < 0 {
			return apperr.InvalidField(FieldHeir, i18n.M(msg.FaultHeir))
		}
		to := all[i]
		if err := take(ctx, tx, to.AccountID, to.Name, d.ID, to.Team.Team.ID); err != nil {
			return err
		}
		if d.AnsweredAt.IsZero() {
			d.AnsweredAt = tx.Now()
		}
		if err := Save(ctx, tx, d); err != nil {
			return err
		}
		if err := noteHandOver(ctx, tx, who, d, from, to.Name); err != nil {
			return err
		}
		if err := s.waited(ctx, tx, who, d, HandOver, to.Team.Team.ID); err != nil {
			return err
		}
		return s.tellHandOver(ctx, tx, who, d, to)
	})
}

func noteHandOver(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, from State, to string) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: "casework.demand." + string(HandOver), From: string(from), To: string(d.State),
		Data: map[string]string{"number": d.Number, "to": to},
	})
}

// tellHandOver tells who has charge from now on, and the others who that is.
func (s *Service) tellHandOver(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, to Heir) error {
	r := notify.Recipient{AccountID: to.AccountID, Address: to.Address, Name: to.Name, Lang: to.Lang}
	if err := s.mailAll(ctx, tx, who, d, told.Handed, []notify.Recipient{r}); err != nil {
		return err
	}
	others, orphaned, err := s.toTell(ctx, tx, who, d, HandOver, told.Taken)
	if err == nil {
		err = s.mailBy(ctx, tx, who, d, told.Taken, to.Name, others)
	}
	if err != nil || !orphaned {
		return err
	}
	return s.TellLeads(ctx, tx, d, who.Address, strconv.FormatInt(d.Version, 10))
}
