package mandate

import (
	"slices"
	"time"

	"preau/internal/casework/mandate/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where a mandate stands.
type State string

// The states. Expired is derived from a date, and never stored; what is stored as revoked and never was given is Cancelled.
const (
	Asked   State = "asked"
	Given   State = "given"
	Refused State = "refused"
	Revoked State = "revoked"
	Expired State = "expired"

	Cancelled State = "cancelled" // asked for by mistake, and let go before any answer
)

// Kind is how the usager authorises.
type Kind string

// The kinds.
const (
	Signed Kind = "signed" // a sheet, scanned or photographed
	Held   Kind = "held"   // the structure has one already, of a date
	BySMS  Kind = "sms"
)

const (
	// RemindAfter is when a pending SMS mandate is asked for again, once.
	RemindAfter = 2 * 24 * time.Hour
	// PendingFor is how long an SMS may stay without answer.
	PendingFor = 7 * 24 * time.Hour
	// ValidYears is the life of a mandate; it is renewable.
	ValidYears = 1
)

// Mandate is what the rules look at.
type Mandate struct {
	ID       string
	Kind     Kind
	State    State
	Number   string // of an SMS mandate: what tells its number, the keyed hash in the table
	AskedAt  time.Time
	GivenAt  time.Time // of a sheet: its date
	Reminded bool
	Again    bool // an unclear answer was asked about once more

	DemandID     string
	KeyID        string
	N            int64  // within its demand, from 1
	On           string // day of a sheet
	FileID       string // its scan; empty: none
	AskedBy      string
	AskedName    string
	EndedAt      time.Time // refused, or revoked
	EndedName    string    // by whom; empty: by the usager
	MistakenAt   time.Time // it was said since to be none of the person's: a wrong number, a wrong date (decision 81)
	MistakenName string    // by whom
	Agencies     []Agency  // that it names: with these alone the usager's data are used under it

	sealed  []byte // the number
	signer  string // keyed hash of whom it is; empty: not known
	named   []byte // sealed, who that is
	why     []byte // sealed, why it was a mistake
	version int64
}

// Doer is who moves a mandate.
type Doer string

// The doers.
const (
	Usager Doer = "usager"
	Aidant Doer = "aidant"
	Asker  Doer = "who asked, or created the demand"
)

// Act is what moves a mandate.
type Act string

// The acts.
const (
	Authorise Act = "answer yes"
	Deny      Act = "answer no"
	Withdraw  Act = "take back"
	Disown    Act = "say a wrong number's" // what a stranger answered (decision 81)
)

// whyEnded is why a mandate cannot be moved: it has ended.
var whyEnded = apperr.Reason{Code: "casework.mandate_ended", Kind: apperr.Never, Text: i18n.M(msg.WhyEnded)}

// whyNotAsker is why one may not say that an answer was a stranger's: whoever typed the number knows whose it was to be.
var whyNotAsker = apperr.Reason{Code: "casework.not_asker", Kind: apperr.Act, Text: i18n.M(msg.WhyNotAsker)}

// answered says that a mandate ended by a text, and that nobody has said yet that it was a stranger's.
var answered = workflow.Guard[Mandate]{Name: "a text ended it", Why: func(m Mandate) *apperr.Reason {
	if m.Kind == BySMS && m.EndedName == "" && !m.EndedAt.IsZero() && m.MistakenAt.IsZero() {
		return nil
	}
	return &whyEnded
}}

// Moves is the whole of what may become of a mandate. What nobody answered for seven days, and what is a year old, has expired.
var Moves = workflow.Table[State, Act, Doer, Mandate]{
	Object: "casework-mandate",
	States: []State{Asked, Given, Refused, Revoked, Expired, Cancelled},
	Roles:  []Doer{Usager, Aidant, Asker},
	Rows: []workflow.Row[State, Act, Doer, Mandate]{
		{Do: Authorise, From: []State{Asked}, To: Given, By: []Doer{Usager}},
		{Do: Deny, From: []State{Asked}, To: Refused, By: []Doer{Usager}},
		{Do: Deny, From: []State{Given}, To: Revoked, By: []Doer{Usager}},
		{Do: Withdraw, From: []State{Asked}, To: Cancelled, By: []Doer{Aidant}},
		{Do: Withdraw, From: []State{Given}, To: Revoked, By: []Doer{Aidant}},
		{Do: Disown, From: []State{Refused, Revoked}, By: []Doer{Asker}, If: []workflow.Guard[Mandate]{answered}},
	},
	NotYours: func(do Act, m Mandate) apperr.Reason {
		if do == Disown {
			r := whyNotAsker
			r.Lifters = []apperr.Lifter{{Name: m.AskedName}}
			return r
		}
		return whyEnded
	},
	NotNow: func(Act, State, Mandate) apperr.Reason { return whyEnded },
}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{whyEnded.Code: msg.WhyEnded, whyNoResend.Code: msg.WhyNoResend, whyNotAsker.Code: msg.WhyNotAsker}
}

// At is the state at an instant: what nobody answered for seven days, and what is a year old, has expired; what was let go before any answer was cancelled.
func (m Mandate) At(now time.Time) State {
	switch {
	case m.State == Asked && !now.Before(m.AskedAt.Add(PendingFor)):
		return Expired
	case m.State == Given && !now.Before(m.Until()):
		return Expired
	case m.State == Revoked && m.GivenAt.IsZero():
		return Cancelled
	}
	return m.State
}

