package crash_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/exetest"
	"preau/internal/migrations"
)

const (
	leastKills     = 50
	leastStruck    = 30  // of the kills: during a write or a mail
	leastWrites    = 500 // acknowledged
	leastActivated = 5   // accounts, by the link in the mail
)

// TestCrash kills the program at random instants while browsers post and mails leave, and then holds what each browser
// was told against what is there. PREAU_TEST_SOAK (a duration) makes it go on for that long.
func TestCrash(t *testing.T) {
	soak := soakFor(t)
	binary := exetest.Build(t, "preau/cmd/preau")
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			s := newSite(t, e, binary, dbtest.URL(t, e))
			r := &run{site: s, town: s.prepare(), begin: time.Now()}
			r.siege(soak)
			r.judge()
		})
	}
}

// TestCrashAtTheFirstStart kills the program while it makes its tables and its key: the next start finishes that.
func TestCrashAtTheFirstStart(t *testing.T) {
	soak := soakFor(t)
	binary := exetest.Build(t, "preau/cmd/preau")
	for e, empty := range map[db.Engine]func(testing.TB) string{
		db.SQLite:   func(t testing.TB) string { return filepath.Join(t.TempDir(), "preau.db") },
		db.Postgres: dbtest.EmptyPostgres,
	} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			begin, whole := time.Now(), time.Duration(0)
			for n := 0; n < 12 || time.Since(begin) < soak; n++ {
				t.Run("", func(t *testing.T) {
					r := &run{site: newSite(t, e, binary, empty(t))}
					if n > 0 { // the first start tells how long it takes
						ready, _ := r.start(time.Duration(rand.Int64N(int64(whole))))
						r.kill()
						t.Logf("killed after %t", ready)
					}
					r.mustStart()
					if n == 0 {
						whole = r.starts[0]
					}
					r.end()
					r.usable()
				})
			}
			t.Logf("%s for a first start", whole)
		})
	}
}

// usable: all tables are there, and nothing was made that cannot be used.
func (r *run) usable() {
	r.t.Helper()
	h := r.house(clock.System{})
	has, knows, err := migrations.Version(r.t.Context(), h.d)
	r.ok(err)
	if has != knows {
		r.t.Errorf("tables of version %d, the program knows %d", has, knows)
	}
	_, err = h.Accounts.AdminCreate(r.t.Context(), program(), "admin@preau.test")
	r.ok(err)
	r.ok(h.d.Close())
}

func soakFor(t *testing.T) time.Duration {
	t.Helper()
	if testing.Short() {
		t.Skip("a minute long")
	}
	s := config.Env()["PREAU_TEST_SOAK"]
	if s == "" {
		return 0
	}
	soak, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return soak
}

// run is one engine's.
type run struct {
	*site
	*town
	begin    time.Time
	begun    time.Time // of the present life
	clients  []*client
	kills    int
	atStart  int // kills before the program answered
	inWrite  int // kills while forms were under way
	inMail   int // kills while mails were under way
	inEither int
	twice    int // mails that arrived more than once
	retried  int // mails that were cut off too often
	starts   []time.Duration
}

// people are the clients, eight at a time. They sign in while it is still calm.
func (r *run) people() []*client {
	t, asking := r.town, r.town.schools[enterers:]
	out := []*client{r.coordinator(t), r.newcomers(), r.joiner(1, t, asking[:len(asking)/2]), r.joiner(2, t, asking[len(asking)/2:])}
	for i := range 4 {
		out = append(out, r.enterer(i+1, t, t.schools[2*i:2*i+2]))
	}
	return out
}

func (s *site) client(name string) *client {
	return &client{site: s, record: newRecord(), name: name, closing: &s.closing}
}

// siege lets everybody work while the program is killed and started again; at the end it lives, and all bring what they
// began to its end.
func (r *run) siege(soak time.Duration) {
	r.t.Helper()
	r.mustStart()
	r.clients = r.people()
	r.box.dawdle(true)
	r.kill()
	ctx, cancel := context.WithCancelCause(r.t.Context())
	defer cancel(nil)
	var all sync.WaitGroup
	for _, c := range r.clients {
		all.Go(func() {
			if err := c.run(ctx); err != nil && ctx.Err() == nil {
				cancel(err)
			}
		})
	}
	for ctx.Err() == nil && !r.enough(soak) {
		r.strike()
	}
	if ctx.Err() == nil {
		r.mustStart()
	}
	r.closing.Store(true)
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		r.t.Fatalf("%v\nThe program said:\n%s", err, r.said())
	}
}

func (r *run) enough(soak time.Duration) bool {
	spent := time.Since(r.begin)
	done := r.inEither >= leastStruck+5 && r.acknowledged.Load() >= leastWrites+50 && r.activated.Load() >= leastActivated+3
	return r.kills >= leastKills && spent >= soak && (done || spent > 4*time.Minute)
}

// strike starts the program, lets it live for a moment, and kills it; now and then before it has come to answering.
func (r *run) strike() {
	r.t.Helper()
	if r.kills%4 == 3 {
		r.later()
	}
	if r.kills%10 == 9 {
		r.startAndKill()
		return
	}
	r.mustStart()
	r.live()
	writing, mailing := r.posting.Load() > 0, r.box.talking.Load() > 0
	r.kill()
	r.kills++
	r.inWrite += one(writing)
	r.inMail += one(mailing)
	r.inEither += one(writing || mailing)
}

// live lets the program be for a moment, a longer one where the machine is slow: some forms are to be acknowledged.
func (r *run) live() {
	<-time.After(50*time.Millisecond + time.Duration(rand.Int64N(int64(500*time.Millisecond))))
	for until := r.acknowledged.Load() + rand.Int64N(15); r.acknowledged.Load() < until && time.Since(r.begun) < 2*time.Second; {
		<-time.After(time.Millisecond)
	}
}

func (r *run) mustStart() {
	r.t.Helper()
	ready, took := r.start(30 * time.Second)
	if !ready {
		r.t.Fatalf("the program does not start again:\n%s", r.said())
	}
	r.starts, r.begun = append(r.starts, took), time.Now()
}

// startAndKill kills while the program starts.
func (r *run) startAndKill() {
	r.t.Helper()
	var shortest time.Duration
	for _, d := range r.starts {
		if shortest == 0 || d < shortest {
			shortest = d
		}
	}
	ready, _ := r.start(time.Duration(float64(shortest) * float64(r.kills%7+1) / 8))
	r.kill()
	r.kills++
	r.atStart += one(!ready)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
