package account_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
)

const wrongPassword = "un mauvais mot de passe"

// User name and address have five failures in all. What is shown depends on what was typed alone, so that nobody learns by it which
// user name belongs to which address.
func TestNameAndAddressShareTheirFailures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R004", "R006")
		h := newHouse(t, d)
		h.active("claire")
		for _, login := range []string{"claire", "claire", "claire", "claire@ecole.test", "claire@ecole.test"} {
			_, err := h.signIn(login, wrongPassword)
			wantKind(t, err, apperr.Invalid)
		}
		for _, login := range []string{"claire", "claire@ecole.test"} { // the sixth, though it be right
			_, err := h.signIn(login, good)
			if e := refused(t, err, apperr.Invalid); e.Msg.Key != msg.ErrorSignIn {
				t.Errorf("the sixth try says %v", err)
			}
		}
		d.Clock.Advance(30 * time.Second)
		if _, err := h.signIn("claire@ecole.test", good); err != nil {
			t.Fatalf("after the delay: %v", err)
		}
		for range 4 { // forgotten by both names
			_, err := h.signIn("claire", wrongPassword)
			wantKind(t, err, apperr.Invalid)
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Errorf("the right one did not forget the wrong ones: %v", err)
		}
	})
}

// A known account's user name and address, tried in turn, answer as two that belong to nobody.
func TestTryingNameAndAddressTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R004")
		h := newHouse(t, d)
		h.active("claire")
		var said [2][]string
		for i, name := range []string{"claire", "personne"} {
			for n := range 24 {
				login := name
				if n%3 == 1 || n > 15 {
					login += "@ecole.test"
				}
				before := h.hasher.Done()
				_, err := h.signIn(login, wrongPassword)
				e, ok := apperr.As(err)
				if !ok {
					t.Fatal(err)
				}
				said[i] = append(said[i], fmt.Sprint(n, " ", e, " ", e.RetryAfter, " hashes ", h.hasher.Done()-before))
				if n == 18 {
					d.Clock.Advance(time.Minute)
				}
			}
			h.forget()
		}
		if diff := cmp.Diff(said[1], said[0]); diff != "" {
			t.Errorf("(-unknown +known):\n%s", diff)
		}
	})
}

// Forty guesses at once on two nodes, by user name and by address, count as five for the account.
func TestTriesAtOnceByNameAndAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		nodes := []*house{h, newHouse(t, d.Another(t))}
		logins := []string{"claire", "claire@ecole.test", "CLAIRE "}
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() { _, _ = nodes[i%2].signIn(logins[i%3], wrongPassword) })
		}
		wg.Wait()
		if n := value[int64](h, `SELECT max(n) FROM account_failures WHERE subject LIKE 'owner:%'`); n != 5 {
			t.Errorf("%d guesses counted, want 5", n)
		}
		if n := value[int64](h, `SELECT count(*) FROM account_tries`); n != 0 {
			t.Errorf("%d places were not given back", n)
		}
	})
}

// A sign-up with somebody's address makes a password that is right in a way; it does not make the failures of guessing forgotten.
func TestASignUpForgivesNoFailures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		h.signUpAs("pirate", "claire@ecole.test", passwordOf("pirate"))
		for range 4 {
			_, err := h.signIn("claire@ecole.test", wrongPassword)
			wantKind(t, err, apperr.Invalid)
			_, err = h.signIn("claire@ecole.test", passwordOf("pirate"))
			wantReason(t, err, "account.not_activated")
		}
		_, err := h.signIn("claire@ecole.test", wrongPassword)
		wantKind(t, err, apperr.Invalid)
		_, err = h.signIn("claire@ecole.test", passwordOf("pirate"))
		wantKind(t, err, apperr.TooMany)
	})
}

// At eight, a school of 300 signs in from one address: all pass. The right ones are no failures, and nobody is refused for being many.
func TestASchoolSignsInAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		const people = 30
		for i := range people {
			h.active(fmt.Sprintf("prof%02d", i))
		}
		nodes := []*house{h, newHouse(t, d.Another(t))}
		answers := make(chan error)
		for i := range 300 {
			go func() {
				_, err := nodes[i%2].signIn(fmt.Sprintf("prof%02d", i%people), good)
				answers <- err
			}()
		}
		for range 300 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
	})
}

// Two hundred wrong guesses at once from one address, on two nodes, each at another login, are no more than a hundred one after another.
func TestTriesOfOneNetworkAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		nodes := []*house{h, newHouse(t, d.Another(t))}
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() { _, _ = nodes[i%2].signIn(fmt.Sprintf("eleve%03d", i), wrongPassword) })
		}
		wg.Wait()
		if n := h.hasher.Done() + nodes[1].hasher.Done(); n != 100 {
			t.Errorf("%d guesses were tried, want 100", n)
		}
	})
}

// What a crash cut was no failure: it keeps its place for a minute, and is forgotten.
func TestATryCutByACrashIsNoFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		for range 4 {
			h.s.Cut(t.Context(), d.Clock.Now(), "claire", "claire@ecole.test", "192.0.2.7")
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Fatalf("beside four that were cut: %v", err)
		}
		d.Clock.Advance(time.Minute)
		for range 4 {
			_, err := h.signIn("claire", wrongPassword)
			wantKind(t, err, apperr.Invalid)
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Errorf("tries that were cut count as failures: %v", err)
		}
		if err := h.s.Sweep(t.Context(), d.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if n := value[int64](h, `SELECT count(*) FROM account_tries`); n != 0 {
			t.Errorf("%d tries are left", n)
		}
	})
}

// Signing up and asking for links are limited, apart from failures: a school that signs up one morning can sign in.
func TestAsksAreLimitedApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		h.forget()
		ask := func() error {
			return h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: "personne", From: "192.0.2.7"})
		}
		for range 300 {
			if err := ask(); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, ask(), apperr.TooMany)
		wantKind(t, h.s.SignUp(t.Context(), h.visitor("/inscription"), registration("paul")), apperr.TooMany)
		if _, err := h.signIn("claire", good); err != nil {
			t.Error(err)
		}
		d.Clock.Advance(10 * time.Minute)
		if err := ask(); err != nil {
			t.Errorf("after ten minutes: %v", err)
		}
	})
}
