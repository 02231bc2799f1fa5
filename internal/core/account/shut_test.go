package account_test

import (
	"testing"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// After a restore everybody signs in anew, and no link of the copy signs in or changes a password.
func TestShut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		h.active("omar")
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		one, err := h.signIn("claire", good)
		ok(err)
		other, err := h.signIn("omar", good)
		ok(err)
		ok(h.exec(`UPDATE account_tokens SET purpose = 'reset', used_at = NULL, killed_at = NULL`))
		links := func() (n int64) {
			ok(d.View(t.Context(), func(tx *db.Tx) error {
				n, err = db.Value[int64](t.Context(), tx, `SELECT count(*) FROM account_tokens WHERE used_at IS NULL AND killed_at IS NULL`)
				return err
			}))
			return n
		}
		before := links()
		ok(h.s.Shut(t.Context()))
		if before < 2 || h.known(one.Secret) || h.known(other.Secret) || links() != 0 {
			t.Errorf("a session serves, or one of %d links: %d", before, links())
		}
		again, err := h.signIn("claire", good)
		if err != nil || !h.known(again.Secret) {
			t.Errorf("nobody comes in again: %v", err)
		}
	})
}
