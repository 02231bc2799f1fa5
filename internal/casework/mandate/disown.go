package mandate

import (
	"context"
	"slices"
	"strings"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Disown keeps that the answer which ended a mandate was a stranger's, whose number was typed by mistake (decision 81): it counts as no word of the person's.
// It gives no mandate, and the number is asked no more for this demand. Both sides are told, and the responsables of the team, who do not read the demand.
func (s *Service) Disown(ctx context.Context, who access.Actor, number string, n int64, why string) error {
	_, k, err := s.keeper(ctx, who, number)
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, m, err := numbered(ctx, tx, who, number, n)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(Disown, m.At(tx.Now()), doers(who, d, m), m); err != nil {
			return err
		}
		var f apperr.Faults
		if reasoned(&f, why); f.Err() != nil {
			return f.Err()
		}
		if err := s.mistaken(ctx, tx, who, d, k, m, why, newsStranger); err != nil {
			return err
		}
		return s.watch(ctx, tx, who, d, m)
	})
}

// mistook is that of one that was given, said on the aidants' side. Where the same number had said no before, that counts no more either: this is said as of
// a stranger's no, by who typed the number, and under the same eyes.
func (s *Service) mistook(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, k seal.Key, m Mandate, why string) error {
	said, err := saidNoBefore(ctx, tx, who, d, m)
	if err != nil {
		return err
	}
	if err := s.mistaken(ctx, tx, who, d, k, m, why, newsError); err != nil || !said {
		return err
	}
	return s.watch(ctx, tx, who, d, m)
}

// saidNoBefore says whether the number of a mandate ended another one of the demand; it is why not, where who may not say that this was a stranger's.
func saidNoBefore(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, m Mandate) (said bool, err error) {
	all, err := ofDemand(ctx, tx, d.ID)
	for _, x := range all {
		if err != nil || m.Kind != BySMS || x.ID == m.ID || x.Number != m.Number || answered.Why(x) != nil {
			continue
		}
		said = true
		_, err = Moves.Next(Disown, x.At(tx.Now()), doers(who, d, x), x)
	}
	return said, err
}

// doers is what somebody who keeps a demand's mandate is to one of them.
func doers(who access.Actor, d demand.Demand, m Mandate) []Doer {
	out := []Doer{Aidant}
	if m.AskedBy == who.ID || slices.Contains(demand.RolesOf(who, d), demand.AsCreator) {
		out = append(out, Asker)
	}
	return out
}

// mistaken keeps that a mandate never was the person's. Of one by SMS that is so of all that were asked by its number for this demand: none of them
// holds any longer, whatever was answered. What the person took back in words of their own, by no text, stays their no.
func (s *Service) mistaken(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, k seal.Key, m Mandate, why string, what news) error {
	all, err := ofDemand(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID != m.ID && (m.Kind != BySMS || x.Kind != BySMS || x.Number != m.Number || x.takenBack()) || !x.MistakenAt.IsZero() {
			continue
		}
		from := x.At(tx.Now())
		if to, err := Moves.Next(Withdraw, from, []Doer{Aidant}, x); err == nil { // else it has ended
			x.State, x.EndedAt, x.EndedName = to, tx.Now(), who.Name
		}
		x.MistakenAt, x.MistakenName = tx.Now(), who.Name
		if x.why, err = k.Seal(whyAt(x.ID), strings.TrimSpace(why)); err != nil {
			return err
		}
		if err := save(ctx, tx, x); err != nil {
			return err
		}
		if err := note(ctx, tx, who, d, "mistake", from, x.At(tx.Now())); err != nil {
			return err
		}
	}
	return s.ended(ctx, tx, d, what, who.Name, m)
}

// watch tells the other responsables of the team, and where there is none the modérateurs, that somebody says of a no that it was a stranger's: what would
// let one go against a person's word is not done unseen. They learn the number of the demand, and nothing that it says (1.2).
func (s *Service) watch(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, m Mandate) error {
	mine := func(h access.Holder) bool { return h.AccountID == who.ID }
	hs, err := access.Holders(ctx, tx, team.Lead, d.Place())
	if hs = slices.DeleteFunc(hs, mine); err == nil && len(hs) == 0 {
		hs, err = access.Holders(ctx, tx, team.Moderator, access.Everywhere)
		hs = slices.DeleteFunc(hs, mine)
	}
	for _, h := range hs {
		if err == nil {
			err = s.o.Notify.Send(ctx, tx, notify.Mail{
				Kind: told.Disowned, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Occasion: "disowned " + m.ID,
				Data: told.Stranger{Number: d.Number, Team: structure(d), By: who.Name}, Object: notify.Object{Kind: "casework.demand", ID: d.ID},
			})
		}
	}
	return err
}
