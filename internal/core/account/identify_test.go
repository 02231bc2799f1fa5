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

// Who somebody is is known without a look into SQLite while others write, sign in and are noted to be there; what changes it counts at once.
func TestASessionIsKnownWhileOthersWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		h.active("paul")
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		asks := func(want int64, known bool) (who access.Actor) {
			t.Helper()
			ctx, asked := db.Tally(t.Context())
			who, ok, err := h.s.Identify(ctx, o.Secret)
			if err != nil || ok != known || d.Engine() == db.SQLite && asked() != want { // who else writes on the server of PostgreSQL counts
				t.Errorf("known %v, %v, by %d statements; want %d", ok, err, asked(), want)
			}
			return who
		}
		do := func(q string, args ...any) {
			t.Helper()
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		who := asks(1, true)
		do(`INSERT INTO core_done (account_id, act, form_key, body_hash, result, done_at) VALUES ('', '', 'x', '', '', 1)`)
		asks(0, true)
		h.signedIn("paul")
		asks(0, true)
		d.Clock.Advance(5 * time.Minute)
		asks(1, true) // it is noted
		asks(0, true)
		d.Clock.Advance(5 * time.Minute)
		asks(1, true)

		do(`UPDATE account_accounts SET display_name = 'Claire A.' WHERE id = $1`, who.ID)
		if who = asks(1, true); who.Name != "Claire A." {
			t.Errorf("named %q", who.Name)
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(t.Context(), tx, access.ByProgram("preau", tx.Now()), access.Gift{AccountID: who.ID, Role: access.Admin, Place: access.Everywhere})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if who = asks(1, true); !who.IsAdmin() {
			t.Error("a role does not count at once")
		}
		do(`UPDATE access_grants SET taken_at = $1, ends_at = $1 WHERE account_id = $2`, d.Clock.Now(), who.ID)
		if who = asks(1, true); who.IsAdmin() {
			t.Error("a role that was taken back still counts")
		}
		do(`INSERT INTO terms_versions (number, text, changes, starts_at, published_at, published_by, published_name) VALUES (1, '', '', 1, 1, '', '')`)
		if who = asks(1, true); who.Bound.InForce != 1 {
			t.Error("new conditions do not count at once")
		}
		do(`UPDATE account_sessions SET ended_at = 1, ended_why = 'revoked' WHERE id = $1`, who.Session)
		asks(2, false) // it is nobody's secret, and no session's before its last proof
	})
}
