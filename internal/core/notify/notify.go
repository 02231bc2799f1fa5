// Package notify is the outbox: it says to people, by mail, what happened.
//
// A use case calls Send within its transaction: kind, recipient and typed data are queued with what they tell of, or
// not at all. A job renders and sends each mail. Its state is committed before the SMTP dialogue begins, so a program
// that dies in between leaves it uncertain, never forgotten: it is sent again by itself, with the same Message-ID.
//
//	queued → sending → accepted | refused | deferred → sending … | uncertain → sending … | failed
//	withheld: never queued, because the person does not want it or has not come yet; kept so that it can be explained
//	for_digest → in_digest: its person wants it once a day; it goes out within a mail of its own kind, the digest
//
// A person thus gets each mail at least once, and twice only when the connection or the program died between the
// final dot and the record of its answer (R230). Of an accepted mail the log keeps no data; texts are never kept.
package notify

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// Letterhead is what the instance, or one of its services, says of itself in a mail.
type Letterhead struct {
	Title          string // in brackets before each subject
	Operator       string // one line at the foot: who runs it, where
	From, FromName string // empty: the transport's
	ReplyTo        string // empty: none
	Returns        string // address to which mails come back; empty: they come back to From, where nobody may look
	Zone           *time.Location
}

// Options are what notify needs of the rest of the program. Catalogue and Letterhead must be given.
type Options struct {
	BaseURL    string // the instance's public address
	Catalogue  *i18n.Catalogue
	Letterhead func(ctx context.Context, service string) (Letterhead, error)
	// EverSignedIn says whether an account was signed in to at least once; nil: all were.
	EverSignedIn func(ctx context.Context, tx *db.Tx, accountID string) (bool, error)
	// Reader is an account's person as mails reach them today; false: the account is no more. Nil: as the last mail to it was addressed.
	Reader func(ctx context.Context, tx *db.Tx, accountID string) (Recipient, bool, error)
	// Attach opens a document that a content names; nil: there are none.
	Attach func(ctx context.Context, ref string) (mail.Attachment, error)
	Log    *slog.Logger // nil: says nothing
	// Watch is told what became of each try, and of mails that come back; nil: nobody counts.
	Watch func(outcome string)
}

// Service is the outbox.
type Service struct {
	db        *db.DB
	queue     *jobs.Queue
	clock     clock.Clock
	transport mail.Transport
	o         Options
	links     Links
	kinds     map[string]Kind
	lost      map[string]Told
	sent      map[string]Told
	retried   map[string]Retried
	unheard   map[string]Told
}

// Told is told what became of a mail.
type Told func(ctx context.Context, tx *db.Tx, e Entry) error

// Retried is told who has a mail sent again.
type Retried func(ctx context.Context, tx *db.Tx, who access.Actor, e Entry) error

// New registers the job that sends and the one that finds what was left behind. Two kinds of the same name are a programmer's fault.
func New(d *db.DB, q *jobs.Queue, c clock.Clock, tr mail.Transport, o Options, key []byte, kinds ...Kind) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Watch == nil {
		o.Watch = func(string) {}
	}
	s := &Service{db: d, queue: q, clock: c, transport: tr, o: o, links: NewLinks(o.BaseURL, key), kinds: map[string]Kind{}, lost: map[string]Told{}, sent: map[string]Told{}, retried: map[string]Retried{}, unheard: map[string]Told{}}
	for _, k := range append(kinds, digestKind()) {
		if _, twice := s.kinds[k.Name]; twice {
			panic(fmt.Sprintf("notify: two kinds of mail named %s", k.Name))
		}
		s.kinds[k.Name] = k
	}
	jobs.Handle(q, sendJob, s.deliver)
	q.Every("notify.sweep", sweepEvery, s.sweep)
	q.Every("notify.digest", digestEvery, s.Digests)
	return s
}

// WhenLost has fn told of each mail of a kind that ends refused or failed, in the transaction that records it: for a step
// that would wait in silence for whom no mail reaches. It is declared before anything is sent, by who sends the kind.
func (s *Service) WhenLost(kind string, fn Told) { s.lost[kind] = fn }

// WhenSent has fn told of each mail of a kind that a server has taken, or that is said to have arrived, in the transaction that records
// it: for a step that is done only then. The same mail may be told twice, and one that was told lost may be sent after all. Of
// mails that are told in a digest nothing is said.
func (s *Service) WhenSent(kind string, fn Told) { s.sent[kind] = fn }

// WhenRetried has fn told of each mail of a kind that an administrator has sent again, in the transaction that queues it: for a step that
// was open to something else while nothing was under way.
func (s *Service) WhenRetried(kind string, fn Retried) { s.retried[kind] = fn }

// WhenUnheard has fn told of each mail of a kind whose dialogue broke off before the server's answer, in the transaction that records it: it
// may have arrived, though it is tried again.
func (s *Service) WhenUnheard(kind string, fn Told) { s.unheard[kind] = fn }

// Links are the instance's, with its key.
func (s *Service) Links() Links { return s.links }

// Label is what people call a kind of mail; a kind that is no longer declared goes by its name.
func (s *Service) Label(t *i18n.T, kind string) string {
	if k, ok := s.kinds[kind]; ok && k.Label != "" {
		return t.S(k.Label)
	}
	return kind
}

// KindNames are the names of all declared kinds, sorted.
func (s *Service) KindNames() []string { return slices.Sorted(maps.Keys(s.kinds)) }
