package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/internal/demo"
	"preau/internal/kit/config"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// desk is one operator's machine: a data folder and a database, empty at first.
type desk struct {
	t     *testing.T
	flags []string // of all commands
	url   string   // of the database
}

func desks(t *testing.T, test func(t *testing.T, d desk)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		test(t, desk{t, []string{"-data", dir}, filepath.Join(dir, "preau.db")})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := dbtest.EmptyPostgres(t)
		test(t, desk{t, []string{"-data", t.TempDir(), "-db", url}, url})
	})
}

// run runs a command to its end.
func (d desk) run(args ...string) (code int, out, err string) {
	d.t.Helper()
	var o, e strings.Builder
	code = run(d.t.Context(), append(args, d.flags...), config.Environ{}, streams{out: &o, err: &e})
	return code, o.String(), e.String()
}

// refused runs a command that must not begin.
func (d desk) refused(want string, args ...string) {
	d.t.Helper()
	ctx, stop := context.WithTimeout(d.t.Context(), 20*time.Second)
	defer stop()
	var o, e strings.Builder
	code := run(ctx, append(args, d.flags...), config.Environ{}, streams{out: &o, err: &e})
	if code == 0 || ctx.Err() != nil || !strings.Contains(e.String(), want) {
		d.t.Fatalf("%v ended with %d: %s%s", args, code, o.String(), e.String())
	}
}

// served runs a serving command until visit has returned, and gives what it logged and how long it took to open.
func (d desk) served(visit func(base string), args ...string) (log string, took time.Duration) {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	defer stop()
	read, write := io.Pipe()
	lines := bufio.NewReader(read)
	began := time.Now()
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, append(append(args, "-listen", "127.0.0.1:0"), d.flags...), config.Environ{}, streams{out: io.Discard, err: write})
		_ = write.Close()
		ended <- code
	}()
	var all strings.Builder
	base := ""
	for base == "" {
		line, err := lines.ReadString('\n')
		all.WriteString(line)
		if err != nil {
			d.t.Fatalf("%v ended with %d: %s", args, <-ended, all.String())
		}
		if _, after, found := strings.Cut(line, "msg=serving url="); found {
			base = strings.Fields(after)[0]
		}
	}
	took = time.Since(began)
	go func() { _, _ = io.Copy(io.Discard, lines) }() // so that the log never waits
	visit(base)
	stop()
	if code := <-ended; code != 0 {
		d.t.Fatalf("%v ended with %d", args, code)
	}
	return all.String(), took
}

// page is a page's status and text.
func page(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url) //nolint:noctx // of tests alone
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

// wantReady waits for a platform that has just begun to serve: its articles and the published offers are read first.
func wantReady(t *testing.T, base string) {
	t.Helper()
	for tick := time.NewTicker(10 * time.Millisecond); ; <-tick.C {
		status, body := page(t, base+"/readyz")
		if status == http.StatusOK {
			return
		}
		if !strings.Contains(body, "catalogue") && !strings.Contains(body, "offers") {
			t.Fatalf("not ready: %d %s", status, body)
		}
	}
}

func wantPage(t *testing.T, url string, status int, texts ...string) {
	t.Helper()
	got, body := page(t, url)
	if got != status {
		t.Errorf("%s answers %d, not %d", url, got, status)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%s does not say %q", url, text)
		}
	}
}

// The demonstration is told once, and opened again as it was left; a telling that was killed half-way is made again at the
// next start, and -fresh makes another.
func TestDemo(t *testing.T) {
	desks(t, func(t *testing.T, d desk) {
		d.breakOff()
		look := func(base string) {
			wantReady(t, base)
			wantPage(t, base+"/demo", http.StatusOK, "Inès Karadec", demo.Password)
			wantPage(t, base+"/boite?a=martin.leroussel@example.com", http.StatusOK, "martin.leroussel@") // an address may break after its @
			wantPage(t, base+"/boite.json?a=martin.leroussel@example.com", http.StatusOK, base+"/activation/")
			wantPage(t, base+"/demo/comptes.json", http.StatusOK, `"sign_in": "ines.karadec"`)
			wantPage(t, base+"/groupements", http.StatusOK, "Manuels scolaires", "Mobilier")
		}
		log, took := d.served(look, "demo")
		if !strings.Contains(log, made) {
			t.Errorf("nothing was made: %s", log)
		}
		t.Logf("opened the first time in %s", took.Round(time.Millisecond))

		before := d.newest()
		log, took = d.served(look, "demo")
		if strings.Contains(log, made) || d.newest() != before {
			t.Errorf("the data was made again: %s", log)
		}
		t.Logf("opened again in %s", took.Round(time.Millisecond))

		d.refused("demonstration", "serve", "-listen", "127.0.0.1:0")
		d.refused("demonstration", "admin", "create", "-email", "someone@example.org")

		log, _ = d.served(look, "demo", "-fresh")
		if !strings.Contains(log, made) || d.newest() == before {
			t.Errorf("-fresh made nothing: %s", log)
		}
	})
}

