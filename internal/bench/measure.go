package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// meter measures one server on one world.
type meter struct {
	Needs
	world  world
	server *server
	wires  *http.Transport
}

// Figures are of one operation: what its requests took, and what they cost.
type Figures struct {
	Requests   int
	P50, P99   time.Duration // from the request's arrival to the answer's end, as the server logs it
	Seen99     time.Duration // as the client sees it
	PerSecond  float64
	CPU        time.Duration // of the server, for each request; 0 where the system does not tell it
	Statements int64         // the most that one asked of the database
	Bytes      int64         // of the answers, at the median, as sent
}

func (n Needs) measure(ctx context.Context, w world, s *server) (Report, error) {
	m := &meter{Needs: n, world: w, server: s, wires: &http.Transport{MaxIdleConnsPerHost: n.AtOnce + n.Clients}}
	defer m.wires.CloseIdleConnections()
	r, err := m.report(ctx)
	if err != nil {
		return r, err
	}
	for _, o := range operations(w) {
		row, err := m.row(ctx, o)
		if err != nil {
			return r, fmt.Errorf("%s: %w", o.name, err)
		}
		r.Rows = append(r.Rows, row)
		n.Log.Info("measured", "what", o.name, "p99", row.Together.P99, "cpu", row.Together.CPU)
	}
	if r.Sums, err = m.sums(ctx); err != nil {
		return r, fmt.Errorf("sums: %w", err)
	}
	if r.Rush, err = m.rush(ctx); err != nil {
		return r, fmt.Errorf("all at once: %w", err)
	}
	r.Memory = s.memory()
	if r.Matrix, err = m.matrix(ctx); err != nil {
		return r, fmt.Errorf("the whole group as a workbook: %w", err)
	}
	r.LoadAfter = load()
	return r, nil
}

// row measures an operation by one client, then by all of them, several times: the quietest of each counts.
func (m *meter) row(ctx context.Context, o operation) (Row, error) {
	all, err := m.clients(ctx, o)
	if err != nil {
		return Row{}, err
	}
	row := Row{Name: o.name, Most: o.most, Half: o.half}
	if _, err := m.figures(ctx, o, all, m.Time/5); err != nil { // warms it up
		return row, err
	}
	for round := range m.Rounds {
		alone, err := m.figures(ctx, o, all[:1], m.Time)
		if err != nil {
			return row, err
		}
		together, err := m.figures(ctx, o, all, m.Time)
		if err != nil {
			return row, err
		}
		if round == 0 || alone.P99 < row.Alone.P99 {
			row.Alone = alone
		}
		if round == 0 || together.CPU < row.Together.CPU {
			row.Together = together
		}
		if m.Pause == 0 {
			continue
		}
		reader := o
		reader.pause = m.Pause
		reading, err := m.figures(ctx, reader, all, m.Time)
		if err != nil {
			return row, err
		}
		if round == 0 || reading.P99 < row.Reading.P99 {
			row.Reading = reading
		}
	}
	return row, nil
}

// clients are the browsers of an operation, signed in when it is not for visitors.
func (m *meter) clients(ctx context.Context, o operation) ([]*client, error) {
	var out []*client
	for n := range m.Clients {
		user := o.by
		if o.each {
			user = member(n % min(mostClients, m.world.Members))
		}
		if o.byN != nil {
			user = o.byN(n)
		}
		c := m.newClient(user, n)
		if user != "" {
			if err := c.signIn(ctx); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// tally gathers what several windows measure.
type tally struct {
	seen    []time.Duration
	lines   []request
	elapsed time.Duration
	cpu     time.Duration
}

// figures measures for so long, in windows of as many requests as the operation can follow each other.
func (m *meter) figures(ctx context.Context, o operation, cs []*client, long time.Duration) (Figures, error) {
	var t tally
	for t.elapsed < long {
		if o.ready != nil {
			if err := together(cs, func(c *client) error { return o.ready(ctx, c) }); err != nil {
				return Figures{}, err
			}
		}
		if err := m.window(ctx, o, cs, long-t.elapsed, &t); err != nil {
			return Figures{}, err
		}
	}
	return t.figures(), nil
}

// window lets all clients do the operation again and again, and reads the server's log of it.
func (m *meter) window(ctx context.Context, o operation, cs []*client, long time.Duration, t *tally) error {
	mark := m.server.log.mark()
	seen := make([][]time.Duration, len(cs))
	before := m.server.cpu()
	begun := now()
	err := together(cs, func(c *client) error {
		i := slices.Index(cs, c)
		for n := 0; (o.batch == 0 || n < o.batch) && now().Sub(begun) < long; n++ {
			at := now()
			if err := o.do(ctx, c, n); err != nil {
				return err
			}
			seen[i] = append(seen[i], now().Sub(at))
			if o.pause > 0 {
				read(ctx, o.pause, c.n*7+n*3)
			}
		}
		return nil
	})
	t.elapsed += now().Sub(begun)
	t.cpu += m.server.cpu() - before
	all := slices.Concat(seen...)
	t.seen = append(t.seen, all...)
	if err != nil {
		return err
	}
	lines, err := m.server.log.since(ctx, mark, len(all))
	for _, l := range lines {
		if l.route == o.route && l.method == o.method {
			t.lines = append(t.lines, l)
		}
	}
	return err
}

// read lets a client look at what it got, for half to one and a half times the pause: others do at other times.
func read(ctx context.Context, pause time.Duration, turn int) {
	wait(ctx, pause/2+pause*time.Duration(turn%11)/10)
}

// wait lets time pass.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// together does something for all clients at the same time.
func together(cs []*client, do func(c *client) error) error {
	var all sync.WaitGroup
	errs := make([]error, len(cs))
	for i, c := range cs {
		all.Go(func() { errs[i] = do(c) })
	}
	all.Wait()
	return errors.Join(errs...)
}

func (t tally) figures() Figures {
	n := len(t.lines)
	if n == 0 {
		return Figures{}
	}
	took, sizes, f := make([]time.Duration, n), make([]int64, n), Figures{Requests: n}
	for i, l := range t.lines {
		took[i], sizes[i] = l.took, l.bytes
		f.Statements = max(f.Statements, l.statements)
	}
	slices.Sort(took)
	slices.Sort(t.seen)
	slices.Sort(sizes)
	f.P50, f.P99, f.Seen99 = at(took, 50), at(took, 99), at(t.seen, 99)
	f.PerSecond, f.CPU, f.Bytes = float64(n)/t.elapsed.Seconds(), t.cpu/time.Duration(n), at(sizes, 50)
	return f
}

// at is a percentile of what is sorted: the smallest that so many of a hundred do not exceed.
func at[T any](sorted []T, percent int) T {
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}
