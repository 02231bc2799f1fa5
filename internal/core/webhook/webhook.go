// Package webhook tells other programs what happened here: an administrator names an address and kinds of facts, and each such fact is posted
// to it, signed as Standard Webhooks says (webhook-id, webhook-timestamp, webhook-signature), until it is taken or a day has passed.
//
// A message has the kind, the instant, a public number and the address of the page: never a word of a person. Who reads more asks the API,
// or signs in. What is to be sent is written in the transaction of the fact. See docs/decisions/0050-webhooks.md.
package webhook

import (
	"context"
	"log/slog"
	"time"

	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/outbound"
)

// Path is the page of all addresses.
const Path = "/administration/webhooks"

// The lives.
const (
	tries      = 14                  // with the queue's growing waits: a day
	tiredAfter = 3 * 24 * time.Hour  // without anything that arrives
	oldLife    = 24 * time.Hour      // of the secret before the last
	keepFor    = 30 * 24 * time.Hour // what was sent is listed
	removedFor = time.Hour           // no act of another's takes as long
)

// How many wait for an answer at a time on a node: mails and all else have the other workers of the queue. Addresses at which nothing arrives
// share one; what finds none free comes back a moment later.
const (
	atOnce        = 4
	failingAtOnce = 1
	moment        = 10 * time.Second
)

// Ping is the kind of a trial.
const Ping = "webhook.ping"

// Fact is a kind of what happened, as the history tells it.
type Fact struct {
	Kind   string // as other programs read it: "order.sent"
	Label  i18n.Key
	Object string   // the history's kind of object
	Acts   []string // the history's acts, each of which is such a fact
	// Look gives the public number of an object, and the path of its page.
	Look func(ctx context.Context, tx *db.Tx, id string) (number, path string, err error)
}

// Options are what the room needs from outside. All are needed.
type Options struct {
	DB      *db.DB
	Jobs    *jobs.Queue
	Clock   clock.Clock
	Log     *slog.Logger
	Mail    *notify.Service
	Facts   []Fact
	Secret  func(name string) string // made of the instance's key
	Poster  outbound.Poster          // which reaches what it may
	BaseURL string
	Plain   bool // the operator named networks inside: an address there, and plain http, may be typed
}

// Service tells other programs.
type Service struct {
	o       Options
	slots   chan struct{}
	failing chan struct{}
}

// New makes the service, and its jobs.
func New(o Options) *Service {
	s := &Service{o, make(chan struct{}, atOnce), make(chan struct{}, failingAtOnce)}
	jobs.Handle(o.Jobs, "webhook.deliver", s.deliver)
	o.Jobs.Every("webhook.sweep", 24*time.Hour, s.sweep)
	return s
}

// Facts are the kinds of facts that can be told.
func (s *Service) Facts() []Fact { return s.o.Facts }

// Hear queues what a fact of the history has to be told to whom, in its transaction.
func (s *Service) Hear(ctx context.Context, tx *db.Tx, fact any) error {
	l, ok := fact.(history.Line)
	if !ok {
		return nil
	}
	for _, f := range s.o.Facts {
		if f.is(l) {
			return s.queue(ctx, tx, f, l.Object.ID)
		}
	}
	return nil
}

func (f Fact) is(l history.Line) bool {
	if f.Object != l.Object.Kind {
		return false
	}
	for _, a := range f.Acts {
		if a == l.Act {
			return true
		}
	}
	return false
}