const made = "data is made"

// newest is an id that is different in each telling.
func (d desk) newest() string {
	d.t.Helper()
	return value[string](d, `SELECT max(id) FROM needs_groups`)
}

func value[T any](d desk, q string) T {
	d.t.Helper()
	b, err := db.Open(d.t.Context(), db.Options{URL: d.url})
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	var v T
	err = b.View(d.t.Context(), func(tx *db.Tx) error {
		v, err = db.Value[T](d.t.Context(), tx, q)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

func TestDemoRefusesRealData(t *testing.T) {
	desks(t, func(t *testing.T, d desk) {
		if code, _, err := d.run("admin", "create", "-email", "someone@example.org"); code != 0 {
			t.Fatal(err)
		}
		for _, flag := range []string{"-fresh=false", "-fresh"} {
			d.refused("not a demonstration", "demo", "-listen", "127.0.0.1:0", flag)
		}
		if n := value[int64](d, `SELECT count(*) FROM account_accounts`); n != 1 {
			t.Errorf("%d accounts are left", n)
		}
		if n := value[int64](d, `SELECT count(*) FROM instance_marks`); n != 0 {
			t.Error("the database is marked")
		}
		d.served(func(base string) {
			wantReady(t, base)
			for _, path := range []string{"/boite", "/boite.json", "/demo", "/demo/comptes.json", "/demo/connexion"} {
				wantPage(t, base+path, http.StatusNotFound)
			}
		}, "serve")
	})
}

// Another program's database is not even migrated.
func TestDemoRefusesOthersTables(t *testing.T) {
	desks(t, func(t *testing.T, d desk) {
		b, err := db.Open(t.Context(), db.Options{URL: d.url})
		if err != nil {
			t.Fatal(err)
		}
		err = b.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `CREATE TABLE core_migrations_of_others (id BIGINT)`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = b.Close()
		for _, flag := range []string{"-fresh=false", "-fresh"} {
			d.refused("left as it is", "demo", "-listen", "127.0.0.1:0", flag)
		}
		if n := value[int64](d, `SELECT count(*) FROM core_migrations_of_others`); n != 0 {
			t.Errorf("%d", n)
		}
	})
}

// breakOff ends the first telling half-way.
func (d desk) breakOff() {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	defer stop()
	read, write := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"demo", "-listen", "127.0.0.1:0"}, d.flags...), config.Environ{}, streams{out: io.Discard, err: write})
		_ = write.Close()
	}()
	go func() { _, _ = io.Copy(io.Discard, read) }()
	b := d.waitFor(`SELECT count(*) FROM account_accounts`, 5)
	stop()
	<-ended
	if state, err := demo.Look(d.t.Context(), b); state != demo.Unfinished || err != nil {
		d.t.Fatalf("state %d, %v", state, err)
	}
	_ = b.Close()
}

// waitFor opens the database and waits until the query gives n at least.
func (d desk) waitFor(q string, n int64) *db.DB {
	d.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(30 * time.Second)
	var b *db.DB
	for {
		select {
		case <-tick.C:
		case <-limit:
			d.t.Fatal("the story does not begin")
		}
		if b == nil {
			if _, err := os.Stat(d.url); err != nil && !strings.HasPrefix(d.url, "postgres") {
				continue
			}
			var err error
			if b, err = db.Open(d.t.Context(), db.Options{URL: d.url}); err != nil {
				d.t.Fatal(err)
			}
		}
		got := int64(0)
		_ = b.View(d.t.Context(), func(tx *db.Tx) error { // there is no table yet
			var err error
			got, err = db.Value[int64](d.t.Context(), tx, q)
			return err
		})
		if got >= n {
			return b
		}
	}
}
