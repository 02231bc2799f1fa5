package contact_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/contact"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestMatrix(t *testing.T) {
	want := `| act | desk |
|---|---|
| see | any |
| answer | received, answered → answered if the sender has an address |
| close | received, answered → closed |
| reopen | closed → received |
`
	if diff := cmp.Diff(want, contact.Moves().Matrix()); diff != "" {
		t.Error(diff)
	}
}

func TestSlugsNameTheirState(t *testing.T) {
	for _, s := range contact.States() {
		if got := contact.StateOf(s.Slug()); got != s {
			t.Errorf("%s: %q is %q", s, s.Slug(), got)
		}
	}
	if got := contact.StateOf("x"); got != "" {
		t.Errorf("%q", got)
	}
}

// The table's states are those that the database takes.
func TestStatesAreTheColumns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		n := h.mustReceive(t, visitor, typed())
		set := func(s contact.State) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE contact_messages SET state = $1 WHERE number = $2`, s, n)
				return err
			})
		}
		for _, s := range contact.States() {
			if err := set(s); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
		if set("lost") == nil {
			t.Error("any state is taken")
		}
	})
}
