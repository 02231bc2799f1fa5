package journeys_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/exetest"
	"preau/internal/kit/web/browsertest"
)

// The whole way of the first service, from the operator's command line to the coordinator's figures, by pages and mails
// alone: on the program that an operator starts, with an empty database and a mail server, without scripts on a laptop and
// with them on a telephone; then, on a telephone, by the keyboard.
func TestJourney(t *testing.T) {
	binary := exetest.Build(t, "preau/cmd/preau")
	for _, x := range []struct {
		name string
		at   func(t *testing.T) ground
		o    browsertest.Options
	}{
		{"sqlite, wide without scripts", func(t *testing.T) ground { return serve(t, binary, db.SQLite) }, browsertest.Options{}},
		{"postgres, narrow with scripts", func(t *testing.T) ground { return serve(t, binary, db.Postgres) }, browsertest.Options{JavaScript: true, Width: 390}},
		{"by keyboard", func(t *testing.T) ground { return newHouse(t, dbtest.Open(t, db.SQLite), nil) }, browsertest.Options{Keyboard: true, Width: 390}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			j := begin(t, x.at(t), x.o)
			j.opening()
			j.campaign()
			j.arrivals()
			j.entry()
		})
	}
}

// journey is a way through the pages, told in steps, and where it takes place. Its steps are subtests.
type journey struct {
	ground
	t       *testing.T
	all     *testing.T // the test whose steps these are
	o       browsertest.Options
	windows map[string]*browsertest.Page // of people, by name
	group   string                       // the path of the group of which it speaks
	demand  string                       // the path of the demand of which it speaks
	phones  *telephones                  // of usagers, where texts go
}

func begin(t *testing.T, at ground, o browsertest.Options) *journey {
	return &journey{ground: at, t: t, all: t, o: o, windows: map[string]*browsertest.Page{}}
}

// step does one step; after one that fails there is nothing to go on from.
func (j *journey) step(name string, do func(j *journey)) {
	j.t.Helper()
	ok := j.all.Run(name, func(t *testing.T) {
		in := *j
		in.t = t
		do(&in)
		j.group, j.demand = in.group, in.demand
	})
	if !ok {
		j.all.FailNow()
	}
}

// as is somebody at their browser, which stays open from step to step.
func (j *journey) as(name string) person {
	j.t.Helper()
	if j.windows[name] == nil {
		j.windows[name] = browsertest.New(j.all, j.base(), j.o)
	}
	return person{j.windows[name].In(j.t), j.t}
}

// mail waits for a mail to an address that holds a text, and gives the newest.
func (j *journey) mail(address, holding string) string {
	j.t.Helper()
	end := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		all := j.mails(j.t, address)
		for i := len(all) - 1; i >= 0; i-- {
			if strings.Contains(all[i], holding) || strings.Contains(flat(all[i]), flat(holding)) {
				return all[i]
			}
		}
		select {
		case <-tick.C:
		case <-end:
			j.t.Fatalf("no mail to %s holds %q; there are: %q", address, holding, all)
		}
	}
}

// flat is a text without its lines' ends and fine typography, as one types it.
func flat(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "’", "'")
}

// pathTo is the path that the newest mail to an address leads to, among those that lead to a page that begins so.
func (j *journey) pathTo(address, page string) string {
	j.t.Helper()
	_, after, _ := strings.Cut(j.mail(address, j.base()+page), j.base()+page)
	rest, _, _ := strings.Cut(after+"\n", "\n")
	rest, _, _ = strings.Cut(rest, " ")
	return page + strings.TrimRight(rest, ">)\r")
}

// deadline is two weeks from now, in the evening.
func (j *journey) deadline() time.Time {
	at := j.now().In(paris).AddDate(0, 0, 14)
	return time.Date(at.Year(), at.Month(), at.Day(), 18, 0, 0, 0, paris)
}

// deadlineShown holds the page against R044: the deadline, with its zone.
func (j *journey) deadlineShown(p person) {
	j.t.Helper()
	p.want("Date limite de saisie des besoins", dayInFrench(j.deadline())+" à 18 h 00", "heure de Paris")
}
