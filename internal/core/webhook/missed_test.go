package webhook_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/webhook"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// fail adds messages that failed: « event 0000 » is the oldest, and three have one instant.
func (h *house) fail(n int64, many int) {
	h.Helper()
	e := h.show(n).Endpoint
	h.in(func(tx *db.Tx) error {
		for i := range many {
			at := tx.Now().Add(time.Duration(i/3-many) * time.Second)
			if _, err := tx.Exec(h.Context(), `INSERT INTO webhook_deliveries (id, endpoint_id, event, kind, object, path, happened_at, added_at, state, tries, tried_at, status, why)
				VALUES ($1, $2, $3, 'thing.done', '2026-7', '/choses/2026-7', $4, $4, 'failed', 14, $4, 503, '')`, fmt.Sprintf("sent %04d", i), e.ID, fmt.Sprintf("event %04d", i), at); err != nil {
				return err
			}
		}
		return nil
	})
}

// waiting is what the home shows of it.
func (h *house) waiting(who access.Actor) (out []inbox.Item) {
	h.Helper()
	h.in(func(tx *db.Tx) (err error) {
		out, err = inbox.New(h.s).Waiting(h.Context(), tx, who)
		return err
	})
	return out
}

// All that was sent is listed, page by page; all that failed is in front of the administrators, and is sent again by one act, the oldest first,
// or let go by another.
func TestMissed(t *testing.T) {
	each(t, func(h *house) {
		n, _ := h.make()
		h.to.status = http.StatusGone
		h.ok(h.s.Try(h.Context(), h.admin(), n))
		h.drain()
		if s := h.show(n); s.Deliveries[0].State != webhook.Failed || s.Missed.N != 0 || len(h.waiting(h.who)) != 0 {
			h.Errorf("a trial that failed is missed: %+v", s)
		}
		h.fail(n, webhook.MostReplayed+20)

		seen, before := map[string]bool{}, webhook.Mark{}
		for last := "~"; ; {
			s, err := h.s.Show(h.Context(), h.admin(), n, before)
			h.ok(err)
			for _, d := range s.Deliveries {
				if seen[d.ID] || d.Kind != webhook.Ping && d.ID >= last {
					h.Fatalf("%s is listed twice, or not in its place", d.ID)
				}
				if seen[d.ID] = true; d.Kind != webhook.Ping {
					last = d.ID
				}
			}
			if before = webhook.MarkOf(s.Older.String()); before == (webhook.Mark{}) {
				break
			}
		}
		if len(seen) != webhook.MostReplayed+21 {
			h.Errorf("%d are listed", len(seen))
		}
		if got := h.waiting(h.who); len(got) != 1 || got[0].Count != webhook.MostReplayed+20 || got[0].Path != webhook.Path {
			h.Errorf("the home has %+v", got)
		}
		if got := h.waiting(access.Actor{ID: "x"}); len(got) != 0 {
			h.Errorf("others are shown %+v", got)
		}
		if all, err := h.s.All(h.Context(), h.admin()); err != nil || all[0].Missed != webhook.MostReplayed+20 {
			h.Errorf("the list has %+v, %v", all, err)
		}

		if _, err := h.s.ReplayMissed(h.Context(), h.admin(), n); !apperr.Is(err, apperr.Forbidden) {
			h.Errorf("replayed to a disabled address: %v", err)
		}
		h.ok(h.s.Enable(h.Context(), h.admin(), n))
		if _, err := h.s.ReplayMissed(h.Context(), access.Actor{ID: "x", Name: "x"}, n); !apperr.Is(err, apperr.NotFound) {
			h.Error(err)
		}
		if got, err := h.s.ReplayMissed(h.Context(), h.admin(), n); err != nil || got != webhook.MostReplayed {
			h.Fatalf("replayed %d, %v", got, err)
		}
		h.in(func(tx *db.Tx) error {
			again, err := db.All(h.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT event FROM webhook_deliveries WHERE state = 'waiting' ORDER BY event`)
			if err == nil && (len(again) != webhook.MostReplayed || again[0] != "event 0000" || again[len(again)-1] != fmt.Sprintf("event %04d", webhook.MostReplayed-1)) {
				h.Errorf("%d go out again, from %q on", len(again), again[0])
			}
			return err
		})
		if got := h.show(n).Missed.N; got != 20 {
			h.Errorf("%d are missing still", got)
		}
		h.ok(h.s.Replay(h.Context(), h.admin(), n, fmt.Sprintf("sent %04d", webhook.MostReplayed)))
		if _, err := h.s.LetGo(h.Context(), h.admin(), n, 20); !apperr.Is(err, apperr.Conflict) || h.show(n).Missed.N != 19 {
			h.Errorf("let go what nobody was shown: %v", err)
		}
		if got, err := h.s.LetGo(h.Context(), h.admin(), n, 19); err != nil || got != 19 || h.show(n).Missed.N != 0 || len(h.waiting(h.who)) != 0 {
			h.Errorf("let go %d, %v", got, err)
		}
		if _, err := h.s.ReplayMissed(h.Context(), h.admin(), n); !apperr.Is(err, apperr.Conflict) {
			h.Errorf("nothing was missing: %v", err)
		}
		h.ok(h.s.Replay(h.Context(), h.admin(), n, fmt.Sprintf("sent %04d", webhook.MostReplayed+1)))
	})
}

// What an address is told of no more is not sent to it again, neither what failed nor what is under way, and misses nobody; who changes the kinds
// is told how many those are.
func TestUnwanted(t *testing.T) {
	each(t, func(h *house) {
		n, _ := h.make()
		h.fail(n, 3)
		h.to.status = http.StatusServiceUnavailable
		h.ok(h.does("test.thing.do"))
		h.drain()
		change := func(dropped int, kinds ...string) {
			h.Helper()
			e := h.show(n)
			got, err := h.s.Change(h.Context(), h.admin(), n, e.Version, webhook.Wish{URL: e.URL, Events: kinds})
			if err != nil || got != dropped {
				h.Fatalf("dropped %d, %v", got, err)
			}
		}
		change(0, "thing.done", "thing.gone")
		change(4, "thing.gone")
		h.to.status = http.StatusNoContent
		before := len(h.to.got)
		h.d.Clock.Advance(time.Hour)
		h.drain()
		s := h.show(n)
		if len(h.to.got) != before || s.Missed.N != 0 || len(h.waiting(h.who)) != 0 || s.Deliveries[0].State != webhook.Failed || s.Deliveries[0].SettledAt.IsZero() {
			h.Errorf("%d messages, %d missing, %+v", len(h.to.got)-before, s.Missed.N, s.Deliveries[0])
		}
		if err := h.s.Replay(h.Context(), h.admin(), n, "sent 0001"); !apperr.Is(err, apperr.Forbidden) {
			h.Errorf("replayed what it is told of no more: %v", err)
		}
		if o, ok := s.OffersOf("thing.done").Of(webhook.Replay); ok && len(o.Reasons) == 0 {
			h.Error("it is offered")
		}
		h.ok(h.s.Try(h.Context(), h.admin(), n))
		change(0, "thing.done")
		h.ok(h.s.Replay(h.Context(), h.admin(), n, "sent 0001"))
		h.drain()
		if len(h.to.got) != before+2 {
			h.Errorf("%d messages", len(h.to.got)-before)
		}
	})
}

// Who tells a fact while an administrator removes the address is not refused because of it: it is sent to nobody, and forgotten with the address.
func TestRemovedMeanwhile(t *testing.T) {
	each(t, func(h *house) {
		n, _ := h.make()
		h.fail(n, 1)
		remove := func() { h.ok(h.s.Remove(h.Context(), h.admin(), n)) }
		if h.d.Engine() == db.Postgres { // the other's act has begun: on SQLite nobody writes before it ends
			h.looked = remove
			h.ok(h.does("test.thing.do"))
		} else {
			h.ok(h.does("test.thing.do"))
			remove()
		}
		h.drain()
		if all, err := h.s.All(h.Context(), h.admin()); err != nil || len(all) != 0 || len(h.to.got) != 0 || len(h.waiting(h.who)) != 0 {
			h.Errorf("%+v, %v; %d messages", all, err, len(h.to.got))
		}
		h.d.Clock.Advance(25 * time.Hour)
		h.drain()
		h.in(func(tx *db.Tx) error {
			left, err := db.Value[int](h.Context(), tx, `SELECT (SELECT count(*) FROM webhook_endpoints) + (SELECT count(*) FROM webhook_deliveries)`)
			if left != 0 {
				h.Errorf("%d rows are left", left)
			}
			return err
		})
	})
}
