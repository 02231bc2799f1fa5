package webhook

import (
	"context"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// mostShown is how many deliveries a page lists.
const mostShown = 50

// Listed is an address in the list.
type Listed struct {
	Endpoint
	Missed int // how many messages it has not got
}

// All are all addresses.
func (s *Service) All(ctx context.Context, who access.Actor) ([]Listed, error) {
	if err := Allow(who); err != nil {
		return nil, err
	}
	var out []Listed
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := endpoints(ctx, tx, `1 = 1`)
		if err != nil {
			return err
		}
		type count struct {
			endpoint string
			n        int
		}
		counts, err := db.All(ctx, tx, func(c *count) []any { return []any{&c.endpoint, &c.n} },
			`SELECT endpoint_id, count(*) FROM webhook_deliveries WHERE `+missing+` GROUP BY endpoint_id`)
		if err != nil {
			return err
		}
		of := map[string]int{}
		for _, c := range counts {
			of[c.endpoint] = c.n
		}
		for _, e := range all {
			out = append(out, Listed{e, of[e.ID]})
		}
		return nil
	})
	return out, err
}

// Mark is a place in the list of what was sent, which is ordered by it, newest first.
type Mark struct {
	At time.Time
	ID string
}

// String is the mark as an address carries it, empty for none.
func (m Mark) String() string {
	if m == (Mark{}) {
		return ""
	}
	return strconv.FormatInt(m.At.UnixMicro(), 10) + "." + m.ID
}

// MarkOf is the mark of an address; the zero Mark for what is none.
func MarkOf(s string) Mark {
	at, id, _ := strings.Cut(s, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil || id == "" {
		return Mark{}
	}
	return Mark{time.UnixMicro(micros).UTC(), id}
}

// Shown is an address as its page shows it.
type Shown struct {
	Endpoint
	Deliveries []Delivery // a page of them, the newest first
	Older      Mark       // where the next page begins; zero: there is none
	Missed     Missed
}

// Show is the address of a number, with a page of what was sent to it: what is older than a mark, or the newest.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64, before Mark) (Shown, error) {
	var out Shown
	if err := Allow(who); err != nil {
		return out, err
	}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if out.Endpoint, err = byNumber(ctx, tx, number); err != nil {
			return err
		}
		if out.Missed, err = missedAt(ctx, tx, out.ID); err != nil {
			return err
		}
		if before == (Mark{}) {
			out.Deliveries, err = deliveries(ctx, tx, `endpoint_id = $1 ORDER BY added_at DESC, id DESC LIMIT $2`, out.ID, mostShown+1)
		} else {
			out.Deliveries, err = deliveries(ctx, tx, `endpoint_id = $1 AND (added_at, id) < ($2, $3) ORDER BY added_at DESC, id DESC LIMIT $4`, out.ID, before.At, before.ID, mostShown+1)
		}
		if len(out.Deliveries) > mostShown {
			out.Deliveries = out.Deliveries[:mostShown]
			last := out.Deliveries[mostShown-1]
			out.Older = Mark{last.AddedAt, last.ID}
		}
		return err
	})
	return out, err
}

// Secret is the secret by which an address knows that a message is ours: for the page that shows it, once it was made or renewed.
func (s *Service) Secret(e Endpoint) string { return written(s.secretOf(e, e.Generation)) }
