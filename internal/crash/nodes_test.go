package crash_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/imports"
	"preau/internal/core/instance"
	"preau/internal/core/instance/instanceweb"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/exetest"
	"preau/internal/kit/i18n"
)

// soon is how long what happens at once may take on a machine that has much else to do.
const soon = 90 * time.Second

// workers are the jobs that a node does at a time.
const workers = 8

// nodes are two machines that serve one platform: a database, a store of files, a mail server, and a folder of its own each.
type nodes struct {
	t     *testing.T
	a, b  *site
	d     *db.DB
	admin *browser // at a
}

// TestTwoNodes runs the program on two machines: what is done on one is so on the other, and what one leaves the other ends.
func TestTwoNodes(t *testing.T) {
	soakFor(t)
	t.Parallel()
	n := newNodes(t)
	for _, part := range []struct {
		name string
		test func(t *testing.T, n *nodes)
	}{
		{"periodic", periodicOnce},
		{"session", sessionOnBoth},
		{"limits", limitsTogether},
		{"settings", settingsOnBoth},
		{"rescue", rescuedByTheOther},
		{"woken", wokenByTheOther},
	} {
		ok := t.Run(part.name, func(t *testing.T) {
			n.t, n.a.t, n.b.t = t, t, t
			part.test(t, n)
		})
		if n.t, n.a.t, n.b.t = t, t, t; !ok {
			t.Fatalf("a said:\n%s\nb said:\n%s", n.a.said(), n.b.said())
		}
	}
}

func newNodes(t *testing.T) *nodes {
	t.Helper()
	binary, server := exetest.Build(t, "preau/cmd/preau"), blobtest.NewServer(t).Options()
	n := &nodes{t: t, a: newSite(t, db.Postgres, binary, dbtest.URL(t, db.Postgres))}
	n.b = newSite(t, db.Postgres, binary, n.a.url)
	n.b.box, n.b.base = n.a.box, "http://"+n.b.listen
	n.prepare()
	key, err := os.ReadFile(filepath.Join(n.a.dir, instance.KeyFile))
	n.a.ok(err)
	flags := []string{
		"--key=" + strings.TrimSpace(string(key)), "--metrics-listen", "127.0.0.1:0", "--s3-endpoint", server.Endpoint, "--s3-bucket", server.Bucket,
		"--s3-prefix", server.Prefix, "--s3-key", server.Key, "--s3-secret=" + server.Secret, "--s3-path-style",
	}
	n.a.flags, n.b.flags = flags, flags
	n.d, err = db.Open(t.Context(), db.Options{URL: n.a.url, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), MaxConns: 2})
	n.a.ok(err)
	t.Cleanup(func() { _ = n.d.Close() }) // it was only read from
	return n
}

// prepare makes an administrator and two people.
func (n *nodes) prepare() {
	n.t.Helper()
	h := n.a.house(clock.System{})
	p := &preparation{site: n.a, house: h, town: &town{}}
	p.settings()
	o := p.school("Lycée")
	admin := p.person("administratrice", o)
	p.tx(func(tx *db.Tx) error {
		_, err := access.Give(n.t.Context(), tx, program(), access.Gift{AccountID: admin.ID, Role: access.Admin, Place: access.Everywhere})
		return err
	})
	p.person("claire", o)
	p.person("denis", o)
	p.drain()
	n.a.ok(h.d.Close())
}

func (n *nodes) count(q string, args ...any) int64 {
	n.t.Helper()
	var v int64
	n.a.ok(n.d.View(n.t.Context(), func(tx *db.Tx) (err error) {
		v, err = db.Value[int64](n.t.Context(), tx, q, args...)
		return err
	}))
	return v
}

// eventually waits for something that needs no more than a moment.
func (n *nodes) eventually(what string, is func() bool) {
	n.t.Helper()
	for end := time.Now().Add(soon); !is(); {
		if time.Now().After(end) {
			n.t.Fatalf("not within %s: %s", soon, what)
		}
		<-time.After(2 * time.Millisecond)
	}
}

