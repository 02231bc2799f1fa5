package notify

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

func TestMatrix(t *testing.T) {
	want := `| act | program | administrator |
|---|---|---|
| claim | queued, deferred, uncertain → sending | – |
| accept | sending → accepted | – |
| refuse | sending → refused | – |
| put off | queued, deferred, uncertain, sending → deferred if fewer than 20 tries | – |
| lose | sending → uncertain if fewer than 5 cuts | – |
| give up | queued, deferred, uncertain, sending → failed | – |
| retry | – | failed, refused, deferred, uncertain → queued |
| bounce | queued, sending, accepted, uncertain, deferred, failed → bounced if a dialogue was begun | – |
| confirm | sending, accepted, uncertain → accepted; queued, deferred, failed, refused, dismissed → accepted if a copy may have arrived | – |
| complain | sending, accepted, uncertain → accepted | – |
| dismiss | – | failed, refused, deferred, uncertain, bounced → dismissed |
| gather | for_digest → in_digest | – |
| withhold | for_digest → withheld | – |
`
	got, diagram := Rules()
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !strings.Contains(diagram, "sending --> uncertain") {
		t.Error(diagram)
	}
}

// TestStates holds the table's states against those that the database takes, and each has its words.
func TestStates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		insert := func(s State, w Why) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := insertMail(t.Context(), tx, outgoing{Entry: Entry{ID: string(s) + string(w), Occasion: string(s) + string(w), State: s, Withheld: w, QueuedAt: tx.Now()}})
				return err
			})
		}
		for _, s := range States() {
			if err := insert(s, Sent); err != nil || s.Label() == "" {
				t.Errorf("%s (%q): %v", s, s.Label(), err)
			}
		}
		for _, w := range []Why{SwitchedOff, NeverSignedIn, Unreachable} {
			if err := insert(Withheld, w); err != nil || w.Label() == "" {
				t.Errorf("%s: %v", w, err)
			}
		}
		if !db.IsCheck(insert("lost", Sent)) || !db.IsCheck(insert(Withheld, "mood")) {
			t.Error("any state is taken")
		}
	})
}

func TestEndings(t *testing.T) {
	with := func(tries, before, cuts int64) outgoing {
		return outgoing{Entry: Entry{ID: "a", State: Sending, Tries: tries}, triesBefore: before, cuts: cuts, data: []byte("{}")}
	}
	now := dbtest.Start
	for _, c := range []struct {
		name string
		o    outgoing
		out  mail.Outcome
		step mail.Step
		want State
		due  bool
	}{
		{"accepted", with(1, 0, 0), mail.Accepted, "", Accepted, false},
		{"accepted at the last try", with(20, 0, 5), mail.Accepted, "", Accepted, false},
		{"refused", with(1, 0, 0), mail.Refused, mail.StepRcpt, Refused, false},
		{"cannot be composed", with(1, 0, 0), mail.Refused, mail.StepCompose, Failed, false},
		{"deferred", with(19, 0, 0), mail.Deferred, mail.StepConnect, Deferred, true},
		{"deferred once too often", with(20, 0, 0), mail.Deferred, mail.StepConnect, Failed, false},
		{"deferred after a retry", with(21, 20, 0), mail.Deferred, mail.StepConnect, Deferred, true},
		{"cut", with(1, 0, 0), mail.Uncertain, mail.StepAnswer, Uncertain, true},
		{"cut once too often", with(6, 0, 5), mail.Uncertain, mail.StepAnswer, Failed, false},
	} {
		next, err := c.o.moved(c.o.after(c.out, c.step), ending{detail: "x"}, now)
		if err != nil || next.State != c.want || next.DueAt.After(now) != c.due || next.SettledAt.IsZero() != c.due {
			t.Errorf("%s: %+v, %v", c.name, next, err)
		}
		if wiped := len(next.data) == 0; wiped != (c.want == Accepted) {
			t.Errorf("%s: data wiped: %v", c.name, wiped)
		}
	}
	if _, err := with(1, 0, 0).moved(Claim, ending{}, now); err == nil {
		t.Error("what is being sent was claimed")
	}
}

func TestBackoff(t *testing.T) {
	var sum time.Duration
	for n := int64(1); n < maxTries; n++ {
		d := backoff(n, "an id")
		if d < time.Minute || d > 6*time.Hour+36*time.Minute || d < backoff(n-1, "an id") {
			t.Errorf("after try %d: %s", n, d)
		}
		sum += d
	}
	if sum < 65*time.Hour || sum > 80*time.Hour {
		t.Errorf("all tries take %s", sum)
	}
	if a, b := backoff(5, "a"), backoff(5, "b"); a == b {
		t.Error("mails put off together come back together")
	}
	if d := backoff(1000, ""); d < 6*time.Hour {
		t.Errorf("after very many: %s", d)
	}
}

func TestPersist(t *testing.T) {
	down := &apperr.Error{Kind: apperr.Unavailable}
	other := errors.New("other")
	for name, c := range map[string]struct {
		answers []error
		calls   int
		want    error
	}{
		"at once":         {[]error{nil}, 1, nil},
		"after a while":   {[]error{down, down, nil}, 3, nil},
		"never":           {[]error{down, down, down, down}, 4, down},
		"another failing": {[]error{down, other, nil}, 2, other},
	} {
		calls := 0
		err := persist(t.Context(), []time.Duration{1, 1, 1}, func() error {
			calls++
			return c.answers[calls-1]
		})
		if calls != c.calls || !errors.Is(err, c.want) {
			t.Errorf("%s: %d calls, %v", name, calls, err)
		}
	}
}

func TestLinks(t *testing.T) {
	l := NewLinks("https://preau.example:8443/", []byte("key"))
	for path, want := range map[string]string{"/a?b=c": "https://preau.example:8443/a?b=c", "a": "https://preau.example:8443/a", "//evil.example": "https://preau.example:8443/evil.example"} {
		if got := l.URL(path); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
	// HMAC-SHA256("key", "token"), as openssl computes it.
	if got := l.Secret("token"); got != "ZGuOrAxK5BeCmcm9kk4r8HPfsH4CSQGoyGT2W5Rivw0" {
		t.Errorf("secret %s", got)
	}
	if NewLinks("", []byte("other")).Secret("token") == l.Secret("token") || l.Secret("token2") == l.Secret("token") {
		t.Error("the secret depends on the key and on the token")
	}
	if got := HashSecret("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("hash %s", got)
	}
	for base, want := range map[string]string{"https://preau.example:8443/x": "preau.example", "http://[::1]:80": "localhost", "": "localhost", "preau.example": "preau.example"} {
		if got := NewLinks(base, nil).host(); got != want {
			t.Errorf("%s: %s", base, got)
		}
	}
}

func TestWrap(t *testing.T) {
	long := strings.Repeat("mot ", 40)
	for _, line := range strings.Split(wrap(long+"\r\n\r\n"+long, "> "), "\n") {
		if !strings.HasPrefix(line, ">") || len([]rune(line)) > width {
			t.Errorf("%q", line)
		}
	}
	url := "https://preau.example/" + strings.Repeat("x", 100)
	if got := wrap("a\n  "+url+" b\n\nc d", ""); got != "a\n"+url+"\nb\n\nc d" {
		t.Errorf("%q", got)
	}
	if got := wrap(strings.Repeat("x", 70)+" 12\u00a0345", ""); got != strings.Repeat("x", 70)+"\n12\u00a0345" {
		t.Errorf("%q", got)
	}
}
