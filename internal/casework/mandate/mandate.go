// Package mandate holds the usager's authorisation, without which no demand is sent: a signed sheet, or an SMS that they
// answer (C060-C063). These are its rules; they know neither tables nor transports.
//
// States of an SMS mandate: asked → given | refused | expired; given → revoked. A signed one is given from the first day.
package mandate

import (
	"slices"
	"time"
)

// State is where a mandate stands.
type State string

// The states that are stored. Expired is derived from a date, and never stored.
const (
	Asked   State = "asked"
	Given   State = "given"
	Refused State = "refused"
	Revoked State = "revoked"
	Expired State = "expired"
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
	Number   string // E.164, of an SMS mandate
	AskedAt  time.Time
	GivenAt  time.Time // of a sheet: its date
	Reminded bool
	Again    bool // an unclear answer was asked about once more
}

// At is the state at an instant: what nobody answered for seven days, and what is a year old, has expired.
func (m Mandate) At(now time.Time) State {
	switch {
	case m.State == Asked && !now.Before(m.AskedAt.Add(PendingFor)):
		return Expired
	case m.State == Given && !now.Before(m.Until()):
		return Expired
	}
	return m.State
}

// Until is the first instant at which a given mandate no longer holds: a year after, the 29th of February's on the 1st of March.
func (m Mandate) Until() time.Time { return m.GivenAt.AddDate(ValidYears, 0, 0) }

// Holds says whether a demand may be sent under it.
func (m Mandate) Holds(now time.Time) bool { return m.At(now) == Given }

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
}

// Take tells what an answer from a number does. It is about the newest pending mandate of that number, and no other; NON
// or STOP without a pending one revokes the newest that was given. What is neither changes nothing, and is asked about once.
func Take(all []Mandate, number string, a Answer, at time.Time) Effect {
	if m, ok := newest(all, number, Asked, at); ok {
		e := Effect{Mandate: m.ID, Kept: true}
		switch a {
		case Yes:
			e.To = Given
		case No:
			e.To = Refused
		case Unclear:
			e.Ask = !m.Again
		}
		return e
	}
	m, ok := newest(all, number, Given, at)
	if !ok {
		return Effect{}
	}
	e := Effect{Mandate: m.ID, Kept: true}
	if a == No {
		e.To = Revoked
	}
	return e
}

// newest is the mandate of a number in a state that was asked for last.
func newest(all []Mandate, number string, state State, at time.Time) (Mandate, bool) {
	var of []Mandate
	for _, m := range all {
		if m.Kind == BySMS && m.Number == number && m.At(at) == state && !m.AskedAt.After(at) {
			of = append(of, m)
		}
	}
	if len(of) == 0 {
		return Mandate{}, false
	}
	return slices.MaxFunc(of, func(a, b Mandate) int { return a.AskedAt.Compare(b.AskedAt) }), true
}
