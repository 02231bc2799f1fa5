package bench

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"sync/atomic"
	"time"

	"preau/internal/bench/rig"
)

// Sum is the whole of a group, asked lot after lot by one client.
type Sum struct {
	Name   string
	Server time.Duration // of all lots
	Seen   time.Duration
	CPU    time.Duration
	Bytes  int64
}

// sums reads all lots of the group whose sheets are all validated, as pages and as files.
func (m *meter) sums(ctx context.Context) ([]Sum, error) {
	c, err := m.SignedIn(ctx, coordinator, 0)
	if err != nil {
		return nil, err
	}
	var out []Sum
	for _, x := range []struct{ name, tail string }{{"all lots' totals, as pages", "/consolidation"}, {"all lots' quantities, as CSV", "/consolidation.csv"}} {
		var best Sum
		for range m.Rounds {
			s, err := m.sum(ctx, c, x.tail)
			if err != nil {
				return nil, err
			}
			if best.Server == 0 || s.Server < best.Server {
				best = s
			}
		}
		best.Name = x.name
		out = append(out, best)
	}
	return out, nil
}

func (m *meter) sum(ctx context.Context, c *rig.Client, tail string) (Sum, error) {
	mark := m.Server.Log.Mark()
	before := m.Server.CPU()
	begun := rig.Now()
	for lot := range m.world.Lots {
		if err := c.Get(ctx, fmt.Sprintf("/groupements/%d%s?lot=%d", m.world.Whole, tail, lot+1)); err != nil {
			return Sum{}, err
		}
	}
	out := Sum{Seen: rig.Now().Sub(begun)}
	out.CPU = m.Server.CPU() - before
	lines, err := m.Server.Log.Since(ctx, mark, m.world.Lots)
	for _, l := range lines {
		out.Server += l.Took
		out.Bytes += l.Bytes
	}
	return out, err
}

// Rush is many members who save in the same instant.
type Rush struct {
	Members int
	Rounds  int
	Refused int           // of all rounds: not saved, and told so
	Lost    int           // acknowledged, and not there
	Last    time.Duration // when the last one had their answer, in the quickest round
	P50     time.Duration // of the server's time, in that round
}

// firstLine is the field of a sheet's first line, with what is in it.
var firstLine = regexp.MustCompile(`name="q\.1"[^>]* value="(\d+)"`)

// rush lets all save at once, and looks afterwards whether each one's page holds what they sent.
func (m *meter) rush(ctx context.Context) (Rush, error) {
	cs, known := make([]*rig.Client, m.needs.AtOnce), &sheets{}
	err := rig.Several(ctx, m.needs.AtOnce, func(ctx context.Context, i int) (err error) {
		if cs[i], err = m.SignedIn(ctx, member(i), i); err == nil {
			_, err = known.know(ctx, cs[i], m.rushed())
		}
		return err
	})
	if err != nil {
		return Rush{}, err
	}
	r := Rush{Members: m.needs.AtOnce, Rounds: m.Rounds}
	for round := range m.Rounds {
		if err := m.rushOnce(ctx, cs, known, round, &r); err != nil {
			return r, err
		}
	}
	return r, nil
}

// rushed is the address of the sheet that each member saves.
func (m *meter) rushed() string { return fmt.Sprintf("/groupements/%d/besoins/1", m.world.Rush) }

func (m *meter) rushOnce(ctx context.Context, cs []*rig.Client, known *sheets, round int, r *Rush) error {
	mark, begun := m.Server.Log.Mark(), rig.Now()
	var refused, lost atomic.Int64
	saved := make([]bool, len(cs))
	_ = rig.Together(cs, func(c *rig.Client) error { // who is refused is counted
		if err := known.enter(ctx, c, m.rushed(), "enregistrer", m.world.Lines, sent(c, round)); err != nil {
			refused.Add(1)
			return err
		}
		saved[c.N] = true
		return nil
	})
	took := rig.Now().Sub(begun)
	lines, err := m.Server.Log.Since(ctx, mark, len(cs))
	if err != nil {
		return err
	}
	if f := (rig.Tally{Lines: lines, Seen: []time.Duration{took}, Elapsed: took}).Figures(); round == 0 || took < r.Last {
		r.Last, r.P50 = took, f.P50
	}
	err = rig.Several(ctx, len(cs), func(ctx context.Context, i int) error {
		page, err := cs[i].Page(ctx, m.rushed())
		if found := firstLine.FindStringSubmatch(page); err == nil && saved[i] && (found == nil || found[1] != strconv.Itoa(sent(cs[i], round))) {
			lost.Add(1)
		}
		return err
	})
	r.Refused, r.Lost = r.Refused+int(refused.Load()), r.Lost+int(lost.Load())
	return err
}

// sent is what a client sends for the first line: another number in each round. It is below what a page writes with a space.
func sent(c *rig.Client, round int) int { return (c.N+round*7)%900 + 10 }
