package crash_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/exetest"
)

// site is a database, its mail server, and the program that is started and killed on them.
type site struct {
	t      *testing.T
	whole  *testing.T // at whose end the program is killed, if it still runs
	engine db.Engine
	binary exetest.Binary
	dir    string // the program's data folder
	url    string // the database
	listen string
	base   string
	flags  []string // more of the program's own
	box    *postbox

	posting      atomic.Int64 // forms under way
	struck       atomic.Int64 // forms that a kill cut off
	life         atomic.Int64 // which start of the program this is
	repeats      atomic.Int64 // forms that were sent again
	acknowledged atomic.Int64 // forms
	activated    atomic.Int64 // accounts
	closing      atomic.Bool  // what was begun is to be brought to its end

	mu      sync.Mutex
	up      chan struct{} // closed while the program answers
	down    bool
	process *exetest.Process // the last that was started
}

// newSite is a site on a database that nothing runs on yet.
func newSite(t *testing.T, e db.Engine, binary exetest.Binary, url string) *site {
	t.Helper()
	s := &site{t: t, whole: t, engine: e, binary: binary, dir: t.TempDir(), url: url, up: make(chan struct{}), down: true}
	s.box = openPostbox(t, func() int { return int(s.life.Load()) })
	s.listen = freeAddress(t)
	s.base = "http://" + s.listen
	return s
}

// freeAddress is one that stays free while the program is down: below the ports that outgoing connections are given.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := "127.0.0.1:" + number(20_000+rand.Int64N(10_000))
		if ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address); err == nil {
			_ = ln.Close() // nobody has called
			return address
		}
	}
	t.Fatal("no free port")
	return ""
}

func (s *site) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// house is the program within the test's own process, while the other one is not running.
type house struct {
	*app.App
	d *db.DB
}

func (s *site) house(c clock.Clock) *house {
	s.t.Helper()
	log := slog.New(slog.NewTextHandler(s.t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	key, err := instance.LoadKey(s.dir, "", log)
	s.ok(err)
	d, err := db.Open(s.t.Context(), db.Options{URL: s.url, Clock: c, Log: log, MaxConns: 5})
	s.ok(err)
	files, err := blob.NewFolder(filepath.Join(s.dir, "files"))
	s.ok(err)
	a, err := app.New(app.Options{
		DB: d, Clock: c, Log: log, Key: key, Files: files, PublicURL: s.base, Version: "crash test",
		Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	s.ok(err)
	return &house{App: a, d: d}
}

// start starts the program, and waits so long for it to answer.
func (s *site) start(patience time.Duration) (ready bool, took time.Duration) {
	s.t.Helper()
	begin := s.launch()
	return s.await(begin, patience)
}

// launch starts the program.
func (s *site) launch() (begin time.Time) {
	s.t.Helper()
	s.life.Add(1)
	begin = time.Now()
	args := []string{"serve", "--data", s.dir, "--db", s.url, "--listen", s.listen, "--url", s.base, "--proxies", "127.0.0.0/8"}
	s.process = s.binary.Start(s.whole, append(args, s.flags...)...)
	return begin
}

// await waits for the program to answer.
func (s *site) await(begin time.Time, patience time.Duration) (ready bool, took time.Duration) {
	s.t.Helper()
	for time.Since(begin) < patience {
		if s.answers() {
			took = time.Since(begin)
			s.open()
			return true, took
		}
		select {
		case <-s.process.Ended(): // by itself
			return false, 0
		case <-time.After(3 * time.Millisecond):
		}
	}
	return false, 0
}

func (s *site) answers() bool {
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/readyz", nil)
	s.ok(err)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

func (s *site) open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = false
	close(s.up)
}

func (s *site) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.down {
		s.down, s.up = true, make(chan struct{})
	}
}

// waitUp waits until the program answers.
func (s *site) waitUp(ctx context.Context) error {
	s.mu.Lock()
	up := s.up
	s.mu.Unlock()
	select {
	case <-up:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// kill ends the program at once, wherever it is.
func (s *site) kill() {
	s.t.Helper()
	s.shut()
	s.process.Kill()
}

// end asks the program to stop, and waits.
func (s *site) end() {
	s.t.Helper()
	s.shut()
	if err := s.process.Stop(os.Interrupt); err != nil {
		s.t.Errorf("asked to stop, the program ended with %v\n%s", err, s.said())
	}
}

// said is what the program said in its last life.
func (s *site) said() string { return s.process.Words.String() }

// later makes all that waits in the database ten minutes older, as if the program had been down so long: what a killed
// program left in the middle is taken up again then.
func (s *site) later() {
	s.t.Helper()
	d, err := db.Open(s.t.Context(), db.Options{URL: s.url, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), MaxConns: 2})
	s.ok(err)
	const tenMinutes = int64(10 * time.Minute / time.Microsecond)
	s.ok(d.InTx(s.t.Context(), func(tx *db.Tx) error {
		for _, q := range []string{
			`UPDATE jobs_queue SET run_at = run_at - $1, lease_until = lease_until - $1`,
			`UPDATE notify_mails SET sending_at = sending_at - $1, due_at = due_at - $1 WHERE settled_at IS NULL`,
		} {
			if _, err := tx.Exec(s.t.Context(), q, tenMinutes); err != nil {
				return err
			}
		}
		return nil
	}))
	s.ok(d.Close())
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