func (n *nodes) run(sites ...*site) {
	n.t.Helper()
	begin := time.Now()
	for _, s := range sites {
		s.launch()
	}
	for _, s := range sites {
		if ready, _ := s.await(begin, soon); !ready {
			n.t.Fatalf("the program does not start:\n%s", s.said())
		}
	}
}

var attempts = regexp.MustCompile(`(?m)^preau_job_duration_seconds_count\{kind="([^"]+)",outcome="([^"]+)"\} (\d+)$`)

// measures is what a node tells of itself.
func (s *site) measures() string {
	s.t.Helper()
	said, ok := s.process.Says("msg=metrics", soon)
	if !ok {
		s.t.Fatal(s.said())
	}
	_, url, _ := strings.Cut(said, "url=")
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, strings.Fields(url)[0], nil)
	s.ok(err)
	res, err := http.DefaultClient.Do(r)
	s.ok(err)
	body, err := io.ReadAll(res.Body)
	s.ok(errors.Join(err, res.Body.Close()))
	return string(body)
}

// jobsDone are the attempts of jobs that a node has made in this life: « kind outcome », and how many.
func (s *site) jobsDone() map[string]int {
	s.t.Helper()
	out := map[string]int{}
	for _, m := range attempts.FindAllStringSubmatch(s.measures(), -1) {
		k := 0
		_, err := fmt.Sscan(m[3], &k)
		s.ok(err)
		out[m[1]+" "+m[2]] += k
	}
	return out
}

// periodicOnce: two nodes that start at the same moment, day after day, do each periodic job once a slot.
func periodicOnce(t *testing.T, n *nodes) {
	const days = 3
	byA, byB := 0, 0
	for day := range days {
		n.exec(`UPDATE jobs_slots SET slot = slot - $1, begun_at = begun_at - $1`, int64(24*time.Hour/time.Microsecond))
		begin := clock.System{}.Now()
		n.run(n.a, n.b)
		var slots, done map[string]int
		same := func() bool { // a slot may begin at this very moment
			slots, done = n.slots(begin), map[string]int{}
			a, b := periodic(n.a.jobsDone()), periodic(n.b.jobsDone())
			for _, counts := range []map[string]int{a, b} {
				for k, v := range counts {
					done[k] += v
				}
			}
			byA, byB = byA+len(a), byB+len(b)
			return maps.Equal(slots, done)
		}
		n.eventually("all periodic jobs are done", func() bool {
			return len(n.slots(begin)) > 5 && n.count(`SELECT count(*) FROM jobs_queue WHERE kind LIKE 'every.%'`) == 0
		})
		for try := 0; !same(); try++ {
			if try > 20 {
				t.Fatalf("day %d: slots %v, done %v", day, slots, done)
			}
			<-time.After(50 * time.Millisecond)
		}
		if day < days-1 {
			n.a.end()
			n.b.end()
		}
	}
	t.Logf("kinds of jobs done: %d by one node, %d by the other", byA, byB)
}

// periodic are those of the attempts that were of periodic jobs, by their names.
func periodic(attempts map[string]int) map[string]int {
	out := map[string]int{}
	for k, v := range attempts {
		if name, ok := strings.CutPrefix(k, "every."); ok {
			out[strings.TrimSuffix(name, " done")] = v
		}
	}
	return out
}

// slots are how many slots of each periodic job have begun since.
func (n *nodes) slots(since time.Time) map[string]int {
	n.t.Helper()
	out := map[string]int{}
	n.a.ok(n.d.View(n.t.Context(), func(tx *db.Tx) error {
		type row struct {
			name string
			n    int
		}
		rows, err := db.All(n.t.Context(), tx, func(r *row) []any { return []any{&r.name, &r.n} },
			`SELECT name, count(*) FROM jobs_slots WHERE begun_at >= $1 GROUP BY name`, since)
		for _, r := range rows {
			out[r.name] = r.n
		}
		return err
	}))
	return out
}

func (n *nodes) exec(q string, args ...any) {
	n.t.Helper()
	n.a.ok(n.d.InTx(n.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(n.t.Context(), q, args...)
		return err
	}))
}

