package journeys_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/instance"
	"preau/internal/demo/demoweb"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/exetest"
	"preau/internal/kit/mail/mailtest"
)

// ground is where a journey takes place: the program within the test, the one that an operator starts, or the
// demonstration. The journey is the same on all.
type ground interface {
	base() string                                // the site's address, without a slash at the end
	now() time.Time                              // what the program's clock shows
	mails(t *testing.T, address string) []string // texts of the mails to an address so far, the oldest first
	adminPath() string                           // what `preau admin create` printed
	smtpPort() string                            // of the mail server that the first administrator enters, if there is one
}

// paris is where the journeys take place.
var paris = instance.Defaults().Location()

// field is a moment as its field takes it.
func field(at time.Time) string { return at.In(paris).Format("2006-01-02T15:04") }

// dayInFrench writes a day as pages show it.
func dayInFrench(at time.Time) string {
	months := []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	day := fmt.Sprint(at.Day())
	if day == "1" {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %d", day, months[at.Month()-1], at.Year())
}

// The house within the test is a ground: its mails go out when somebody looks for one.

func (h *house) base() string      { return h.url }
func (h *house) now() time.Time    { return h.d.Clock.Now() }
func (h *house) adminPath() string { return h.firstAdmin() }
func (h *house) smtpPort() string  { return "" }

func (h *house) mails(t *testing.T, address string) []string {
	t.Helper()
	if _, err := h.a.Queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range h.sent.To(address) {
		out = append(out, m.Text)
	}
	return out
}

// site is the program that an operator started.
type site struct {
	url   string
	admin string // what `preau admin create` printed
	post  *mailtest.Server
}

// serve makes the first administrator's account of an empty database, as the documentation says, and starts the program.
func serve(t *testing.T, binary exetest.Binary, e db.Engine) site {
	t.Helper()
	data := t.TempDir()
	store := []string{"--data", data}
	if e == db.Postgres {
		store = append(store, "--db", dbtest.EmptyPostgres(t))
	}
	code, out, log := binary.Run(t, append([]string{"admin", "create", "--email", "admin@preau.test"}, store...)...)
	link := regexp.MustCompile(`http://localhost:8080(/\S+)`).FindStringSubmatch(out)
	if code != 0 || link == nil {
		t.Fatalf("preau admin create ended with %d: %s%s", code, out, log)
	}
	p := binary.Start(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, store...)...)
	return site{url: serving(t, p), admin: link[1], post: mailtest.Open(t)}
}

// serving waits until the program answers, and gives its address.
func serving(t *testing.T, p *exetest.Process) string {
	t.Helper()
	line, ok := p.Says("msg=serving url=", time.Minute)
	if !ok {
		t.Fatalf("the program does not start: %s", p.Words)
	}
	_, after, _ := strings.Cut(line, "url=")
	at, _, _ := strings.Cut(after, " ")
	return at
}

func (s site) base() string      { return s.url }
func (site) now() time.Time      { return time.Now() }
func (s site) adminPath() string { return s.admin }
func (s site) smtpPort() string  { return fmt.Sprint(s.post.Port) }

func (s site) mails(_ *testing.T, address string) []string {
	var out []string
	for _, l := range s.post.To(address) {
		out = append(out, strings.ReplaceAll(l.Text, "\r\n", "\n"))
	}
	return out
}

// show is `preau demo` on data made anew.
type show struct{ url string }

func openDemo(t *testing.T, binary exetest.Binary) show {
	t.Helper()
	return show{serving(t, binary.Start(t, "demo", "--data", filepath.Join(t.TempDir(), "demo"), "--listen", "127.0.0.1:0"))}
}

func (s show) base() string    { return s.url }
func (show) now() time.Time    { return time.Now() }
func (show) adminPath() string { return "" } // nobody needs one: see /demo
func (show) smtpPort() string  { return "" }

// mails reads the mailbox as scripts do.
func (s show) mails(t *testing.T, address string) []string {
	t.Helper()
	var got []struct {
		To, Text string
	}
	s.read(t, demoweb.BoxPath+".json?a="+url.QueryEscape(address), &got)
	var out []string
	for _, m := range slices.Backward(got) {
		if !strings.EqualFold(m.To, address) {
			t.Errorf("the mails to %s hold one to %s", address, m.To)
		}
		out = append(out, m.Text)
	}
	return out
}

// read reads what the demonstration tells scripts.
func (s show) read(t *testing.T, path string, into any) {
	t.Helper()
	r, err := http.Get(s.url + path) //nolint:noctx // of tests alone
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d, %v: %s", path, r.StatusCode, err, body)
	}
}
