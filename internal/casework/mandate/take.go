package mandate

import (
	"cmp"
	"context"
	"slices"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sms"
)

// byText is who acts when an SMS comes in, in the history.
const byText = "SMS"

// Take takes what a provider told: an answer, or a receipt. Whatever is told again changes nothing (C064). An error asks to be told
// again later.
func (s *Service) Take(ctx context.Context, provider string, e sms.Event) error {
	if e.Receipt != nil {
		return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.receipt(ctx, tx, provider, e) })
	}
	var err error
	for range 3 { // somebody may move the mandate between the two looks at it
		if err = s.answer(ctx, provider, e); !apperr.Is(err, apperr.Conflict) {
			break
		}
	}
	return err
}

// receipt notes what became of a text. One that comes before the text's own answer was recorded is read there.
func (s *Service) receipt(ctx context.Context, tx *db.Tx, provider string, e sms.Event) error {
	seen, err := sms.Seen(ctx, tx, provider, e)
	if err != nil || seen {
		return err
	}
	t, err := receivedText(ctx, tx, provider, e.Receipt.Provider)
	if notThere(err) {
		return nil
	}
	if err != nil {
		return err
	}
	next := t
	switch {
	case e.Receipt.Delivered:
		next.DeliveredAt, next.UndeliveredAt = e.Receipt.At, time.Time{}
	case t.DeliveredAt.IsZero(): // else it was given up and arrived all the same
		next.UndeliveredAt = e.Receipt.At
	}
	if _, err := saveText(ctx, tx, t, next); err != nil || next.UndeliveredAt.IsZero() {
		return err
	}
	m, err := byID(ctx, tx, t.MandateID)
	if err != nil || m.At(tx.Now()) != Asked {
		return err
	}
	return s.lost(ctx, tx, m, next)
}

// answer finds whom an answer concerns, opens that demand's key with no transaction open, then does what the answer says.
func (s *Service) answer(ctx context.Context, provider string, e sms.Event) error {
	in := *e.Incoming
	a, came := Read(in.Text), s.o.Clock.Now()
	hash := s.o.Hash(in.From)
	var all []Mandate
	var d demand.Demand
	var before time.Time
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if all, err = byHash(ctx, tx, hash); err != nil {
			return err
		}
		if before, err = sms.Before(ctx, tx, provider, in); err != nil {
			return err
		}
		if !before.IsZero() {
			a = a.inDoubt()
		}
		if i := slices.IndexFunc(all, func(m Mandate) bool { return m.ID == Take(all, hash, a, in.At, came).Mandate }); i >= 0 {
			d, err = demand.ByID(ctx, tx, all[i].DemandID)
		}
		return err
	})
	if err != nil {
		return err
	}
	eff := Take(all, hash, a, in.At, came)
	if eff.Mandate == "" {
		return s.unknown(ctx, provider, e)
	}
	if eff.Doubt {
		a = a.inDoubt()
	}
	if !before.IsZero() {
		if !eff.about(all).AskedAt.After(before) { // the same once more, as far as it matters
			return nil
		}
		in.New, e.Incoming = true, &in
	}
	k, err := s.o.Keys.One(ctx, d.KeyID)
	if apperr.Is(err, apperr.NotFound) { // wiped
		return s.unknown(ctx, provider, e)
	}
	if err != nil {
		return err
	}
	said := Reply{ID: id.New(), MandateID: eff.Mandate, Answer: a, EventID: in.ID, At: in.At}
	if said.sealed, err = k.Seal(saidAt(said.ID), in.Text); err != nil {
		return err
	}
	more, err := s.asksAgain(k, all, eff)
	if err != nil {
		return err
	}
	words, err := s.repeated(ctx, all, d.ID, said, in.Text)
	if err != nil {
		return err
	}
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		if again, err := sms.Before(ctx, tx, provider, sms.Incoming{ID: in.ID, Alike: in.Alike}); err != nil || !before.IsZero() && !again.Equal(before) {
			return cmp.Or(err, stale())
		}
		if seen, err := sms.Seen(ctx, tx, provider, e); err != nil || seen {
			return err
		}
		now, err := byHash(ctx, tx, hash)
		if err != nil {
			return err
		}
		if Take(now, hash, a, in.At, came) != eff {
			return stale()
		}
		return s.apply(ctx, tx, now, eff, said, more, reach{all: Stops(in.Text), since: before, words: words})
	})
}

