package sending_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/core/inbox"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
)

// waits is whether an acheteur has an order in their work list that its supplier's server has wait.
func (h *house) waits() bool {
	h.Helper()
	n := 0
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
		items, err := inbox.New(h.s).Waiting(h.Context(), tx, h.now(h.buyer))
		n = len(items)
		return err
	}))
	return n > 0
}

// A mail that the supplier's server puts off says what it answers and when it is tried again; after a day it is in the acheteur's work list.
func TestPutOff(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230", "R198")
		h.send()
		if ways, err := h.s.Ways(h.Context(), h.order().Order); err != nil || len(ways) != 0 {
			h.Errorf("before its first try: %v, %v", ways, err)
		}
		m.Answer(mail.Defer)
		h.drain()
		o := h.order().Order
		ways, err := h.s.Ways(h.Context(), o)
		h.ok(err)
		way, off := ways[o.ID]
		if !off || !strings.Contains(way.Said, "connection refused") || way.Tries != 1 || !way.Next.After(h.d.Clock.Now()) || way.Perhaps || way.Long(h.d.Clock.Now()) || h.waits() {
			h.Errorf("put off once: %+v", way)
		}
		h.d.Clock.Advance(25 * time.Hour)
		h.drain()
		if ways, err = h.s.Ways(h.Context(), o); err != nil || !ways[o.ID].Long(h.d.Clock.Now()) || ways[o.ID].Tries != 2 || !h.waits() {
			h.Errorf("after a day: %+v, %v", ways, err)
		}
		h.d.Clock.Advance(time.Hour)
		h.exec(`UPDATE ordering_orders SET moved_at = $1`, h.d.Clock.Now()) // as an administrator's retry does, however long it has waited
		if ways, err = h.s.Ways(h.Context(), o); err != nil || !ways[o.ID].Long(h.d.Clock.Now()) || !h.waits() {
			h.Errorf("sent again by an administrator: %+v, %v", ways, err)
		}
		h.exec(`UPDATE notify_mails SET state = 'queued'`)
		if h.waits() {
			h.Error("no server has put it off, and its acheteur reads that one did")
		}
		h.exec(`UPDATE notify_mails SET state = 'deferred'`)
		m.Answer(nil)
		h.d.Clock.Advance(25 * time.Hour)
		h.drain()
		if ways, err = h.s.Ways(h.Context(), h.order().Order); err != nil || len(ways) != 0 || h.waits() {
			h.Errorf("once it is sent: %+v, %v", ways, err)
		}
	})
}
