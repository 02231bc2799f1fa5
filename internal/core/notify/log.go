package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/db"
)

// Filter narrows the administration's list of mails. The zero value is all of them.
type Filter struct {
	States  []State
	Lost    bool // only those that will not arrive any more, by themselves or with the digest that told them
	Kind    string
	Address string
	Object  Object
	Before  Mark // only older ones: the last line of the previous page
}

// Mark is a place in the list, which is ordered by it, newest first.
type Mark struct {
	QueuedAt time.Time
	ID       string
}

// String is the mark as an address carries it, empty for none.
func (m Mark) String() string {
	if m == (Mark{}) {
		return ""
	}
	return strconv.FormatInt(m.QueuedAt.UnixMicro(), 10) + "." + m.ID
}

// MarkOf is the mark of an address; the zero Mark for what is none.
func MarkOf(s string) Mark {
	at, id, _ := strings.Cut(s, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil || id == "" {
		return Mark{}
	}
	return Mark{QueuedAt: time.UnixMicro(micros).UTC(), ID: id}
}

// Mark is the entry's place in the list.
func (e Entry) Mark() Mark { return Mark{QueuedAt: e.QueuedAt, ID: e.ID} }

// Person is what is known of the mails to one person.
type Person struct {
	Mails []Entry // the last ones, the newest first, those that were withheld among them (R273)
	Last  Last    // what was last said of their address
}

// Of are an account's last mails and what was said of its address: every page about a person shows both.
func (s *Service) Of(ctx context.Context, tx *db.Tx, accountID, address string, limit int) (Person, error) {
	type row struct {
		outgoing
		word bool
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return append([]any{&r.word}, intoMail(&r.outgoing)...) },
		`SELECT * FROM (SELECT FALSE AS word, `+columns+` FROM notify_mails WHERE account_id = $1 ORDER BY queued_at DESC, id DESC LIMIT $2) AS m
		UNION ALL
		SELECT * FROM (SELECT TRUE AS word, `+columns+` FROM notify_mails WHERE `+wordsOn+` $3 `+wordsOrder+` LIMIT $4) AS w`,
		accountID, limit, fold(address), wordsRead)
	if err != nil {
		return Person{}, fmt.Errorf("mails to a person: %w", err)
	}
	var p Person
	var words []word
	for _, r := range rows {
		if r.word {
			words = append(words, r.said())
		} else {
			p.Mails = append(p.Mails, r.Entry)
		}
	}
	slices.SortFunc(p.Mails, func(a, b Entry) int { return cmp.Or(b.QueuedAt.Compare(a.QueuedAt), cmp.Compare(b.ID, a.ID)) })
	slices.SortFunc(words, func(a, b word) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.id, a.id)) })
	p.Last = lastOf(words, tx.Now())
	return p, nil
}

// Recent are the last mails that the filter lets through, newest first.
func (s *Service) Recent(ctx context.Context, tx *db.Tx, f Filter, limit int) ([]Entry, error) {
	var w db.Where
	if len(f.States) > 0 {
		standing(&w, f.States...)
	}
	if f.Lost {
		lost(&w)
	}
	if f.Kind != "" {
		w.And("kind = ?", f.Kind)
	}
	if f.Address != "" {
		w.And("address_fold = ?", fold(f.Address))
	}
	if f.Object != (Object{}) {
		w.And("object_kind = ? AND object_id = ?", f.Object.Kind, f.Object.ID)
	}
	if f.Before != (Mark{}) {
		w.And("(queued_at, id) < (?, ?)", f.Before.QueuedAt, f.Before.ID)
	}
	return entries(ctx, tx, w, limit)
}

// Stock is how many mails are under way or wait for somebody, by state.
func (s *Service) Stock(ctx context.Context, tx *db.Tx) (map[State]int64, error) {
	rows, err := db.All(ctx, tx, func(c *stateCount) []any { return []any{&c.State, &c.N} },
		`SELECT state, count(*) FROM notify_mails WHERE state IN ('queued', 'sending', 'deferred', 'uncertain', 'failed') AND later = '' AND digest = '' GROUP BY state`)
	out := map[State]int64{Queued: 0, Sending: 0, Deferred: 0, Uncertain: 0, Failed: 0}
	for _, c := range rows {
		out[c.State] = c.N
	}
	return out, err
}

// stateCount is how many mails stand in a state.
type stateCount struct {
	State State
	N     int64
}

// Failed are the mails that wait for an administrator, newest first.
func (s *Service) Failed(ctx context.Context, tx *db.Tx, limit int) ([]Entry, error) {
	return s.Recent(ctx, tx, Filter{States: states{Failed}}, limit)
}

func entries(ctx context.Context, tx *db.Tx, w db.Where, limit int) ([]Entry, error) {
	cond, args := w.SQL(1)
	rows, err := db.All(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails WHERE `+cond+` ORDER BY queued_at DESC, id DESC LIMIT $`+strconv.Itoa(len(args)+1), append(args, limit)...)
	out := make([]Entry, len(rows))
	for i, o := range rows {
		out[i] = o.Entry
	}
	return out, err
}

// fold is how addresses are compared: servers may tell a@x from A@x, people do not.
func fold(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
