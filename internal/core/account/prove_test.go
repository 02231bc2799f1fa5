package account_test

import (
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/session"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// A proof gives the session another secret (ASVS 7.2.4). The former serves for seconds, with what was proven before: what was under way arrives,
// and whoever had read that cookie has nothing of the proof, and soon nothing at all. Pressed twice, it is one proof.
func TestAProofRenewsTheSecret(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		o, err := h.signIn("claire", good)
		h.ok(err)
		d.Clock.Advance(time.Hour)
		was := h.actor(o.Secret)
		prove := func(who access.Actor, way string) string {
			t.Helper()
			h.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return h.s.Prove(t.Context(), tx, who, way) }))
			s, err := h.s.Renewed(t.Context(), who)
			h.ok(err)
			return s.Secret
		}
		next := prove(was, session.ByPasskey)
		if next == o.Secret {
			t.Fatal("the proof leaves the session its secret")
		}
		if who := h.actor(next); who.Session != was.Session || !who.Proved.Equal(d.Clock.Now()) || !who.Strong {
			t.Errorf("with the new secret: %+v", who)
		}
		if who := h.actor(o.Secret); who.Session != was.Session || !who.Proved.Equal(was.Proved) || who.Strong {
			t.Errorf("with the former: %+v", who)
		}
		if twice := prove(h.actor(o.Secret), session.ByPasskey); twice != next {
			t.Error("pressed twice, the second gives another secret: the browser keeps only one")
		}
		d.Clock.Advance(30*time.Second - time.Microsecond)
		if !h.known(o.Secret) {
			t.Error("what is under way is not heard")
		}
		d.Clock.Advance(time.Microsecond)
		if h.known(o.Secret) {
			t.Error("the former secret goes on")
		}
		if third := prove(h.actor(next), session.ByPassword); third == next || h.known(o.Secret) || !h.known(third) {
			t.Error("a later proof does not renew it")
		}
		h.ok(h.s.SignOut(t.Context(), h.actor(next)))
		if h.known(next) {
			t.Error("signed out, the former secret goes on")
		}
	})
}

// Who changes their password has proven who they are: the secret that their browser had before is worth nothing after seconds.
func TestANewPasswordRenewsTheSecret(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		o, err := h.signIn("claire", good)
		h.ok(err)
		who := h.actor(o.Secret)
		const next = "quatre petits tours"
		for range 2 { // sent twice
			h.ok(h.s.ChangePassword(t.Context(), who, account.NewPassword{Current: good, Password: next, Again: next}))
		}
		s, err := h.s.Renewed(t.Context(), who)
		h.ok(err)
		d.Clock.Advance(30 * time.Second)
		if h.known(o.Secret) || !h.known(s.Secret) {
			t.Errorf("the former is known: %v, the new one: %v", h.known(o.Secret), h.known(s.Secret))
		}
	})
}
