package account_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/account"
	"preau/internal/kit/db/dbtest"
)

var update = flag.Bool("update", false, "write the golden files again")

func TestMatrix(t *testing.T) {
	matrix, diagram := account.Rules()
	for file, got := range map[string]string{"testdata/matrix.md": matrix, "testdata/states.mmd": diagram} {
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (go test -update writes it again): %s", file, diff)
		}
	}
}

// The CHECK of the table names the states of the rules.
func TestStatesInSQL(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		for _, s := range account.States() {
			if err := h.setState(string(s)); err != nil {
				t.Errorf("the table refuses %q: %v", s, err)
			}
		}
		if err := h.setState("asleep"); err == nil {
			t.Error("the table takes a state that the rules do not know")
		}
	})
}

// No user name is an address and no address a user name, whoever writes the row (R007).
func TestLoginsCannotBeMistaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.signUp("claire")
		for _, set := range []string{"user_name_fold = 'a@b.test'", "email_fold = 'claire'"} {
			if err := h.exec(`UPDATE account_accounts SET ` + set); err == nil || !strings.Contains(strings.ToLower(err.Error()), "check") {
				t.Errorf("%s: %v", set, err)
			}
		}
	})
}
