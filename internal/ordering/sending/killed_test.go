package sending_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/clock"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/mail/mailtest"
	"preau/internal/ordering/order"
)

// process is what a process of its own is told by its environment.
type process struct {
	URL    string
	Port   int
	Now    time.Time
	Rounds int // ten minutes of the clock apart
}

const processVariable = "PREAU_TEST_SENDING_PROCESS"

// TestProcess is no test by itself: it is the program that TestKilled runs and kills.
func TestProcess(t *testing.T) {
	text := os.Getenv(processVariable) //nolint:forbidigo // of this test alone
	if text == "" {
		t.Skip("run by TestKilled")
	}
	var p process
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	c := clock.NewManual(p.Now)
	d, err := db.Open(t.Context(), db.Options{URL: p.URL, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	n := open(t, &dbtest.DB{DB: d, Clock: c, URL: p.URL}, smtpTo(t, p.Port))
	for range p.Rounds {
		_, _ = n.queue.Drain(t.Context()) // what fails is tried in the next round
		c.Advance(10 * time.Minute)
	}
}

func smtpTo(t *testing.T, port int) mail.Transport {
	t.Helper()
	smtp, err := mail.NewSMTP(mail.Settings{Host: "127.0.0.1", Port: port, TLS: mail.None, From: "ne-pas-repondre@preau.example"})
	if err != nil {
		t.Fatal(err)
	}
	return smtp
}

// atEachStep runs a test for each step of the dialogue, on both engines.
func atEachStep(t *testing.T, test func(t *testing.T, e db.Engine, step string)) {
	t.Helper()
	for _, step := range mailtest.Steps() {
		t.Run(step, func(t *testing.T) {
			for _, e := range []db.Engine{db.SQLite, db.Postgres} {
				t.Run(string(e), func(t *testing.T) {
					t.Parallel()
					covers.Statement(t, "R230")
					test(t, e, step)
				})
			}
		})
	}
}

// TestCut has the supplier's server hang up at each step. The order always arrives, and is « passée » only once the server has answered;
// twice only when the whole of it had left before, and then recognisably.
func TestCut(t *testing.T) {
	t.Parallel()
	atEachStep(t, func(t *testing.T, e db.Engine, step string) {
		server := mailtest.CutOff(t, step)
		h := furnish(open(t, dbtest.Open(t, e), smtpTo(t, server.Port)))
		h.send()
		h.drain()
		first := len(server.Copies())
		if want := map[string]int{"dot": 1, "answer": 1}[step]; first != want {
			t.Fatalf("cut at %s with %d copies arrived", step, first)
		}
		if step == "answer" { // it was heard before the line went dead
			h.in(order.Sent)
		} else {
			h.in(order.Sending)
		}
		server.GoOn()
		h.d.Clock.Advance(3 * time.Hour)
		h.drain()
		h.in(order.Sent)
		copies := map[string]int{"dot": 2}[step]
		h.same(server, max(copies, 1), step == "dot")
	})
}

// TestKilled kills -9 the program at each step, and starts it again: never zero, a second copy only after the final dot, with an equal
// Message-ID, order number and UBL ID.
func TestKilled(t *testing.T) {
	t.Parallel()
	atEachStep(t, func(t *testing.T, e db.Engine, step string) {
		h := furnish(open(t, dbtest.Open(t, e), mail.NewMemory()))
		h.send()
		server := mailtest.StandStill(t, step)
		p := process{URL: h.d.URL, Port: server.Port, Now: dbtest.Start.Add(time.Second), Rounds: 1}
		first := command(t, p)
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-server.Reached:
		case <-time.After(time.Minute):
			t.Fatal("waited in vain")
		}
		if err := first.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = first.Wait() // was killed
		copies := len(server.Copies())
		if want := map[string]int{"dot": 1, "answer": 1}[step]; copies != want {
			t.Fatalf("killed at %s with %d copies arrived", step, copies)
		}
		known := h.order().State == order.Sent // its answer was recorded just before the end
		if known && step != "answer" {
			t.Fatalf("killed at %s, the order is « passée »", step)
		}
		server.GoOn()
		p.Now, p.Rounds = dbtest.Start.Add(time.Hour), 6
		if out, err := command(t, p).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !known {
			copies++
		}
		h.in(order.Sent)
		h.same(server, copies, !known)
	})
}

func command(t *testing.T, p process) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcess$", "-test.count=1") //nolint:gosec // this test's own program
	c.Env = append(os.Environ(), processVariable+"="+string(text))
	return c
}

// same wants so many copies of the one order, which their reader recognises as such: the last one says so where it may not be the first.
func (h *house) same(server *mailtest.Stubborn, want int, repeated bool) {
	h.Helper()
	got := server.Copies()
	if len(got) != want || h.mails() != "accepted" {
		h.Fatalf("%d copies, want %d; the outbox has %q", len(got), want, h.mails())
	}
	for i, m := range got {
		if m.Header.Get("Message-ID") != got[0].Header.Get("Message-ID") || m.Header.Get("X-Preau-Order") != h.number {
			h.Errorf("copy %d has %v", i, m.Header)
		}
		if again := m.Header.Get("X-Preau-Repeat") == "1"; again != (repeated && i == len(got)-1) {
			h.Errorf("copy %d says that it is repeated: %v", i, again)
		}
		if pdf, xml := attachment(m.Body, "application/pdf"), attachment(m.Body, "application/xml"); pdf == "" || xml == "" ||
			pdf != attachment(got[0].Body, "application/pdf") || xml != attachment(got[0].Body, "application/xml") {
			h.Errorf("copy %d carries other files", i)
		}
	}
}

// attachment is the part of a type, as it went over the line.
func attachment(body, media string) string {
	_, after, found := strings.Cut(body, "Content-Type: "+media)
	if !found {
		return ""
	}
	_, after, _ = strings.Cut(after, "\r\n\r\n")
	part, _, _ := strings.Cut(after, "\r\n--")
	return part
}