// Until is the first instant at which a given mandate no longer holds: a year after, the 29th of February's on the 1st of March.
func (m Mandate) Until() time.Time { return m.GivenAt.AddDate(ValidYears, 0, 0) }

// LastDay is the last day on which a given mandate holds: of one that has a day alone the one before Until, of one by SMS that of its hour.
func (m Mandate) LastDay() time.Time {
	if m.Kind == BySMS {
		return m.Until()
	}
	return m.Until().AddDate(0, 0, -1)
}

// Holds says whether a demand may be sent under it.
func (m Mandate) Holds(now time.Time) bool { return m.At(now) == Given }

// another says whether it is of another person than this one. What is not known of either tells nothing.
func (m Mandate) another(signer string) bool {
	return m.signer != "" && signer != "" && m.signer != signer
}

// saidNo says whether it ended by what the person wants: not one that an aidant let go before any answer, nor one that never was theirs (decision 81).
func (m Mandate) saidNo() bool {
	return m.MistakenAt.IsZero() && !m.EndedAt.IsZero() && (m.State == Refused || m.State == Revoked && !m.GivenAt.IsZero())
}

// takenBack says whether that no was told to somebody who noted it, and came by no text.
func (m Mandate) takenBack() bool { return m.saidNo() && m.EndedName != "" }

// RemindDue says whether the usager is to be asked again.
func (m Mandate) RemindDue(now time.Time) bool {
	return m.Kind == BySMS && !m.Reminded && m.At(now) == Asked && !now.Before(m.AskedAt.Add(RemindAfter))
}

// Effect is what an answer does to the mandate that it is about.
type Effect struct {
	Mandate string // its id; empty: the answer is about none
	To      State  // empty: it stays
	Ask     bool   // ask once more
	Kept    bool   // the words are shown to the aidant
	Doubt   bool   // it may be a late answer to something older, and is read as such: a yes is none
}

// about is the mandate that an answer is about, which is one of these.
func (e Effect) about(all []Mandate) Mandate {
	return all[slices.IndexFunc(all, func(m Mandate) bool { return m.ID == e.Mandate })]
}

const (
	// clocksApart is how far a provider's clock is behind ours without being wrong: an answer that was written before a mandate was asked for is
	// about an older one.
	clocksApart = 2 * time.Minute
	// slowest is how far a wrong clock may be behind: by a time zone, say. What is older was held up on its way.
	slowest = 24 * time.Hour
)

// Take tells what an answer from a number does. It is about the newest pending mandate of that number, and no other; NON
// or STOP without a pending one revokes what was given, the newest first: see stopped for the others, and for STOP. What is neither changes nothing, and is asked about once. What
// comes when nothing waits is kept with the newest of the number, so that the aidant sees it.
//
// A no wins in whatever order two answers are delivered: it refuses what waits, and revokes what was given.
//
// At is when the provider says that it was written, and came when we had it; it was never written later. Nobody answers what was not asked:
// where nothing had been asked by then, the provider's clock is slow, and the answer is about what was asked when it came. Where all that had been asked by then
// is settled and something newer waits, it may be either, late or by a slow clock: a no that takes nothing back is taken for an answer to what waits, a yes is
// not (decision 60).
func Take(all []Mandate, number string, a Answer, at, came time.Time) Effect {
	if at.After(came) {
		at = came
	}
	e := take(all, number, a, at)
	waits, ok := newest(all, number, came, Asked)
	if !ok || !waits.AskedAt.After(at.Add(clocksApart)) || e.To != "" || e.Mandate != "" && e.about(all).At(came) == Asked {
		return e
	}
	if e.Mandate == "" && came.Sub(at) <= slowest {
		return take(all, number, a, came)
	}
	e = take(all, number, a.inDoubt(), came)
	e.Doubt = true
	return e
}

// take is Take where the clocks agree.
func take(all []Mandate, number string, a Answer, at time.Time) Effect {
	for _, s := range []State{Asked, Given} {
		m, ok := newest(all, number, at, s)
		if !ok {
			continue
		}
		e := Effect{Mandate: m.ID, Kept: true}
		if do, ok := acts[a]; ok {
			if to, err := Moves.Next(do, s, []Doer{Usager}, m); err == nil { // else it changes nothing
				e.To = to
			}
		}
		e.Ask = s == Asked && a == Unclear && !m.Again
		return e
	}
	if m, ok := newest(all, number, at, Refused, Revoked, Expired, Cancelled); ok {
		return Effect{Mandate: m.ID, Kept: true}
	}
	return Effect{}
}

var acts = map[Answer]Act{Yes: Authorise, No: Deny}

// newest is the mandate of a number in one of some states that was asked for last.
func newest(all []Mandate, number string, at time.Time, states ...State) (Mandate, bool) {
	var of []Mandate
	for _, m := range all {
		if m.Kind == BySMS && m.Number == number && slices.Contains(states, m.At(at)) && !m.AskedAt.After(at.Add(clocksApart)) {
			of = append(of, m)
		}
	}
	if len(of) == 0 {
		return Mandate{}, false
	}
	return slices.MaxFunc(of, func(a, b Mandate) int { return a.AskedAt.Compare(b.AskedAt) }), true
}
