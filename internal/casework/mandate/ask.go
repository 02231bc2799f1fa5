package mandate

import (
	"context"
	"errors"
	"slices"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

// Names of the fields of the forms, in faults.
const (
	FieldPhone = "telephone"
	FieldDay   = "mandat_du"
	FieldFile  = "mandat_scan"
)

// mostAsked is how often one number may be asked within a day, by whomever: a text cannot be taken back, and its reader cannot switch it off
// (decision 29).
const mostAsked = 3

// keeper is the demand whose mandate somebody keeps, with its key. No transaction is open meanwhile.
func (s *Service) keeper(ctx context.Context, who access.Actor, number string) (demand.Demand, seal.Key, error) {
	var d demand.Demand
	if !who.SignedIn() {
		return d, seal.Key{}, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		d, err = kept(ctx, tx, who, number)
		return err
	})
	if err != nil {
		return d, seal.Key{}, err
	}
	k, err := s.o.Keys.One(ctx, d.KeyID)
	return d, k, err
}

// kept is a demand whose mandate somebody may keep now.
func kept(ctx context.Context, tx *db.Tx, who access.Actor, number string) (demand.Demand, error) {
	d, err := demand.ByNumber(ctx, tx, who, number)
	if err != nil {
		return d, err
	}
	_, err = demand.Moves.Next(demand.KeepMandate, d.State, demand.RolesOf(who, d), d)
	return d, err
}

// Ask sends the usager a text that says who asks for what, and asks for OUI (C061). Their answer comes back by Take. The text names the
// organismes of the demand, and others by their numbers; what it names is kept, for the answer is about these alone.
func (s *Service) Ask(ctx context.Context, who access.Actor, number, typed string, also ...int64) error {
	d, k, err := s.keeper(ctx, who, number)
	if err != nil {
		return err
	}
	to, fault := phone(typed, s.o.Country())
	if fault.Key != "" {
		return apperr.InvalidField(FieldPhone, fault)
	}
	if _, err := s.o.Way(ctx); errors.Is(err, ErrNoWay) {
		return apperr.InvalidField(FieldPhone, i18n.M(msg.FaultNoWay))
	} else if err != nil {
		return err
	}
	m := Mandate{ID: id.New(), DemandID: d.ID, KeyID: d.KeyID, Kind: BySMS, State: Asked, Number: s.o.Hash(string(to)), AskedBy: who.ID, AskedName: who.Name}
	if m.Agencies, err = s.naming(ctx, d, also); err != nil {
		return err
	}
	if len(m.Agencies) == 0 {
		return apperr.InvalidField(FieldPhone, i18n.M(msg.FaultAgencies))
	}
	if err := s.of(d, k, &m, FieldPhone); err != nil {
		return err
	}
	if m.sealed, err = k.Seal(numberAt(m.ID), string(to)); err != nil {
		return err
	}
	t, err := sealText(k, m.ID, Ask, asking(s.o.Speak(i18n.French), who.Name, structure(d), names(m.Agencies)))
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if err := mayAsk(ctx, tx, who, number, m); err != nil {
			return err
		}
		if err := insert(ctx, tx, m); err != nil {
			return err
		}
		if err := s.queue(ctx, tx, t); err != nil {
			return err
		}
		for _, after := range []time.Duration{RemindAfter, PendingFor} {
			if err := s.o.Jobs.Add(ctx, tx, jobWait, waitArgs{Mandate: m.ID}, jobs.Options{RunAt: tx.Now().Add(after), Unique: m.ID + "/" + after.String()}); err != nil {
				return err
			}
		}
		return note(ctx, tx, who, d, "ask", "", Asked)
	})
}

// mayAsk says why a number cannot be asked now.
func mayAsk(ctx context.Context, tx *db.Tx, who access.Actor, number string, m Mandate) error {
	d, err := kept(ctx, tx, who, number)
	if err != nil {
		return err
	}
	all, err := ofDemand(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(m Mandate) bool { return m.At(tx.Now()) == Asked }) {
		return apperr.InvalidField(FieldPhone, i18n.M(msg.FaultPending))
	}
	if slices.ContainsFunc(all, func(x Mandate) bool { return x.Number == m.Number && !x.MistakenAt.IsZero() }) {
		return apperr.InvalidField(FieldPhone, i18n.M(msg.FaultMistaken))
	}
	own, n, err := askedLately(ctx, tx, m.Number, d.Team.ID, tx.Now().Add(-24*time.Hour))
	switch {
	case err != nil:
		return err
	case own >= mostAsked:
		return apperr.InvalidField(FieldPhone, i18n.M(msg.FaultOften, "max", mostAsked))
	case n >= mostAsked: // others asked: that they did is not said
		return apperr.InvalidField(FieldPhone, i18n.M(msg.FaultLater))
	}
	return nil
}

// note writes the history line of an act on a demand's mandate; it says nothing of numbers and texts.
func note(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, act string, from, to State) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: history.Object{Kind: "casework.demand", ID: d.ID}, Act: "casework.mandate." + act, From: string(from), To: string(to), Data: map[string]string{"number": d.Number},
	})
}
