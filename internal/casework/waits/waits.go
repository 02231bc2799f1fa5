// Package waits says for which organismes a demand waits, since when, and from when on they are late (C042).
//
// « En retard » is a mark, never a state: it is the present instant held against a due one. The due instants are derived from
// what was said and kept beside it, by the transaction that says it, since a list of what is late among a hundred thousand
// demands must be read from an index. Changed delays are counted anew by package lateness.
package waits

import (
	"time"

	"preau/internal/casework/workdays"
)

// SilentDays are the working days of silence of all organismes after which a modérateur is called (C044).
const SilentDays = 5

// Wait is what one team was asked in a demand, and what it answered.
type Wait struct {
	AskedAt    time.Time // the first word of the helpers' side that it has not answered; zero: none
	AnsweredAt time.Time // its first answer
	SpokeAt    time.Time // its last one
}

// Delays are how long an organisme may take, in its working days.
type Delays struct {
	First, Follow int
	Calendar      workdays.Calendar
}

// Due is the instant from which on the team is late. A first answer is awaited since the demand was sent; afterwards the team
// goes on owing news since its last answer, or since what it was asked after that, which gives it time to read it. That a
// question is repeated gives it no more: only the first one counts. It is zero of a team that was asked nothing and has said nothing.
func (d Delays) Due(w Wait) time.Time {
	if w.AskedAt.IsZero() && w.SpokeAt.IsZero() {
		return time.Time{}
	}
	if w.AnsweredAt.IsZero() {
		return d.Calendar.Due(w.AskedAt, d.First)
	}
	from := w.SpokeAt
	if w.AskedAt.After(from) {
		from = w.AskedAt
	}
	return d.Calendar.Due(from, d.Follow)
}

// Team is a team that a demand waits for.
type Team struct {
	Wait
	Delays
}

// Call is when a modérateur is called: when the last of the teams has left a question of the helpers' side unanswered for
// SilentDays. It is zero while one of them has answered all that it was asked, or where there is no team.
func Call(teams []Team) time.Time {
	var last time.Time
	for _, t := range teams {
		if t.AskedAt.IsZero() {
			return time.Time{}
		}
		if at := t.Calendar.Due(t.AskedAt, SilentDays); at.After(last) {
			last = at
		}
	}
	return last
}

// Mark is what a list and a page say of lateness, also before it happens.
type Mark struct {
	Due  time.Time // zero: nobody is waited for
	Late bool
}

// LastDay is an instant of the last day on which an answer is in time: what is due at midnight is due the day before.
func (m Mark) LastDay() time.Time {
	if m.Due.IsZero() {
		return m.Due
	}
	return m.Due.Add(-time.Second)
}

// MarkOf is the mark at an instant: that of the team that is due first.
func MarkOf(now time.Time, dues ...time.Time) Mark {
	var m Mark
	for _, d := range dues {
		if !d.IsZero() && (m.Due.IsZero() || d.Before(m.Due)) {
			m.Due = d
		}
	}
	m.Late = !m.Due.IsZero() && !now.Before(m.Due)
	return m
}