// unknown only notes that an answer was taken: it is nobody's, so nothing of it is kept.
func (s *Service) unknown(ctx context.Context, provider string, e sms.Event) error {
	return s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := sms.Seen(ctx, tx, provider, e)
		return err
	})
}

// asksAgain is the text that asks once more, where one is due.
func (s *Service) asksAgain(k seal.Key, all []Mandate, eff Effect) (*Text, error) {
	if !eff.Ask {
		return nil, nil //nolint:nilnil // none is due
	}
	t, err := sealText(k, eff.Mandate, Again, again(s.o.Speak(i18n.French), eff.about(all).AskedName))
	return &t, err
}

// apply writes an answer and what follows from it. All are the mandates of its number, and r says how far a no reaches.
func (s *Service) apply(ctx context.Context, tx *db.Tx, all []Mandate, eff Effect, said Reply, more *Text, r reach) error {
	m := eff.about(all)
	if err := insertSaid(ctx, tx, said); err != nil {
		return err
	}
	d, err := demand.ByID(ctx, tx, m.DemandID)
	if err != nil {
		return err
	}
	from := m.At(said.At)
	who := access.ByProgram(byText, tx.Now())
	act := "answer"
	switch {
	case eff.To == Given:
		m.State, m.GivenAt, act = Given, answeredAt(m, said.At, tx.Now()), "authorise"
	case eff.To != "":
		m.State, m.EndedAt, act = eff.To, tx.Now(), "deny"
	}
	if more != nil {
		m.Again = true
		if err := s.queue(ctx, tx, *more); err != nil {
			return err
		}
	}
	if err := save(ctx, tx, m); err != nil {
		return err
	}
	if err := note(ctx, tx, who, d, act, from, m.State); err != nil {
		return err
	}
	switch eff.To {
	case Given:
		if err := demand.NoteMandate(ctx, tx, d.ID, demand.Mandate{Kind: string(BySMS), On: m.Day(s.o.Zone())}); err != nil {
			return err
		}
		return s.tell(ctx, tx, d, newsGiven, "", m, false)
	case Refused, Revoked:
		revoked, err := denied(ctx, tx, who, d, m, all, said.At)
		if err != nil {
			return err
		}
		if eff.To == Refused && !revoked {
			err = s.refused(ctx, tx, d, m)
		} else {
			err = s.ended(ctx, tx, d, newsRevoked, "", m)
		}
		if err != nil || !r.all && from == Asked {
			return err
		}
		return s.stopped(ctx, tx, who, m, all, said.At, r)
	case Asked, Expired, Cancelled:
	}
	return s.tell(ctx, tx, d, newsSaid, "", m, false)
}

// denied revokes what else the number had given for the demand: the usager's last word is no, for all of it (C062). It says whether there
// was any.
func denied(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, m Mandate, all []Mandate, at time.Time) (revoked bool, err error) {
	for _, x := range all {
		from := x.At(at)
		if x.ID == m.ID || x.DemandID != m.DemandID || from != Given {
			continue
		}
		if x.State, err = Moves.Next(Deny, from, []Doer{Usager}, x); err != nil {
			return revoked, err
		}
		x.EndedAt, revoked = tx.Now(), true
		if err := save(ctx, tx, x); err != nil {
			return revoked, err
		}
		if err := note(ctx, tx, who, d, "deny", from, x.State); err != nil {
			return revoked, err
		}
	}
	return revoked, nil
}

// reach is how far a no reaches.
type reach struct {
	all   bool      // it says stop: also to what is only asked, and where it answers a question
	since time.Time // to what was asked after that, where it may be the delivery, once more, of an older one (decision 40); zero: to all
	words []Reply   // the no, as each mandate of another demand keeps it
}

