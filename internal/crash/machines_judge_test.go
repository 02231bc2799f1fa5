package crash_test

import (
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/clock"
	"preau/internal/kit/db"
)

// judge compares what was acknowledged with what is there.
func (m *machines) judge() {
	m.t.Helper()
	m.leftBehind()
	m.nodes.eventually("all mails have arrived", func() bool {
		if m.count(`SELECT count(*) FROM notify_mails WHERE settled_at IS NULL`) == 0 {
			return true
		}
		m.exec(`UPDATE jobs_queue SET run_at = 0 WHERE state = 'waiting' AND kind LIKE 'notify.%'`) // the next try
		return false
	})
	var confirmed, created, sent []string
	for _, c := range m.people {
		confirmed, created, sent = append(confirmed, c.confirmed...), append(created, c.created...), append(sent, c.sent...)
	}
	m.same("baskets", confirmed, `SELECT CAST(number AS TEXT) FROM ordering_baskets WHERE state <> 'open'`)
	m.same("baskets that are ordered", created, `SELECT CAST(number AS TEXT) FROM ordering_baskets WHERE state NOT IN ('open', 'confirmed')`)
	m.same("orders", sent, `SELECT number FROM ordering_orders`)
	m.same("orders that are sent", sent, `SELECT number FROM ordering_orders WHERE state = 'sent'`)
	m.same("dispatches", sent, `SELECT o.number FROM ordering_dispatches d JOIN ordering_orders o ON o.id = d.order_id`)
	if n, want := m.count(`SELECT count(*) FROM ordering_basket_lines`), int64(len(confirmed)*3); n != want {
		m.t.Errorf("%d lines in baskets, not %d: an article was put there twice, or not at all", n, want)
	}
	twice := m.mails(len(sent))
	m.t.Logf("%d acts acknowledged, %d orders sent, %d mails arrived twice; %d requests lost (%d answered by the proxy, %d tried again by it), %d refused in words",
		m.seen.acts.Load(), len(sent), twice, m.seen.lost.Load(), m.proxy.lost.Load(), m.proxy.retried.Load(), m.seen.refused.Load())
	if len(sent) < 20 {
		m.t.Errorf("only %d orders: too little to prove anything", len(sent))
	}
}

// leftBehind lets the time pass that a killed machine's jobs wait for: once the living ones have nothing to send any more.
func (m *machines) leftBehind() {
	m.t.Helper()
	running := func() int64 { return m.count(`SELECT count(*) FROM jobs_queue WHERE state = 'running'`) }
	m.nodes.eventually("the living have nothing to do", func() bool {
		before := running()
		<-time.After(time.Second)
		return m.a.box.talking.Load() == 0 && running() == before && m.count(`SELECT count(*) FROM jobs_queue WHERE state = 'waiting' AND run_at <= $1`, clock.System{}.Now()) == 0
	})
	m.t.Logf("%d jobs are left of machines that were killed", running())
	m.a.later()
}

func (m *machines) same(what string, want []string, q string) {
	m.t.Helper()
	var got []string
	m.a.ok(m.d.View(m.t.Context(), func(tx *db.Tx) (err error) {
		got, err = db.All(m.t.Context(), tx, func(s *string) []any { return []any{s} }, q)
		return err
	}))
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		m.t.Errorf("%s (-acknowledged +there):\n%s", what, diff)
	}
}

// mails: each order's arrived, once; or twice, where a machine died before it knew, and recognisably the same (R230).
func (m *machines) mails(orders int) (twice int) {
	m.t.Helper()
	type row struct {
		id, state string
		repeated  bool
	}
	var rows []row
	m.a.ok(m.d.View(m.t.Context(), func(tx *db.Tx) (err error) {
		rows, err = db.All(m.t.Context(), tx, func(x *row) []any { return []any{&x.id, &x.state, &x.repeated} },
			`SELECT message_id, state, repeated FROM notify_mails WHERE address = $1`, supplierBox)
		return err
	}))
	if len(rows) != orders {
		m.t.Errorf("%d mails to the supplier, of %d orders", len(rows), orders)
	}
	copies := map[string]int{}
	for _, l := range m.a.box.letters() {
		if l.to == supplierBox {
			copies[l.id]++
		}
	}
	for _, x := range rows {
		n := copies[x.id]
		delete(copies, x.id)
		if x.state != "accepted" || n == 0 || n > 1 && !x.repeated {
			m.t.Errorf("the mail %s is %s, and arrived %d times; known as repeated: %t", x.id, x.state, n, x.repeated)
		}
		twice += one(n > 1)
	}
	for id, n := range copies {
		m.t.Errorf("a mail %q arrived %d times that nobody queued", id, n)
	}
	return twice
}
