package main

import (
	"os"
	"strings"
	"testing"

	"preau/internal/kit/db/dbtest"
)

// TestMain is the program itself where the bench starts it as a server.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		main()
		return
	}
	os.Exit(m.Run())
}

// The bench makes its world, serves and measures it, on either engine; nobody is refused and nothing is lost.
func TestBench(t *testing.T) {
	sizes := []string{"-members", "3", "-lots", "2", "-lines", "3", "-total", "2", "-at-once", "3", "-clients", "2", "-time", "20ms", "-rounds", "2"}
	bench := func(t *testing.T, flags ...string) string {
		t.Helper()
		d := desk{t: t, flags: append(flags, sizes...)}
		code, out, err := d.run("bench", "needs")
		if code != 0 {
			t.Fatalf("ended with %d: %s", code, err)
		}
		for _, want := range []string{"| public home |", "| a lot's page |", "| sign in |", "| all lots' totals, as pages |", ": 0 refused, 0 lost;"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
		return err
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if log := bench(t, "-data", dir); !strings.Contains(log, "the world is made") {
			t.Errorf("no world was made: %s", log)
		}
		if log := bench(t, "-data", dir); strings.Contains(log, "the world is made") {
			t.Errorf("the world was made again: %s", log)
		}
		desk{t: t, flags: []string{"-data", dir, "-members", "4"}}.refused("other sizes", "bench", "needs")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := dbtest.EmptyPostgres(t)
		bench(t, "-data", t.TempDir(), "-db", url)
		desk{t: t, flags: []string{"-data", t.TempDir(), "-db", url}}.refused("left as it is", "bench", "needs")
	})
}

// The bench fills a catalogue, waits until a server can search it, and searches it while an update goes live, on either engine.
func TestBenchCatalogue(t *testing.T) {
	sizes := []string{"-articles", "300", "-changes", "5", "-clients", "2", "-time", "5ms", "-rounds", "1"}
	bench := func(t *testing.T, flags ...string) {
		t.Helper()
		code, out, err := desk{t: t, flags: append(flags, sizes...)}.run("bench", "catalogue")
		if code != 0 {
			t.Fatalf("ended with %d: %s", code, err)
		}
		for _, want := range []string{"| 300 invented ones in 60 markets", "| three words in ten markets, with counts |", "| a reference |", "| an article's page |", "| suggestions |", "An update of 5 articles"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		bench(t, "-data", dir)
		bench(t, "-data", dir)
		desk{t: t, flags: []string{"-data", dir, "-articles", "4"}}.refused("other sizes", "bench", "catalogue")
		desk{t: t, flags: []string{"-data", dir, "-articles", "0"}}.refused("at least 1", "bench", "catalogue")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		bench(t, "-data", t.TempDir(), "-db", dbtest.EmptyPostgres(t))
	})
}

// The bench orders, sends, answers by the supplier's link and receives, on either engine; nothing is refused, lost or sent twice.
func TestBenchOrdering(t *testing.T) {
	bench := func(t *testing.T, flags ...string) {
		t.Helper()
		sizes := []string{"-articles", "300", "-waiting", "2", "-clients", "2", "-time", "5ms", "-rounds", "1"}
		code, out, err := desk{t: t, flags: append(flags, sizes...)}.run("bench", "ordering")
		if code != 0 {
			t.Fatalf("ended with %d: %s", code, err)
		}
		for _, want := range []string{
			"| « Commandes à passer » |", "| confirm a basket of three lines |", "cycles, none refused", "chains, none refused", "| POST /paniers/ajouter | 3.0 |",
			"| POST /fournisseur/{jeton} | 1.0 |", "| POST /commandes/a-receptionner/{n} | 1.0 |",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		bench(t)
		desk{t: t, flags: []string{"-articles", "0"}}.refused("at least 1", "bench", "ordering")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		bench(t, "-db", dbtest.EmptyPostgres(t))
	})
}

// The bench invents demands, most of them wiped, and opens what people see of them, on either engine.
func TestBenchCasework(t *testing.T) {
	bench := func(t *testing.T, flags ...string) {
		t.Helper()
		sizes := []string{"-demands", "30", "-living", "10", "-messages", "40", "-clients", "2", "-time", "5ms", "-rounds", "1"}
		code, out, err := desk{t: t, flags: append(flags, sizes...)}.run("bench", "casework")
		if code != 0 {
			t.Fatalf("ended with %d: %s", code, err)
		}
		for _, want := range []string{"| 30 demands, of which 10 were not wiped yet, with 40 messages;", "| « Mes demandes » of an aidant |", "| search, two words |", "| figures, of an administrator |", "| POST /demandes/{n}/acte | 1.0 |"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		bench(t, "-data", dir)
		bench(t, "-data", dir)
		desk{t: t, flags: []string{"-data", dir, "-demands", "40", "-living", "10"}}.refused("other sizes", "bench", "casework")
		desk{t: t, flags: []string{"-demands", "4"}}.refused("among all", "bench", "casework")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		bench(t, "-data", t.TempDir(), "-db", dbtest.EmptyPostgres(t))
	})
}

// Real data is never filled with invented people.
func TestBenchRefusesRealData(t *testing.T) {
	desks(t, func(t *testing.T, d desk) {
		if code, _, err := d.run("admin", "create", "-email", "someone@example.org"); code != 0 {
			t.Fatal(err)
		}
		d.refused("left as it is", "bench", "needs")
		if n := value[int64](d, `SELECT count(*) FROM account_accounts`); n != 1 {
			t.Errorf("%d accounts are left", n)
		}
	})
}
