package notify_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/mail/mailtest"
)

// node is what a process of its own is told by its environment.
type node struct {
	URL    string
	Port   int
	Now    time.Time
	Rounds int // ten minutes of the clock apart
}

const nodeVariable = "PREAU_TEST_NOTIFY_NODE"

// TestNode is no test by itself: it is the program that TestKilled runs and kills.
func TestNode(t *testing.T) {
	text := os.Getenv(nodeVariable) //nolint:forbidigo // of this test alone
	if text == "" {
		t.Skip("run by TestKilled")
	}
	var n node
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	c := clock.NewManual(n.Now)
	d, err := db.Open(t.Context(), db.Options{URL: n.URL, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	smtp, err := mail.NewSMTP(mail.Settings{Host: "127.0.0.1", Port: n.Port, TLS: mail.None, From: "ne-pas-repondre@preau.example"})
	if err != nil {
		t.Fatal(err)
	}
	r := openWith(t, &dbtest.DB{DB: d, Clock: c, URL: n.URL}, smtp, "https://preau.example")
	for range n.Rounds {
		_, _ = r.queue.Drain(t.Context()) // what fails is tried in the next round
		c.Advance(10 * time.Minute)
	}
}

// TestKilled kills -9 the program at each step of the dialogue, and starts it again. The mail always arrives;
// twice only when the whole of it had left before, and then with the same Message-ID and a header that says so.
func TestKilled(t *testing.T) {
	for _, step := range mailtest.Steps() {
		t.Run(step, func(t *testing.T) {
			for _, e := range []db.Engine{db.SQLite, db.Postgres} {
				t.Run(string(e), func(t *testing.T) {
					t.Parallel()
					covers.Statement(t, "R230")
					killAt(t, e, step)
				})
			}
		})
	}
}

func killAt(t *testing.T, e db.Engine, step string) {
	d := dbtest.Open(t, e)
	r := open(t, d)
	r.mustSend(letter())
	s := mailtest.StandStill(t, step)
	n := node{URL: d.URL, Port: s.Port, Now: dbtest.Start.Add(time.Second), Rounds: 1}
	first := command(t, n)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	within(t, s.Reached)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // was killed
	copies := len(s.Copies())
	if want := map[string]int{"dot": 1, "answer": 1}[step]; copies != want {
		t.Fatalf("killed at %s with %d copies arrived", step, copies)
	}
	before := r.only()
	if before.State != notify.Sending && step != "answer" {
		t.Fatalf("killed at %s, the mail is %s", step, before.State)
	}
	s.GoOn()
	n.Now, n.Rounds = dbtest.Start.Add(time.Hour), 6
	if out, err := command(t, n).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	e2 := r.in(notify.Accepted)
	got := s.Copies()
	if before.State == notify.Sending {
		copies++
	}
	if len(got) != copies || e2.Repeated != (before.State == notify.Sending) {
		t.Fatalf("%d copies, want %d: %+v", len(got), copies, e2)
	}
	for i, m := range got {
		if id := m.Header.Get("Message-ID"); id != "<"+e2.ID+"@preau.example>" {
			t.Errorf("copy %d is %s", i, id)
		}
	}
	if last := got[len(got)-1].Header.Get("X-Preau-Repeat"); (last == "1") != e2.Repeated {
		t.Errorf("the last copy says %q", last)
	}
}

func command(t *testing.T, n node) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNode$", "-test.count=1") //nolint:gosec // this test's own program
	c.Env = append(os.Environ(), nodeVariable+"="+string(text))
	return c
}
