// Package mandate holds the usager's authorisation, without which no demand is sent: a signed sheet, or an SMS that they
// answer (C060-C063). Its rules are in rules.go, answer.go and text_rules.go; they know neither tables nor transports.
//
// States of an SMS mandate: asked → given | refused | expired; given → revoked. A signed one is given from the first day.
// The texts are an outbox of their own, as mails are: queued → sending → accepted | refused | deferred | uncertain | failed.
package mandate

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/document"
	"preau/internal/core/notify"
	"preau/internal/core/registers"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sms"
)

// Service holds the use cases.
type Service struct {
	o Options
}

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Jobs   *jobs.Queue
	Clock  clock.Clock
	Log    *slog.Logger
	Notify *notify.Service
	Keys   *seal.Service
	Files  *document.Service
	// Hash is keyed by the instance: by it an answer's number finds its mandates.
	Hash func(string) string
	// Way is how texts go out now; ErrNoWay where the operator has set none.
	Way func(context.Context) (Way, error)
	// Country is where numbers without a country code are dialled.
	Country func() registers.Country
	// Zone is the operator's, where days are told.
	Zone func() *time.Location
	// Speak gives the words of texts to usagers.
	Speak func(i18n.Lang) *i18n.T
}

// Way is how texts go out: its name, by which receipts find their text, and what they go under.
type Way struct {
	Name string
	From string // a number or a name; empty: the provider's own
	sms.Transport
}

// ErrNoWay says that the operator's platform sends no texts.
var ErrNoWay = errors.New("no way out for texts")

const (
	jobSend  = "casework.texts.send"
	jobSweep = "casework.texts.sweep"
	jobWait  = "casework.mandates.wait"
)

// New makes the service, and declares its jobs.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Zone == nil {
		o.Zone = func() *time.Location { return time.UTC }
	}
	s := &Service{o: o}
	jobs.Handle(o.Jobs, jobSend, s.deliver)
	jobs.Handle(o.Jobs, jobWait, s.waited)
	o.Jobs.Every(jobSweep, sweepEvery, s.sweep)
	return s
}

const sweepEvery = 15 * time.Minute

// Standing says whether a demand may be sent, for the room of demands (C026): a mandate must have been given and still hold, and it names
// organismes. One that the structure holds may be named by its day alone while the demand is written. It is of the person whom the demand names now: one
// that was given for somebody else does not hold for them.
func (s *Service) Standing(ctx context.Context, tx *db.Tx, d demand.Demand, heldOn string) (demand.Mandate, error) {
	all, err := ofDemand(ctx, tx, d.ID)
	if err != nil {
		return demand.Mandate{}, err
	}
	return s.standing(all, d, heldOn, tx.Now()), nil
}

// standing is the newest mandate that holds, with the organismes that are named by it or another that does; else why none does, the nearest
// to holding first. None counts that is older than its signer's last no: their latest word is for the whole demand, sent or not (decision 86).
func (s *Service) standing(all []Mandate, d demand.Demand, heldOn string, now time.Time) demand.Mandate {
	var out demand.Mandate
	signer := d.Signer()
	no, since := lastNo(all, signer), false // since: a mandate of theirs is from before it
	var other, theirs, own bool             // a mandate of somebody else holds; one of this very day; one of this day and signer
	if heldOn != "" {
		if out.Why = s.dayFault(heldOn, now); out.Why != "" {
			out.WrongDay = out.Why
		} else if heldOn <= s.dayOf(no) {
			out.Why = msg.WhySince
		} else {
			out = demand.Mandate{Kind: string(Held), On: heldOn, Declared: true}
		}
	}
	for _, m := range all {
		if !m.Holds(now) {
			if out.Why == "" && m.MistakenAt.IsZero() { // a stranger's no is none of the person's (decision 81)
				out.Why = whyNot(m.At(now))
			}
			continue
		}
		if m.another(signer) {
			other = true
			theirs = theirs || m.Kind == Held && m.On == heldOn
			continue
		}
		if s.before(m, no) {
			since = true
			continue
		}
		own = own || m.Kind == Held && m.On == heldOn
		if out.Kind == "" {
			out.Kind, out.On = string(m.Kind), m.Day(s.o.Zone())
		}
		for _, a := range m.Agencies {
			out.Agencies = append(out.Agencies, a.ID)
		}
	}
	if out.Declared && theirs && !own { // the day that is typed is that of the paper which somebody else signed
		return s.standing(all, d, "", now)
	}
	switch {
	case out.Kind != "":
		out.Why = ""
	case other:
		out.Other, out.Why = true, msg.WhyOther
	case since && out.WrongDay == "":
		out.Why = msg.WhySince
	case out.Why == "":
		out.Why = whyNone
	case out.Why == msg.WhyRefused && d.State != demand.Draft: // it has gone
		out.Why = msg.WhyDenied
	}
	return out
}

// lastNo is when the person last refused, or took back what they had given; zero: never. A paper of before says nothing of what they want since.
func lastNo(all []Mandate, signer string) time.Time {
	var last time.Time
	for _, m := range all {
		if !m.another(signer) && m.saidNo() && m.EndedAt.After(last) {
			last = m.EndedAt
		}
	}
	return last
}

// before says whether a mandate is from before a no: a paper of that very day is where it was kept already when they said it.
func (s *Service) before(m Mandate, no time.Time) bool {
	if m.Kind == BySMS {
		return m.GivenAt.Before(no)
	}
	day := s.dayOf(no)
	return m.On < day || m.On == day && m.AskedAt.Before(no)
}

// dayOf is the day of an instant where the operator is; empty: of none.
func (s *Service) dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.o.Zone()).Format(time.DateOnly)
}

// Day is the day of the mandate: that of the sheet, or that of the answer where the operator is.
func (m Mandate) Day(zone *time.Location) string {
	if m.Kind != BySMS {
		return m.On
	}
	if m.GivenAt.IsZero() {
		return ""
	}
	return m.GivenAt.In(zone).Format(time.DateOnly)
}
