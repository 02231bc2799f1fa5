package invent

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// written is a demand with what is sealed of it.
type written struct {
	n       int
	key     seal.Key
	id      string
	state   demand.State
	helper  int
	officer int
	theme   string
	urgent  bool
	sentAt  time.Time

	title, text, why, identity []byte
	words                      []string // of the thread
	person                     []string
	messages                   []message
}

type message struct {
	id      string
	officer bool
	at      time.Time
	text    []byte
}

const day = 24 * time.Hour

// Living writes n demands from a number on, whose words are there: of ten, one is new, six are being worked on, two are treated and one is
// closed; those that somebody answered have so many messages.
func (w World) Living(ctx context.Context, from, n, messages int) error {
	r := rand.New(rand.NewPCG(1, uint64(from))) //nolint:gosec // from 0
	w.Turn.Lock()
	keys, err := w.Keys.StageMany(ctx, n)
	w.Turn.Unlock()
	if err != nil {
		return err
	}
	some := make([]written, n)
	for i := range some {
		if some[i], err = w.write(keys[i], r, from+i, messages); err != nil {
			return err
		}
	}
	w.Turn.Lock()
	defer w.Turn.Unlock()
	return w.DB.InTx(ctx, func(tx *db.Tx) error { return w.insert(ctx, tx, some) })
}

// write invents a demand, and seals it.
func (w World) write(k seal.Key, r *rand.Rand, n, messages int) (written, error) {
	x := written{
		n: n, key: k, id: id.New(), helper: n % len(w.Helpers), officer: n % len(w.Officers), theme: w.Themes[n%len(w.Themes)], urgent: n%17 == 0,
		state: [...]demand.State{demand.Sent, demand.Working, demand.Working, demand.Working, demand.Working, demand.Working, demand.Working, demand.Treated, demand.Treated, demand.Closed}[r.IntN(10)],
	}
	// None is treated for so long that it is about to be closed.
	x.sentAt = w.Now.Add(-time.Duration(1+r.IntN(20)) * day)
	who := demand.Identity{First: firsts[r.IntN(len(firsts))], Last: lasts[r.IntN(len(lasts))], Born: fmt.Sprint(1930 + r.IntN(75))}
	raw, err := json.Marshal(who)
	if err != nil {
		return x, err
	}
	title, text := said(r, 5), said(r, 60)
	x.words, x.person = []string{w.number(n), title, text}, []string{who.First, who.Last, who.Born}
	for _, s := range []struct {
		to           *[]byte
		column, text string
	}{{&x.title, "title", title}, {&x.text, "text", text}, {&x.why, "urgent_why", ""}, {&x.identity, "identity", string(raw)}} {
		if *s.to, err = k.Seal(seal.Place{Table: "casework_demands", Column: s.column, Row: x.id}, s.text); err != nil {
			return x, err
		}
	}
	if x.state == demand.Sent {
		return x, nil
	}
	for i := range messages {
		m := message{id: id.New(), officer: i%2 == 0, at: x.sentAt.Add(time.Duration(i+1) * time.Hour)}
		text := said(r, 25)
		x.words = append(x.words, text)
		if m.text, err = k.Seal(seal.Place{Table: "casework_messages", Column: "text", Row: m.id}, text); err != nil {
			return x, err
		}
		x.messages = append(x.messages, m)
	}
	return x, nil
}

// number is the public one of the n-th demand.
func (w World) number(n int) string { return fmt.Sprintf("%d-%06d", w.Now.Year(), n+1) }

// Wiped writes n demands from a number on, of which only numbers and dates are left.
func (w World) Wiped(ctx context.Context, from, n int) error {
	return w.DB.InTx(ctx, func(tx *db.Tx) error { return w.insertWiped(ctx, tx, from, n) })
}

// Number lets the next demand have the number behind so many.
func (w World) Number(ctx context.Context, n int) error {
	return w.DB.InTx(ctx, func(tx *db.Tx) error { return w.count(ctx, tx, n) })
}

// moved is the last change that people see.
func (x written) moved() time.Time {
	if n := len(x.messages); n > 0 {
		return x.messages[n-1].at
	}
	return x.sentAt
}