// sessionOnBoth: who signed in at one node is signed in at both, and signed out at both.
func sessionOnBoth(t *testing.T, n *nodes) {
	b := n.a.signedIn("claire", "10.5.0.1")
	for _, s := range []*site{n.a, n.b} {
		if a, err := b.at(s).get(t.Context(), "/compte"); err != nil || a.status != http.StatusOK {
			t.Fatalf("signed in at one node, the other answers %d, %v", a.status, err)
		}
	}
	a, err := b.at(n.b).page(t.Context(), "/compte")
	n.a.ok(err)
	f, ok := a.formAt("/deconnexion")
	if !ok {
		t.Fatal("no button to sign out with")
	}
	home, err := url.Parse(n.a.base)
	n.a.ok(err)
	jar := b.client.Jar
	cookies := jar.Cookies(home)
	if a, err = b.at(n.b).post(t.Context(), f.action, f.fields); err != nil || a.status != http.StatusSeeOther {
		t.Fatalf("signing out: %d, %v", a.status, err)
	}
	jar.SetCookies(home, cookies) // who kept a copy of them has no session either
	for _, s := range []*site{n.a, n.b} {
		if a, err := b.at(s).get(t.Context(), "/compte"); err != nil || a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/connexion") {
			t.Errorf("signed out at one node, the other answers %d to %q, %v", a.status, a.to, err)
		}
	}
}

// limitsTogether: failures at both nodes are counted together.
func limitsTogether(t *testing.T, n *nodes) {
	b := n.a.browser("10.5.0.2")
	try := func(s *site, word string) int {
		t.Helper()
		a, err := b.at(s).page(t.Context(), "/connexion")
		n.a.ok(err)
		f, ok := a.formWith("/connexion", "mot_de_passe", "")
		if !ok {
			t.Fatalf("no form to sign in with\n%s", excerpt(a.body))
		}
		f.fields.Set("nom_utilisateur", "denis")
		f.fields.Set("mot_de_passe", word)
		a, err = b.at(s).post(t.Context(), f.action, f.fields)
		n.a.ok(err)
		return a.status
	}
	for i, s := range []*site{n.a, n.b, n.a, n.b, n.b} { // no more than five
		if got := try(s, "pas celui-là"); got != http.StatusUnprocessableEntity {
			t.Fatalf("failure %d: %d", i+1, got)
		}
	}
	for _, s := range []*site{n.a, n.b} {
		if got := try(s, pass); got != http.StatusTooManyRequests {
			t.Errorf("the right password after five failures on two nodes: %d", got)
		}
	}
}

// settingsOnBoth: what an administrator changes at one node the other shows within seconds.
func settingsOnBoth(t *testing.T, n *nodes) {
	n.admin = n.a.signedIn("administratrice", "10.5.0.3")
	a, err := n.admin.page(t.Context(), instanceweb.SettingsPath)
	n.a.ok(err)
	f, ok := a.formWith(instanceweb.SettingsPath, instance.FieldTitle, "")
	if !ok {
		t.Fatalf("no form of the settings\n%s", excerpt(a.body))
	}
	const title = "Achats du plateau de Millevaches"
	visitor := n.b.browser("10.5.0.4")
	shows := func() bool {
		a, err := visitor.page(t.Context(), "/connexion")
		n.a.ok(err)
		return strings.Contains(a.body, title)
	}
	if shows() {
		t.Fatal("the title is there before")
	}
	f.fields.Set(instance.FieldTitle, title)
	if a, err = n.admin.post(t.Context(), f.action, f.fields); err != nil || a.status != http.StatusSeeOther {
		t.Fatalf("the settings: %d, %v\n%s", a.status, err, excerpt(a.body))
	}
	n.eventually("the other node shows the new title", shows)
}

