package crash_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"preau/internal/core/instance"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/exetest"
)

// machines are two that serve one platform behind a reverse proxy, each with its own wire to the database.
type machines struct {
	*nodes
	front  *site // what clients see: the proxy
	proxy  *balancer
	wires  []*wire // of a, of b
	seen   troubles
	people []*shopper
}

// pens is how many schools order at a time.
const pens = 4

// TestMachines: schools order without pause behind a reverse proxy. The machines are restarted one after the other, and no client sees
// an error; one is killed under load, and nothing that was acknowledged is lost or done twice; the way to the database is cut, held and
// slowed, and what cannot be done meanwhile is refused in words; each time all recovers by itself.
func TestMachines(t *testing.T) {
	covers.Statement(t, "R230")
	soak := soakFor(t)
	t.Parallel()
	m := newMachines(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var all sync.WaitGroup
	closing := make(chan struct{})
	for _, c := range m.people {
		all.Go(func() {
			for {
				select {
				case <-closing:
					return
				default:
				}
				if err := c.round(ctx); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	ended := func() { close(closing); all.Wait() }
	for begin := time.Now(); ; {
		for _, part := range []struct {
			name string
			do   func(context.Context)
		}{{"rolling", m.rolling}, {"killed", m.killed}, {"cut off", m.cutOff}, {"cut", m.cut}, {"held", m.held}, {"slow", m.slow}} {
			at := time.Now()
			if part.do(ctx); ctx.Err() != nil {
				t.Fatalf("%s: %v\na said:\n%s\nb said:\n%s", part.name, context.Cause(ctx), m.a.said(), m.b.said())
			}
			t.Logf("%s: %s", part.name, time.Since(at).Round(time.Millisecond))
		}
		if time.Since(begin) >= soak {
			break
		}
	}
	ended()
	if ctx.Err() != nil {
		t.Fatal(context.Cause(ctx))
	}
	m.judge()
}

func newMachines(t *testing.T) *machines {
	t.Helper()
	binary, server := exetest.Build(t, "preau/cmd/preau"), blobtest.NewServer(t).Options()
	url := dbtest.URL(t, db.Postgres)
	m := &machines{nodes: &nodes{t: t, a: newSite(t, db.Postgres, binary, url), b: newSite(t, db.Postgres, binary, url)}}
	m.a.box.life = func() int { return int(m.a.life.Load() + m.b.life.Load()) }
	m.b.box = m.a.box
	m.proxy = balance(t, m.a, m.b)
	shop := m.a.openShop(pens)
	key, err := os.ReadFile(filepath.Join(m.a.dir, instance.KeyFile))
	m.a.ok(err)
	for _, s := range []*site{m.a, m.b} {
		w := layWire(t, url)
		m.wires = append(m.wires, w)
		s.url, s.base = w.url, m.proxy.base
		s.flags = []string{
			"--key=" + strings.TrimSpace(string(key)), "--metrics-listen", "127.0.0.1:0", "--drain", "3s", "--s3-endpoint", server.Endpoint, "--s3-bucket", server.Bucket,
			"--s3-prefix", server.Prefix, "--s3-key", server.Key, "--s3-secret=" + server.Secret, "--s3-path-style",
		}
		s.launch()
	}
	m.proxy.watch(t.Context())
	m.proxy.settled(2)
	m.d, err = db.Open(t.Context(), db.Options{URL: url, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), MaxConns: 2})
	m.a.ok(err)
	t.Cleanup(func() { _ = m.d.Close() }) // it was only read from
	m.front = &site{t: t, whole: t, base: m.proxy.base, up: make(chan struct{})}
	close(m.front.up)
	for n := range pens {
		m.people = append(m.people, m.front.shopper(n, shop, &m.seen))
	}
	return m
}

// goOn waits until schools have done so much more.
func (m *machines) goOn(ctx context.Context, acts int64) {
	m.t.Helper()
	until := m.seen.acts.Load() + acts
	for end := time.Now().Add(soon); m.seen.acts.Load() < until && ctx.Err() == nil; <-time.After(2 * time.Millisecond) {
		if time.Now().After(end) {
			m.t.Fatalf("schools do not get on\na said:\n%s\nb said:\n%s", m.a.said(), m.b.said())
		}
	}
}

// quietly does something of which no client may see anything.
func (m *machines) quietly(what string, do func()) {
	m.t.Helper()
	lost, refused := m.seen.lost.Load(), m.seen.refused.Load()
	do()
	if l, r := m.seen.lost.Load()-lost, m.seen.refused.Load()-refused; l+r > 0 {
		m.t.Errorf("%s: %d requests were lost, %d refused\na said:\n%s\nb said:\n%s", what, l, r, m.a.said(), m.b.said())
	}
}

// rolling restarts one machine after the other, as for another version.
func (m *machines) rolling(ctx context.Context) {
	m.t.Helper()
	m.proxy.strict.Store(true)
	defer m.proxy.strict.Store(false)
	m.quietly("a rolling restart", func() {
		for _, s := range []*site{m.a, m.b} {
			m.goOn(ctx, 5)
			if err := s.process.Stop(syscall.SIGTERM); err != nil {
				m.t.Errorf("asked to stop, the program ended with %v\n%s", err, s.said())
			}
			m.proxy.settled(1)
			m.goOn(ctx, 5)
			s.launch()
			m.proxy.settled(2)
		}
		m.goOn(ctx, 10)
	})
}

// killed ends a machine in the middle of what schools do, more than once.
func (m *machines) killed(ctx context.Context) {
	m.t.Helper()
	for _, s := range []*site{m.a, m.b, m.a} {
		m.goOn(ctx, 7)
		s.process.Kill()
		m.goOn(ctx, 10)
		s.launch()
		m.proxy.settled(2)
	}
}

// cutOff takes one machine's way to the database: it says so, and the other one does the work.
func (m *machines) cutOff(ctx context.Context) {
	m.t.Helper()
	m.wires[0].set(func() { m.wires[0].cut = true })
	m.proxy.settled(1)
	m.goOn(ctx, 5) // what it was asked before has come back
	m.quietly("a machine without a database", func() { m.goOn(ctx, 10) })
	m.wires[0].mend()
	m.proxy.settled(2)
	m.goOn(ctx, 5)
}

// cut takes both machines' way for a moment: what cannot be done is refused in words, which shoppers look at.
func (m *machines) cut(ctx context.Context) {
	m.t.Helper()
	before := m.seen.refused.Load()
	for _, w := range m.wires {
		w.set(func() { w.cut = true })
	}
	m.nodes.eventually("it is refused", func() bool { return m.seen.refused.Load() > before+5 || ctx.Err() != nil })
	for _, w := range m.wires {
		w.mend()
	}
	m.goOn(ctx, 20)
	m.proxy.settled(2)
	for _, s := range []*site{m.a, m.b} {
		if strings.Contains(s.said(), "panic") {
			m.t.Errorf("a database that is away is told as a fault of ours:\n%s", s.said())
		}
	}
}

// held lets no packet through for a while; then all goes on as if nothing had been.
func (m *machines) held(ctx context.Context) {
	m.t.Helper()
	m.quietly("a database that stands still for two seconds", func() {
		for _, w := range m.wires {
			w.set(func() { w.held = make(chan struct{}) })
		}
		<-time.After(2 * time.Second)
		for _, w := range m.wires {
			w.mend()
		}
		m.goOn(ctx, 20)
	})
}

// slow makes each packet take its time.
func (m *machines) slow(ctx context.Context) {
	m.t.Helper()
	m.quietly("a slow database", func() {
		for _, w := range m.wires {
			w.set(func() { w.each = 10 * time.Millisecond })
		}
		m.goOn(ctx, 10)
		for _, w := range m.wires {
			w.mend()
		}
		m.goOn(ctx, 10)
		m.proxy.settled(2)
	})
}
