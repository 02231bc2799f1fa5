package mandate

import (
	"context"
	"errors"
	"slices"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Entry is one mandate as its demand's people see it: what they may not see is not in it.
type Entry struct {
	Mandate
	Now     State
	Before  bool            // of before their last no, so that it counts for nothing
	Phone   registers.Phone // of the proof
	Why     string          // of the proof: why it was a mistake
	Person  demand.Identity // of Proof: who gave it, as they were named then; nobody: not known
	Texts   []Text
	Replies []Reply

	mine bool // asked for by the reader, or in a demand of theirs
}

// Resendable says whether its text can be sent again.
func (e Entry) Resendable() bool {
	return e.Now == Asked && slices.ContainsFunc(e.Texts, Text.CanResend)
}

// Lost says whether its text did not reach the usager.
func (e Entry) Lost() bool {
	return slices.ContainsFunc(e.Texts, func(t Text) bool { return t.CanResend() || !t.UndeliveredAt.IsZero() })
}

// MayWithdraw says whether the aidant's side may end it.
func (e Entry) MayWithdraw() bool {
	return e.N > 0 && Moves.May(Withdraw, e.Now, []Doer{Aidant}, e.Mandate)
}

// MayDisown says whether its asker may say that the answer which ended it was a stranger's.
func (e Entry) MayDisown() bool {
	return e.mine && Moves.May(Disown, e.Now, []Doer{Asker}, e.Mandate)
}

// View is a demand's mandates, the newest first, with what somebody may do.
type View struct {
	demand.Demand
	Entries  []Entry
	Standing demand.Mandate
	Proof    bool // may see numbers, texts, answers and scans
	Dates    bool // sees dates and nothing else (administrators)
	Keep     bool // may ask, sign and take back
	Texts    bool // the platform sends texts
	Preview  string
	Others   []Agency        // that a new mandate may name, too
	Why      []apperr.Reason // why one may not
}

// Pending is the mandate that waits for an answer.
func (v View) Pending() (Entry, bool) {
	i := slices.IndexFunc(v.Entries, func(e Entry) bool { return e.Now == Asked })
	if i < 0 {
		return Entry{}, false
	}
	return v.Entries[i], true
}

// Show are the mandates of a demand, for who may see that there are any (1.2).
func (s *Service) Show(ctx context.Context, who access.Actor, number string) (View, error) {
	var v View
	if !who.SignedIn() {
		return v, apperr.UnauthenticatedErr()
	}
	var all []Mandate
	var texts []Text
	var said []Reply
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		d, err := demand.ByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		roles := demand.RolesOf(who, d)
		if _, err := demand.Moves.Next(demand.SeeMandate, d.State, roles, d); err != nil {
			return apperr.NotFoundErr()
		}
		v = View{Demand: d, Proof: demand.Moves.May(demand.SeeProof, d.State, roles, d), Keep: demand.Moves.May(demand.KeepMandate, d.State, roles, d)}
		v.Why = demand.Moves.Why(demand.KeepMandate, d.State, roles, d)
		v.Dates = !demand.Moves.May(demand.See, d.State, roles, d)
		if all, err = ofDemand(ctx, tx, d.ID); err != nil || !v.Proof {
			return err
		}
		if texts, err = textsOf(ctx, tx, d.ID); err == nil {
			said, err = saidOf(ctx, tx, d.ID)
		}
		return err
	})
	if err != nil {
		return v, err
	}
	v.Standing = s.standing(all, v.Demand, heldOn(v.Demand), s.o.Clock.Now())
	v.Entries = s.entries(v.Demand, all, texts, said, s.o.Clock.Now())
	for i, e := range v.Entries {
		v.Entries[i].mine = slices.Contains(doers(who, v.Demand, e.Mandate), Asker)
	}
	if !v.Proof {
		v.narrow()
		return v, nil
	}
	k, err := s.o.Keys.One(ctx, v.KeyID)
	if err == nil {
		err = v.open(k)
	}
	if err == nil && v.Keep {
		err = s.offers(ctx, who, &v)
	}
	if err == nil && v.State != demand.Draft && slices.ContainsFunc(v.Entries, func(e Entry) bool { return e.Phone != "" }) {
		err = demand.NoteReading(ctx, s.o.DB, who, v.Demand) // the number is the usager's, and their words: before they are shown (C082)
	}
	return v, err
}

