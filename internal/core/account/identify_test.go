package account_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// A session has the grants that the rules read of the account, however many limits they have, and whenever those begin and end.
func TestSessionHasItsLimits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		start := d.Clock.Now()
		who := h.actor(o.Secret)
		give := func(role access.RoleKey, limits ...access.Limit) {
			if err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := access.Give(t.Context(), tx, access.ByProgram("preau", start), access.Gift{AccountID: who.ID, Role: role, Place: access.Everywhere, Limits: limits})
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		var many []access.Limit
		for i := range 30 {
			many = append(many, access.Limit{Kind: access.Market, Ref: "m " + strconv.Itoa(i)})
		}
		give(access.Admin, many...)
		give(access.Helper)
		give(access.Member, access.Limit{Kind: access.Site, Ref: "later", From: start.Add(time.Hour)}, access.Limit{Kind: access.Site, Ref: "soon over", To: start.Add(time.Minute)})
		for _, after := range []time.Duration{0, time.Minute, time.Hour} {
			d.Clock.Set(start.Add(after))
			var want []access.Grant
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				want, err = access.GrantsOf(t.Context(), tx, who.ID, tx.Now())
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, h.actor(o.Secret).Grants); diff != "" || len(want) != 3 {
				t.Errorf("after %s, %d grants: %s", after, len(want), diff)
			}
		}
	})
}