// repeated is a no sealed once more for each mandate of another demand that it may end: its proof says by what words (C063). A no is nothing but that
// word, so it tells the one nothing of the other. Keys are opened with no transaction open.
func (s *Service) repeated(ctx context.Context, all []Mandate, demandID string, said Reply, text string) ([]Reply, error) {
	var out []Reply
	for _, x := range all {
		if from := x.At(said.At); said.Answer != No || x.DemandID == demandID || from != Given && from != Asked {
			continue
		}
		k, err := s.o.Keys.One(ctx, x.KeyID)
		if apperr.Is(err, apperr.NotFound) { // wiped
			continue
		}
		if err != nil {
			return nil, err
		}
		y := said
		y.ID, y.MandateID = id.New(), x.ID
		if y.sealed, err = k.Seal(saidAt(y.ID), text); err != nil {
			return nil, err
		}
		out = append(out, y)
	}
	return out, nil
}

// stopped ends what the number gave for other demands, and, where it said stop, what it is asked there: whoever takes their word back and answers
// no question means all of it, and is not to find out by and by what goes on. Both sides of each are told (C062).
func (s *Service) stopped(ctx context.Context, tx *db.Tx, who access.Actor, m Mandate, all []Mandate, at time.Time, r reach) error {
	for _, x := range all {
		from := x.At(at)
		if x.DemandID == m.DemandID || !x.AskedAt.After(r.since) || from != Given && (from != Asked || !r.all) {
			continue
		}
		d, err := demand.ByID(ctx, tx, x.DemandID)
		if err != nil {
			return err
		}
		if x.State, err = Moves.Next(Deny, from, []Doer{Usager}, x); err != nil {
			return err
		}
		x.EndedAt = tx.Now()
		if i := slices.IndexFunc(r.words, func(y Reply) bool { return y.MandateID == x.ID }); i >= 0 {
			if err := insertSaid(ctx, tx, r.words[i]); err != nil {
				return err
			}
		}
		if err := save(ctx, tx, x); err != nil {
			return err
		}
		if err := note(ctx, tx, who, d, "deny", from, x.State); err != nil {
			return err
		}
		if from == Asked {
			err = s.refused(ctx, tx, d, x)
		} else {
			err = s.ended(ctx, tx, d, newsRevoked, "", x)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// answeredAt is when a mandate was given: when the usager wrote it, as far as the provider's clock can be believed.
func answeredAt(m Mandate, said, now time.Time) time.Time {
	switch {
	case said.Before(m.AskedAt):
		return m.AskedAt
	case said.After(now):
		return now
	}
	return said
}

// waitArgs are a job's: what has waited long enough is reminded of, or over.
type waitArgs struct {
	Mandate string `json:"mandate"`
}

// waited reminds the usager once, after two days, and tells the aidant when seven have passed without an answer.
func (s *Service) waited(ctx context.Context, _ jobs.Job, a waitArgs) error {
	var m Mandate
	var d demand.Demand
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if m, err = byID(ctx, tx, a.Mandate); err == nil {
			d, err = demand.ByID(ctx, tx, m.DemandID)
		}
		return err
	})
	if notThere(err) {
		return nil // wiped
	}
	if err != nil || m.State != Asked {
		return err
	}
	now := s.o.Clock.Now()
	if m.At(now) == Expired {
		return s.o.DB.InTx(ctx, func(tx *db.Tx) error { return s.tell(ctx, tx, d, newsExpired, "", m, false) })
	}
	if !m.RemindDue(now) {
		return nil
	}
	k, err := s.o.Keys.One(ctx, m.KeyID)
	if err != nil {
		if apperr.Is(err, apperr.NotFound) {
			return nil
		}
		return err
	}
	t, err := sealText(k, m.ID, Remind, reminding(s.o.Speak(i18n.French), m.AskedName, structure(d), names(m.Agencies)))
	if err != nil {
		return err
	}
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := byID(ctx, tx, a.Mandate)
		if err != nil || !m.RemindDue(tx.Now()) {
			return err
		}
		m.Reminded = true
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		return s.queue(ctx, tx, t)
	})
	if notThere(err) {
		return nil
	}
	return err
}
