// Package survey asks, once in a demand's life, how its organismes helped, and is anonymous for real (C045).
//
// No ballot is stored. Proposing the survey writes into the demand that it was proposed, and hands out a ticket: organismes, theme and
// month, signed by the instance, with a number drawn for it that is written nowhere. Answering adds one to counters in a transaction of its
// own that has no history, actor, instant or id. That a ticket was used is kept before, by itself, until the ticket's month is over: a keyed hash
// of what was drawn, which stands in the browser's form and nowhere else. So a repeated press counts once, whichever machine it reaches, and the
// mark tells no more than the counters do: that somebody answered in that month.
package survey

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/survey/msg"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Shown is from how many answers on a cell is shown.
const Shown = 5

// lifetime is how long a ticket may be used.
const lifetime = 2 * time.Hour

// Question is one of the survey's.
type Question string

// The questions.
const (
	Solved   Question = "solved" // yes, partly, no
	Delay    Question = "delay"  // 1 to 5, and so are the others
	Clarity  Question = "clarity"
	Courtesy Question = "courtesy"
)

// Questions are all questions, in their order.
func Questions() []Question { return []Question{Solved, Delay, Clarity, Courtesy} }

// Label is the question in words.
func (q Question) Label() i18n.Key {
	return map[Question]i18n.Key{Solved: msg.Solved, Delay: msg.Delay, Clarity: msg.Clarity, Courtesy: msg.Courtesy}[q]
}

// Answers are what may be answered to the question, each with its words.
func (q Question) Answers() []Answer {
	if q == Solved {
		return []Answer{{"yes", msg.Yes}, {"partly", msg.Partly}, {"no", msg.No}}
	}
	return []Answer{{"5", msg.Five}, {"4", msg.Four}, {"3", msg.Three}, {"2", msg.Two}, {"1", msg.One}}
}

// Answer is one of a question's answers.
type Answer struct {
	Value string
	Label i18n.Key
}

// Options are what the service stands on.
type Options struct {
	DB    *db.DB
	Clock clock.Clock
	Key   []byte // of the instance, for this alone
	Zone  func() *time.Location
}

// Service proposes the survey and counts its answers.
type Service struct {
	o Options

	mu   sync.Mutex
	open map[string]proposal // by demand: a page that is loaded again shows what it showed
}

// proposal is a ticket that was handed out and may still be used.
type proposal struct {
	text          string
	closed, until time.Time
}

// New makes the service.
func New(o Options) *Service {
	return &Service{o: o, open: map[string]proposal{}}
}

// ticket is what a form carries. It names no demand and nobody.
type ticket struct {
	Agencies []string `json:"a"`
	Theme    string   `json:"t,omitempty"`
	Month    string   `json:"m"`
	Until    int64    `json:"u"`
	Draw     []byte   `json:"d"`
}

// over is when nobody can use a ticket of its month any more, wherever the instance is. It is the same for all of a month, so that what is kept of one
// tells no hour and no day.
func (t ticket) over() time.Time {
	month, _ := time.Parse("2006-01", t.Month) // the instance has signed it
	return month.AddDate(0, 1, 1)
}

// DropSpent removes a few marks of tickets that nobody can use any more, and says how many. A job calls it.
func (s *Service) DropSpent(ctx context.Context, most int) (n int, err error) {
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err = dropSpent(ctx, tx, most)
		return err
	})
	return n, err
}