// rescuedByTheOther: a sheet that was sent through one node, which is killed while it writes it, is written to its end by the
// other, each line once; and the file comes back through that one.
func rescuedByTheOther(t *testing.T, n *nodes) {
	n.b.end()
	x := &importing{site: n.a, d: n.d, admin: n.admin, running: true, sheets: 1, acts: map[int64][]string{1: {"start", "read", "compare", "apply", "finish"}}}
	x.before = x.count(`SELECT count(*) FROM org_organisations`)
	x.sendOnce(1)
	n.eventually("the sheet is compared", func() bool { return x.at(1).state == imports.Ready })
	n.eventually("its job has ended", func() bool { return x.count(`SELECT count(*) FROM jobs_queue WHERE kind = 'imports.run'`) == 0 })
	x.pressOnce(1, "/ecriture")
	n.eventually("some of it is written", func() bool { return x.at(1).done > 0 })
	n.a.kill()
	left := x.at(1)
	if left.state != imports.Applying || left.done == 0 || left.done >= sheetLines-sheetFaults {
		t.Fatalf("killed too late: %+v", left)
	}
	n.a.later() // the lease is over
	n.run(n.b)
	n.eventually("the other node ends it", func() bool { return x.at(1).state == imports.Done })
	n.eventually("its job has ended", func() bool { return x.count(`SELECT count(*) FROM jobs_queue WHERE kind = 'imports.run'`) == 0 })
	if got := n.b.jobsDone(); got["imports.run done"] != 1 {
		t.Errorf("the other node's jobs: %v", got)
	}
	x.organisations()
	x.numbers()
	a, err := n.admin.at(n.b).page(t.Context(), imports.Path+"/1/erreurs")
	n.a.ok(err)
	for i := range sheetLines {
		if !strings.Contains(a.body, ";"+uai(i)+";") {
			t.Fatalf("line %d does not come back", i+2)
		}
	}
}

func (x *importing) sendOnce(n int64) {
	x.t.Helper()
	path := imports.Path + "/nouveau"
	a, err := x.admin.page(x.t.Context(), path)
	x.ok(err)
	f := x.sheetForm(a)
	a, err = x.admin.upload(x.t.Context(), path, f.fields, "n.csv", content(n))
	if err != nil || a.status != http.StatusSeeOther {
		x.t.Fatalf("the sheet: %d, %v\n%s", a.status, err, excerpt(a.body))
	}
}

func (x *importing) pressOnce(n int64, tail string) {
	x.t.Helper()
	path := fmt.Sprint(imports.Path, "/", n)
	a, err := x.admin.page(x.t.Context(), path)
	x.ok(err)
	f, ok := a.formAt(path + tail)
	if !ok {
		x.t.Fatalf("no button %s\n%s", tail, excerpt(a.body))
	}
	if a, err = x.admin.post(x.t.Context(), f.action, f.fields); err != nil || a.status != http.StatusSeeOther {
		x.t.Fatalf("%s: %d, %v\n%s", tail, a.status, err, excerpt(a.body))
	}
}

// wokenByTheOther: one node has its hands full; what people do there wakes the other at once, which would look by itself
// only each second. Then the first is asked to stop: it takes no new request, ends those that run and its jobs.
func wokenByTheOther(t *testing.T, n *nodes) {
	const least, most = 5, 60
	n.b.end()
	n.run(n.a)
	letGo := n.a.box.hold()
	defer letGo()
	h := n.a.house(clock.System{})
	n.a.ok(h.d.InTx(t.Context(), func(tx *db.Tx) error {
		for i := range workers {
			if _, err := h.Accounts.Invite(t.Context(), tx, program(), account.Invitation{
				Email: fmt.Sprintf("attente%d@preau.test", i), FirstName: "Camille", LastName: "Attente", Lang: i18n.French,
			}); err != nil {
				return err
			}
		}
		return nil
	}))
	n.a.ok(h.d.Close())
	n.eventually("one node has its hands full", func() bool { return n.a.box.talking.Load() == workers })
	n.run(n.b)
	quick, tries := 0, 0
	var took []time.Duration
	for ; quick < least && tries < most; tries++ {
		user := fmt.Sprintf("nouvelle%07d", tries)
		asked, answered := n.signUp(user, tries)
		n.eventually("the mail arrives", func() bool { return n.a.box.lastTo(user+"@preau.test") != "" })
		took = append(took, time.Since(answered))
		if answered.Sub(asked) < 300*time.Millisecond && time.Since(answered) < 400*time.Millisecond {
			quick++
		}
	}
	t.Logf("from an answer of one node to the mail that the other sent: %s", took)
	if quick < least {
		t.Errorf("the other node was woken at once %d times in %d", quick, tries)
	}
	n.stops(letGo)
}