// Brief is what a demand's own page says of its mandates, the newest first: kinds, states and dates, never numbers nor words. Of a draft
// it leaves out the one that is named by its day, which the draft's form shows.
func (s *Service) Brief(ctx context.Context, who access.Actor, d demand.Demand) ([]Entry, error) {
	roles := demand.RolesOf(who, d)
	if !demand.Moves.May(demand.SeeMandate, d.State, roles, d) {
		return nil, nil
	}
	v := View{Demand: d, Dates: !demand.Moves.May(demand.See, d.State, roles, d)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := ofDemand(ctx, tx, d.ID)
		v.Entries = s.entries(d, all, nil, nil, s.o.Clock.Now())
		return err
	})
	v.narrow()
	if d.State == demand.Draft {
		v.Entries = slices.DeleteFunc(v.Entries, func(e Entry) bool { return e.N == 0 })
	}
	return v.Entries, err
}

// heldOn is the day of the mandate that the structure holds, as a draft names it.
func heldOn(d demand.Demand) string {
	if d.State == demand.Draft && d.MandateKind == string(Held) {
		return d.MandateOn
	}
	return ""
}

func (s *Service) entries(d demand.Demand, all []Mandate, texts []Text, said []Reply, now time.Time) []Entry {
	var out []Entry
	no := lastNo(all, d.Signer())
	for _, m := range all {
		e := Entry{Mandate: m, Now: m.At(now)}
		e.Before = e.Now == Given && !m.another(d.Signer()) && s.before(m, no)
		for _, t := range texts {
			if t.MandateID == m.ID {
				e.Texts = append(e.Texts, t)
			}
		}
		for _, a := range said {
			if a.MandateID == m.ID {
				e.Replies = append(e.Replies, a)
			}
		}
		out = append(out, e)
	}
	on := heldOn(d)
	if on == "" || on <= s.dayOf(no) || s.dayFault(on, now) != "" || slices.ContainsFunc(all, func(m Mandate) bool { return m.Kind == Held && m.On == on }) {
		return out
	}
	m := Mandate{Kind: Held, State: Given, On: on, AskedName: d.CreatorName} // named by its day, where the demand is written
	m.dated()
	return append(out, Entry{Mandate: m, Now: m.At(now)})
}

// narrow leaves what référents see, kinds and dates, or administrators, dates.
func (v *View) narrow() {
	for i, e := range v.Entries {
		kept := Mandate{N: e.N, Kind: e.Kind, State: e.State, On: e.On, AskedAt: e.AskedAt, GivenAt: e.GivenAt, EndedAt: e.EndedAt, MistakenAt: e.MistakenAt}
		if v.Dates {
			kept.Kind = ""
		}
		v.Entries[i] = Entry{Mandate: kept, Now: e.Now, Before: e.Before}
	}
	if v.Dates {
		v.Standing.Kind = ""
	}
}

// open makes readable what the proof shows.
func (v *View) open(k seal.Key) error {
	for i := range v.Entries {
		e := &v.Entries[i]
		n, err := k.Open(numberAt(e.ID), e.sealed)
		if err != nil {
			return err
		}
		e.Phone = registers.Phone(n)
		if e.Why, err = k.Open(whyAt(e.ID), e.why); err != nil {
			return err
		}
		for j := range e.Texts {
			if e.Texts[j].Words, err = k.Open(textAt(e.Texts[j].ID), e.Texts[j].sealed); err != nil {
				return err
			}
		}
		for j := range e.Replies {
			if e.Replies[j].Words, err = k.Open(saidAt(e.Replies[j].ID), e.Replies[j].sealed); err != nil {
				return err
			}
		}
	}
	return nil
}

