package account_test

import (
	"testing"
	"time"

	"preau/internal/core/account"
	"preau/internal/kit/db/dbtest"
)

// A remembered browser that nobody uses closes after a fortnight (ASVS 7.3.1).
func TestRememberedSessionThatNobodyUses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		kept, err := h.s.SignIn(t.Context(), h.visitor("/connexion"), account.Login{Name: "claire", Password: good, Remember: true})
		if err != nil || !h.known(kept.Secret) {
			t.Fatal(err)
		}
		d.Clock.Advance(14*24*time.Hour + time.Minute)
		if h.known(kept.Secret) {
			t.Error("it lives on")
		}
	})
}
