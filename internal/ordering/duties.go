package ordering

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// Duties are whether duties are kept apart under an authority, or in an establishment that stands for itself.
type Duties struct {
	Org     Body // who decides: the authority, or the establishment
	Mode    Mode
	SetName string
	SetAt   time.Time // zero when it never was set
	Version int64
}

// DutiesView is a mode with what who may do to it, and what was done, the newest first.
type DutiesView struct {
	Duties
	Acts    workflow.Offers[DutiesAct]
	History []history.Line
}

// DidDuties is the act of the history when a mode is set.
const DidDuties = "ordering.duties"

// dutiesShown is how many of the newest lines the page shows.
const dutiesShown = 20

func object(b Body) history.Object { return history.Object{Kind: "org", ID: b.ID} }

// dutiesView is the mode that counts at an organisation, as who sees it.
func (s *Service) dutiesView(ctx context.Context, tx *db.Tx, who access.Actor, b Body, as []Relation) (DutiesView, error) {
	d, err := dutiesAt(ctx, tx, b.ID)
	if err != nil {
		return DutiesView{}, err
	}
	if d.Org.ID != b.ID {
		if as, err = relations(ctx, tx, who, d.Org); err != nil {
			return DutiesView{}, err
		}
	}
	v := DutiesView{Duties: d, Acts: DutiesMoves.Offers(d.Mode, as, d)}
	v.History, err = history.OfAct(ctx, tx, object(d.Org), DidDuties, dutiesShown)
	return v, err
}

// SetDuties decides, for all establishments of an authority or for one that stands for itself, whether duties are kept apart:
// from now on, for what waits too (R130).
func (s *Service) SetDuties(ctx context.Context, who access.Actor, ref string, m Mode, version int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		b, _, err := s.seen(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		d, err := dutiesAt(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		as, err := relations(ctx, tx, who, d.Org)
		if err != nil {
			return err
		}
		do := MakeAdvisory
		if m == Strict {
			do = MakeStrict
		}
		if d.Version != version {
			return apperr.ConflictErr(i18n.M(msg.ConflictDuties))
		}
		to, err := DutiesMoves.Next(do, d.Mode, as, d)
		if apperr.Is(err, apperr.Conflict) {
			return apperr.ConflictErr(i18n.M(msg.ConflictDuties))
		}
		if err != nil {
			return explained(ctx, tx, d.Org, err)
		}
		return saveDuties(ctx, tx, who, d, to)
	})
}

func saveDuties(ctx context.Context, tx *db.Tx, who access.Actor, d Duties, to Mode) error {
	ok, err := storeDuties(ctx, tx, who, d, to)
	if err != nil {
		return err
	}
	if !ok {
		return apperr.ConflictErr(i18n.M(msg.ConflictDuties))
	}
	return history.Write(ctx, tx, who, history.Line{Object: object(d.Org), Act: DidDuties, From: string(d.Mode), To: string(to)})
}

// RulesView are the rules of ordering that count at an organisation, in short.
type RulesView struct {
	Duties
	Limit Limit // of an establishment
}

// Rules are the mode and the maximum amount at an organisation, for who holds a role of the service there or above.
func (s *Service) Rules(ctx context.Context, who access.Actor, ref string) (RulesView, error) {
	var v RulesView
	if !who.SignedIn() {
		return v, apperr.UnauthenticatedErr()
	}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if v, err = rulesAt(ctx, tx, ref); err != nil {
			return err
		}
		as, err := relations(ctx, tx, who, v.Limit.Org)
		if err == nil && !DutiesMoves.May(SeeDuties, v.Mode, as, v.Duties) {
			err = apperr.NotFoundErr()
		}
		return err
	})
	return v, err
}