// offers says whether texts go out, and what the next would say.
func (s *Service) offers(ctx context.Context, who access.Actor, v *View) error {
	_, err := s.o.Way(ctx)
	v.Texts = err == nil
	if err != nil && !errors.Is(err, ErrNoWay) {
		return err
	}
	going := named(v.Demand)
	if len(going) > 0 {
		v.Preview = asking(s.o.Speak(i18n.French), who.Name, structure(v.Demand), names(going))
	}
	if v.State == demand.Draft { // whose organismes are chosen where it is written
		return nil
	}
	v.Others, err = s.others(ctx, v.Demand)
	return err
}

// proven is one mandate of a demand with its key, for who may see its proof.
func (s *Service) proven(ctx context.Context, who access.Actor, number string, n int64) (demand.Demand, Mandate, seal.Key, error) {
	var d demand.Demand
	var m Mandate
	if !who.SignedIn() {
		return d, m, seal.Key{}, apperr.UnauthenticatedErr()
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if d, err = demand.ByNumber(ctx, tx, who, number); err != nil {
			return err
		}
		if _, err = demand.Moves.Next(demand.SeeProof, d.State, demand.RolesOf(who, d), d); err != nil {
			return err
		}
		m, err = nth(ctx, tx, d.ID, n)
		return err
	})
	if err != nil {
		return d, m, seal.Key{}, err
	}
	k, err := s.o.Keys.One(ctx, d.KeyID)
	return d, m, k, err
}

// Proof is one mandate with what proves it and who gave it, noted in the demand's history (C063).
func (s *Service) Proof(ctx context.Context, who access.Actor, number string, n int64) (View, Entry, error) {
	v, err := s.Show(ctx, who, number)
	if err != nil {
		return v, Entry{}, err
	}
	if _, err := demand.Moves.Next(demand.SeeProof, v.State, demand.RolesOf(who, v.Demand), v.Demand); err != nil {
		return v, Entry{}, err
	}
	i := slices.IndexFunc(v.Entries, func(e Entry) bool { return e.N == n })
	if i < 0 {
		return v, Entry{}, apperr.NotFoundErr()
	}
	k, err := s.o.Keys.One(ctx, v.KeyID)
	if err == nil {
		v.Entries[i].Person, err = s.person(k, v.Demand, v.Entries[i].Mandate)
	}
	if err == nil {
		err = s.o.DB.InTx(ctx, func(tx *db.Tx) error { return note(ctx, tx, who, v.Demand, "prove", "", "") })
	}
	if err == nil && v.State != demand.Draft {
		err = demand.NoteReading(ctx, s.o.DB, who, v.Demand) // before it is given out (C082)
	}
	return v, v.Entries[i], err
}

// Sheet is what the prefilled page says (C060).
type Sheet struct {
	demand.Demand
	Structure string
	Agencies  []string
	Also      int64    // number of the organisme that it names beside the demand's
	Others    []Agency // that it may name beside them, once the demand was sent
	Usager    demand.Identity
	Aidant    string
}

// French are the words of what the usager reads, signs and is sent, whatever language their aidant works in.
func (s *Service) French() *i18n.T { return s.o.Speak(i18n.French) }

// Sheet is the page to be signed, for who keeps the demand's mandate. It may name one organisme more, by its number.
func (s *Service) Sheet(ctx context.Context, who access.Actor, number string, also int64) (Sheet, error) {
	d, k, err := s.keeper(ctx, who, number)
	if err != nil {
		return Sheet{}, err
	}
	out := Sheet{Demand: d, Aidant: who.Name, Structure: structure(d), Also: also}
	all, err := s.naming(ctx, d, []int64{also})
	if apperr.Is(err, apperr.Invalid) {
		return out, apperr.NotFoundErr()
	}
	if out.Agencies = names(all); err == nil && d.State != demand.Draft {
		out.Others, err = s.others(ctx, d)
	}
	if err != nil {
		return out, err
	}
	if out.Usager, err = d.Usager(k); err != nil || d.State == demand.Draft {
		return out, err
	}
	return out, demand.NoteReading(ctx, s.o.DB, who, d) // before it is shown (C082)
}