// Offer is the ticket of a demand that its creator's side has closed, and false where the survey was proposed before, or is not theirs.
func (s *Service) Offer(ctx context.Context, who access.Actor, number string) (string, bool, error) {
	var t ticket
	var d demand.Demand
	err := s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		if d, err = demand.OfCreator(ctx, tx, who, number); err != nil || d.State != demand.Closed {
			return err
		}
		if ours, err := propose(ctx, tx, d.ID); err != nil || !ours {
			return err
		}
		if t.Agencies, err = agenciesOf(ctx, tx, d.ID); err != nil {
			return err
		}
		t.Theme, t.Month, t.Until = d.ThemeID, tx.Now().In(s.zone()).Format("2006-01"), tx.Now().Add(lifetime).Unix()
		return nil
	})
	if err != nil {
		return "", false, err
	}
	if len(t.Agencies) == 0 {
		text := s.shownBefore(d)
		return text, text != "", nil
	}
	t.Draw = make([]byte, 16)
	_, _ = rand.Read(t.Draw) // never fails
	raw, err := json.Marshal(t)
	if err != nil {
		return "", false, fmt.Errorf("ticket: %w", err)
	}
	text := encode(raw) + "." + encode(s.sign(raw))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[d.ID] = proposal{text: text, closed: d.ClosedAt, until: time.Unix(t.Until, 0)}
	return text, true, nil
}

// May says whether Offer would give a ticket. It changes nothing: what a mail scanner or a page that is loaded ahead opens proposes nothing.
func (s *Service) May(ctx context.Context, who access.Actor, number string) (bool, error) {
	var d demand.Demand
	asks := false
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if d, err = demand.OfCreator(ctx, tx, who, number); err != nil || d.State != demand.Closed {
			return err
		}
		asks, err = unproposed(ctx, tx, d.ID)
		return err
	})
	return err == nil && (asks || s.shownBefore(d) != ""), err
}

// shownBefore is the ticket that was handed out for this closing of a demand, while it may be used; else empty.
func (s *Service) shownBefore(d demand.Demand) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.open[d.ID]; d.State == demand.Closed && p.closed.Equal(d.ClosedAt) && s.o.Clock.Now().Before(p.until) {
		return p.text
	}
	return ""
}

// Answer counts what was answered: each question may be left out, all of them may not. A ticket counts once.
func (s *Service) Answer(ctx context.Context, text string, answers map[Question]string) error {
	t, err := s.read(text)
	if err != nil {
		return err
	}
	given := map[Question]string{}
	for _, q := range Questions() {
		for _, a := range q.Answers() {
			if answers[q] == a.Value {
				given[q] = a.Value
			}
		}
	}
	if len(given) == 0 {
		return apperr.InvalidField(string(Solved), i18n.M(msg.NothingAnswered))
	}
	s.shut(text)
	mark := encode(s.sign([]byte("spent " + text)))
	ours := false
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error {
		ours, err = spend(ctx, tx, mark, t.over())
		return err
	})
	if err != nil || !ours {
		return err
	}
	err = s.o.DB.InTx(ctx, func(tx *db.Tx) error { return count(ctx, tx, t, given) })
	if err != nil { // nothing was counted: they may press again, if that much can be written
		ctx := context.WithoutCancel(ctx)
		err = errors.Join(err, s.o.DB.InTx(ctx, func(tx *db.Tx) error { return giveBack(ctx, tx, mark) }))
	}
	return err
}

// read opens a ticket that this instance has signed and that has not ended. It has one spelling: base64 would let others through, each of which
// would count as a ticket of its own.
func (s *Service) read(text string) (ticket, error) {
	var t ticket
	body, mark, _ := strings.Cut(text, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	sum, err2 := base64.RawURLEncoding.DecodeString(mark)
	if err != nil || err2 != nil || encode(raw)+"."+encode(sum) != text || !hmac.Equal(sum, s.sign(raw)) || json.Unmarshal(raw, &t) != nil || !s.o.Clock.Now().Before(time.Unix(t.Until, 0)) {
		return ticket{}, apperr.InvalidField(string(Solved), i18n.M(msg.TicketOver))
	}
	return t, nil
}

// shut forgets a page that was answered, and those that ended.
func (s *Service) shut(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Clock.Now()
	maps.DeleteFunc(s.open, func(_ string, p proposal) bool { return p.text == text || !now.Before(p.until) })
}

func (s *Service) sign(raw []byte) []byte {
	m := hmac.New(sha256.New, s.o.Key)
	_, _ = m.Write(raw) // never fails
	return m.Sum(nil)
}

func (s *Service) zone() *time.Location {
	if s.o.Zone == nil {
		return time.UTC
	}
	return s.o.Zone()
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