// signUp signs somebody up at the first node, and says when that was asked and answered.
func (n *nodes) signUp(user string, i int) (asked, answered time.Time) {
	n.t.Helper()
	b := n.a.browser(fmt.Sprintf("10.6.0.%d", i+1))
	defer b.client.CloseIdleConnections()
	a, err := b.page(n.t.Context(), "/inscription")
	n.a.ok(err)
	f, ok := a.formWith("/inscription", "mot_de_passe_2", "")
	if !ok {
		n.t.Fatalf("no form to sign up with\n%s", excerpt(a.body))
	}
	for name, value := range map[string]string{"nom_utilisateur": user, "email": user + "@preau.test", "mot_de_passe": pass, "mot_de_passe_2": pass} {
		f.fields.Set(name, value)
	}
	asked = time.Now()
	if a, err = b.post(n.t.Context(), f.action, f.fields); err != nil || a.status != http.StatusSeeOther {
		n.t.Fatalf("signing up: %d, %v\n%s", a.status, err, excerpt(a.body))
	}
	return asked, time.Now()
}

// stops asks the first node to stop in the middle of a request and of its jobs.
func (n *nodes) stops(letGo func()) {
	n.t.Helper()
	n.admin = n.a.signedIn("administratrice", "10.5.0.3")
	x := &importing{site: n.a, d: n.d, admin: n.admin}
	path := imports.Path + "/nouveau"
	a, err := n.admin.page(n.t.Context(), path)
	n.a.ok(err)
	f := x.sheetForm(a)
	from, body := io.Pipe()
	form := multipart.NewWriter(body)
	got := make(chan answer, 1)
	go func() {
		a, _ := n.admin.sendAs(n.t.Context(), http.MethodPost, path, form.FormDataContentType(), from) // an error is no answer
		got <- a
	}()
	for name := range f.fields {
		n.a.ok(form.WriteField(name, f.fields.Get(name)))
	}
	file, err := form.CreateFormFile(imports.FieldFile, "n.csv")
	n.a.ok(err)
	whole := content(2)
	_, err = io.WriteString(file, whole[:len(whole)/2])
	n.a.ok(err)
	n.eventually("the node is at the request", func() bool { return strings.Contains(n.a.measures(), "\npreau_http_requests_in_flight 1\n") })
	ended := make(chan error, 1)
	go func() { ended <- n.a.process.Stop(syscall.SIGTERM) }()
	n.eventually("the node takes no new connection", func() bool {
		c, err := (&net.Dialer{}).DialContext(n.t.Context(), "tcp", n.a.listen)
		if err == nil {
			_ = c.Close() // nothing was asked
		}
		return err != nil
	})
	if a, err := n.admin.at(n.b).get(n.t.Context(), "/compte"); err != nil || a.status != http.StatusOK {
		n.t.Errorf("the other node answers %d, %v", a.status, err)
	}
	_, err = io.WriteString(file, whole[len(whole)/2:])
	n.a.ok(errors.Join(err, form.Close(), body.Close()))
	if a := <-got; a.status != http.StatusSeeOther || a.to != imports.Path+"/2" {
		n.t.Errorf("the request that ran is answered %d to %q\n%s", a.status, a.to, excerpt(a.body))
	}
	letGo()
	if err := <-ended; err != nil {
		n.t.Errorf("the node ended with %v\n%s", err, n.a.said())
	}
	if kept := n.count(`SELECT count(*) FROM notify_mails WHERE address LIKE 'attente%' AND state = 'accepted' AND NOT repeated`); kept != workers {
		n.t.Errorf("%d of %d mails that were under way were brought to their end", kept, workers)
	}
	n.eventually("the other node reads the sheet", func() bool {
		return n.count(`SELECT count(*) FROM imports_imports WHERE number = 2 AND state = 'ready'`) == 1
	})
	n.b.end()
}
