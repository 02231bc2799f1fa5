package rig

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Meter measures one server on one world.
type Meter struct {
	Rig
	Server *Server
	wires  *http.Transport
}

// Meter measures a server; Close ends it.
func (r Rig) Meter(s *Server, connections int) *Meter {
	return &Meter{Rig: r, Server: s, wires: &http.Transport{MaxIdleConnsPerHost: connections}}
}

// Close closes the clients' connections.
func (m *Meter) Close() { m.wires.CloseIdleConnections() }

// IsReady waits until the server says that it is.
func (m *Meter) IsReady(ctx context.Context) error {
	visitor := m.NewClient("", 0)
	return Until(ctx, 20*time.Millisecond, func() bool { return visitor.Get(ctx, "/readyz") == nil })
}

// Operation is one thing that people do: one request.
type Operation struct {
	Name   string
	By     func(client int) string // the user name of each client; nil: visitors
	Method string
	Route  string
	Most   time.Duration // that the 99th percentile of the server's time may be
	Half   time.Duration // and its median, for readers; 0: nothing is said
	Do     func(ctx context.Context, c *Client, i int) error
	Ready  func(ctx context.Context, c *Client) error // before Do, and not measured; nil: nothing
	Batch  int                                        // how often Do can follow Ready; 0: as often as one likes

	pause time.Duration // between two requests of a client, on average; 0: none
}

// Open is to open a page.
func Open(path string) func(context.Context, *Client, int) error {
	return func(ctx context.Context, c *Client, _ int) error { return c.Get(ctx, path) }
}

// Always is the same user, whichever client.
func Always(user string) func(int) string { return func(int) string { return user } }

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

// Row is an operation, by one client and by all, without a pause and, where that is asked for, with one after each answer.
type Row struct {
	Name            string
	Alone, Together Figures
	Reading         Figures
	Most            time.Duration // that the server's time may be at the 99th percentile; 0: nothing is said
	Half            time.Duration // and at the median
}

// Row measures an operation by one client, then by all of them, several times: the quietest of each counts.
func (m *Meter) Row(ctx context.Context, o Operation) (Row, error) {
	all, err := m.clients(ctx, o)
	if err != nil {
		return Row{}, err
	}
	row := Row{Name: o.Name, Most: o.Most, Half: o.Half}
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
func (m *Meter) clients(ctx context.Context, o Operation) ([]*Client, error) {
	var out []*Client
	for n := range m.Clients {
		user := ""
		if o.By != nil {
			user = o.By(n)
		}
		c := m.NewClient(user, n)
		if user != "" {
			if err := c.SignIn(ctx); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// Tally gathers what several windows measure.
type Tally struct {
	Seen    []time.Duration
	Lines   []Request
	Elapsed time.Duration
	CPU     time.Duration
}

// figures measures for so long, in windows of as many requests as the operation can follow each other.
func (m *Meter) figures(ctx context.Context, o Operation, cs []*Client, long time.Duration) (Figures, error) {
	var t Tally
	for t.Elapsed < long {
		if o.Ready != nil {
			if err := Together(cs, func(c *Client) error { return o.Ready(ctx, c) }); err != nil {
				return Figures{}, err
			}
		}
		if err := m.window(ctx, o, cs, long-t.Elapsed, &t); err != nil {
			return Figures{}, err
		}
	}
	return t.Figures(), nil
}

// window lets all clients do the operation again and again, and reads the server's log of it.
func (m *Meter) window(ctx context.Context, o Operation, cs []*Client, long time.Duration, t *Tally) error {
	mark := m.Server.Log.Mark()
	seen := make([][]time.Duration, len(cs))
	before := m.Server.CPU()
	begun := Now()
	err := Together(cs, func(c *Client) error {
		i := slices.Index(cs, c)
		for n := 0; (o.Batch == 0 || n < o.Batch) && Now().Sub(begun) < long; n++ {
			at := Now()
			if err := o.Do(ctx, c, n); err != nil {
				return err
			}
			seen[i] = append(seen[i], Now().Sub(at))
			if o.pause > 0 {
				read(ctx, o.pause, c.N*7+n*3)
			}
		}
		return nil
	})
	t.Elapsed += Now().Sub(begun)
	t.CPU += m.Server.CPU() - before
	all := slices.Concat(seen...)
	t.Seen = append(t.Seen, all...)
	if err != nil {
		return err
	}
	lines, err := m.Server.Log.Since(ctx, mark, len(all))
	for _, l := range lines {
		if l.Route == o.Route && l.Method == o.Method {
			t.Lines = append(t.Lines, l)
		}
	}
	return err
}

// read lets a client look at what it got, for half to one and a half times the pause: others do at other times.
func read(ctx context.Context, pause time.Duration, turn int) {
	Wait(ctx, pause/2+pause*time.Duration(turn%11)/10)
}

// Wait lets time pass.
func Wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// Together does something for all clients at the same time.
func Together(cs []*Client, do func(c *Client) error) error {
	var all sync.WaitGroup
	errs := make([]error, len(cs))
	for i, c := range cs {
		all.Go(func() { errs[i] = do(c) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// Figures are those of what was gathered.
func (t Tally) Figures() Figures {
	n := len(t.Lines)
	if n == 0 {
		return Figures{}
	}
	took, sizes, f := make([]time.Duration, n), make([]int64, n), Figures{Requests: n}
	for i, l := range t.Lines {
		took[i], sizes[i] = l.Took, l.Bytes
		f.Statements = max(f.Statements, l.Statements)
	}
	slices.Sort(took)
	slices.Sort(t.Seen)
	slices.Sort(sizes)
	f.P50, f.P99, f.Seen99 = At(took, 50), At(took, 99), At(t.Seen, 99)
	f.PerSecond, f.CPU, f.Bytes = float64(n)/t.Elapsed.Seconds(), t.CPU/time.Duration(n), At(sizes, 50)
	return f
}

// At is a percentile of what is sorted: the smallest that so many of a hundred do not exceed.
func At[T any](sorted []T, percent int) T {
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}
