package account_test

import (
	"fmt"
	"path"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/links"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestSignInByNameOrAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R006", "R007")
		h := newHouse(t, d)
		h.active("claire")
		for _, name := range []string{"claire", "CLAIRE", "  Claire\t", "claire@ecole.test", " Claire@ECOLE.test "} {
			o, err := h.signIn(name, good)
			if err != nil {
				t.Errorf("%q: %v", name, err)
				continue
			}
			if o.FirstTime {
				t.Errorf("%q: signed in for the first time again", name)
			}
			who := h.actor(o.Secret)
			if who.UserName != "claire" || who.Address != "claire@ecole.test" || who.Name != "claire" || who.Session != o.ID || who.IsAdmin() {
				t.Errorf("%q: the actor is %+v", name, who)
			}
		}
		for _, pw := range []string{"trois petits tour", "Trois petits tours", good + " ", password200()} {
			_, err := h.signIn("claire", pw)
			if e := refused(t, err, apperr.Invalid); e.Msg.Key != msg.ErrorSignIn || len(e.Fields) > 0 {
				t.Errorf("a wrong password says %v", err)
			}
			h.forget()
		}
		before := h.hasher.Done()
		_, err := h.signIn("claire", "")
		wantField(t, err, account.FieldPassword, msg.FaultPasswordMissing)
		_, err = h.signIn("  ", good)
		wantField(t, err, account.FieldUserName, msg.FaultLoginMissing)
		if h.hasher.Done() != before {
			t.Error("nothing typed was hashed")
		}
	})
}

func password200() string { return string(make([]byte, password.MaxLength+1)) }

// forget drops all counters of failures.
func (h *house) forget() {
	h.t.Helper()
	err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), `DELETE FROM account_failures`)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// An unknown account costs what a known one does, and is refused, delayed and counted alike.
func TestUnknownAccountsLookLikeKnownOnes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R004")
		h := newHouse(t, d)
		h.active("claire")
		var said [2][]string
		for i, name := range []string{"claire", "personne"} {
			for range 8 {
				before := h.hasher.Done()
				_, err := h.signIn(name, "un mauvais mot de passe")
				e, ok := apperr.As(err)
				if !ok {
					t.Fatal(err)
				}
				said[i] = append(said[i], e.Error()+" "+e.RetryAfter.String()+" hashes "+string(rune('0'+h.hasher.Done()-before)))
			}
		}
		for i := range said[0] {
			if said[0][i] != said[1][i] {
				t.Errorf("try %d: a known account says %q, an unknown one %q", i+1, said[0][i], said[1][i])
			}
		}
	})
}

func TestDelaysGrow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		try := func(pw string) error {
			_, err := h.signIn("claire", pw)
			return err
		}
		for range 5 {
			wantKind(t, try("un mauvais mot de passe"), apperr.Invalid)
		}
		for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
			hashes := h.hasher.Done()
			if e := refused(t, try(good), apperr.TooMany); e.RetryAfter != wait { // the right password too
				t.Errorf("told to wait %s, want %s", e.RetryAfter, wait)
			}
			if h.hasher.Done() != hashes {
				t.Error("a refused try was hashed")
			}
			d.Clock.Advance(wait - time.Microsecond)
			wantKind(t, try(good), apperr.TooMany)
			d.Clock.Advance(time.Microsecond)
			wantKind(t, try("un mauvais mot de passe"), apperr.Invalid)
		}
		d.Clock.Advance(15 * time.Minute)
		if err := try(good); err != nil {
			t.Fatal(err)
		}
		for range 5 { // the right one forgot the wrong ones
			wantKind(t, try("un mauvais mot de passe"), apperr.Invalid)
		}
		wantKind(t, try(good), apperr.TooMany)
		d.Clock.Advance(time.Hour)
		if err := try(good); err != nil {
			t.Errorf("after an hour: %v", err)
		}
	})
}

// A hundred guesses at once, on two nodes, are no more than five one after another.
func TestTriesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		nodes := []*house{h, newHouse(t, d.Another(t))}
		before := h.hasher.Done()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() { _, _ = nodes[i%2].signIn("claire", "un mauvais mot de passe") })
		}
		wg.Wait()
		if n := h.hasher.Done() - before + nodes[1].hasher.Done(); n != 5 {
			t.Errorf("%d guesses were tried, want 5", n)
		}
	})
}

func TestTriesOfOneNetwork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		h.forget()
		from := func(address, name, pw string) error {
			_, err := h.s.SignIn(t.Context(), h.visitor("/connexion"), account.Login{Name: name, Password: pw, From: address})
			return err
		}
		for range 20 { // the right ones do not count
			if err := from("2001:db8:1:2::/64", "claire", good); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 100 {
			wantKind(t, from("2001:db8:1:2::/64", "eleve"+string(rune('a'+i%26))+string(rune('a'+i/26)), "un mauvais mot de passe"), apperr.Invalid)
		}
		e := refused(t, from("2001:db8:1:2::/64", "claire", good), apperr.TooMany)
		if e.RetryAfter <= 0 || e.RetryAfter > 10*time.Minute || e.Msg.Key != msg.ErrorTriesClient {
			t.Errorf("the refusal is %v, again after %s", e, e.RetryAfter)
		}
		if err := from("2001:db8:1:3::/64", "claire", good); err != nil {
			t.Errorf("another network: %v", err)
		}
		d.Clock.Advance(10 * time.Minute)
		if err := from("2001:db8:1:2::/64", "claire", good); err != nil {
			t.Errorf("after ten minutes: %v", err)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		plain, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := h.s.SignIn(t.Context(), h.visitor("/connexion"), account.Login{Name: "claire", Password: good, Remember: true})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 { // used every seven hours, it lives on
			d.Clock.Advance(7 * time.Hour)
			if !h.known(plain.Secret) {
				t.Fatal("a session in use ended")
			}
		}
		d.Clock.Advance(8*time.Hour - time.Microsecond)
		if !h.known(plain.Secret) {
			t.Fatal("a session ended before eight idle hours")
		}
		d.Clock.Advance(8 * time.Hour)
		if h.known(plain.Secret) {
			t.Error("a session lives on after eight idle hours")
		}
		d.Clock.Set(dbtest.Start.Add(30*24*time.Hour - time.Microsecond))
		if !h.known(kept.Secret) {
			t.Error("a remembered session ended before thirty days")
		}
		d.Clock.Advance(time.Microsecond)
		if h.known(kept.Secret) {
			t.Error("a remembered session lives on after thirty days")
		}
	})
}

func TestLastUseIsNotedEveryFiveMinutes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		seen := func() time.Time {
			return value[time.Time](h, `SELECT seen_at FROM account_sessions WHERE ended_at IS NULL`)
		}
		d.Clock.Advance(5*time.Minute - time.Microsecond)
		h.known(o.Secret)
		if !seen().Equal(dbtest.Start) {
			t.Errorf("noted at %s, before five minutes", seen())
		}
		d.Clock.Advance(time.Microsecond)
		h.known(o.Secret)
		if !seen().Equal(dbtest.Start.Add(5 * time.Minute)) {
			t.Errorf("noted at %s", seen())
		}
	})
}

func TestSignOutAndRevoke(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		h.active("paul")
		one, two, three := h.signedIn("claire"), h.signedIn("claire"), h.signedIn("claire")
		other := h.signedIn("paul")
		open, err := h.s.Sessions(t.Context(), two, "")
		if err != nil || len(open) != 3 || !open[0].Current || open[0].ID != two.Session || open[0].Agent != "Firefox" {
			t.Fatalf("the sessions are %+v, %v", open, err)
		}
		wantKind(t, h.s.EndSession(t.Context(), h.again(other), one.Session), apperr.NotFound)
		wantKind(t, h.s.EndSession(t.Context(), access.Actor{}, one.Session), apperr.Unauthenticated)
		if err := h.s.EndSession(t.Context(), h.again(two), one.Session); err != nil {
			t.Fatal(err)
		}
		if open, _ = h.s.Sessions(t.Context(), two, ""); len(open) != 2 {
			t.Errorf("%d sessions after one was revoked", len(open))
		}
		if err := h.s.EndOtherSessions(t.Context(), h.again(two)); err != nil {
			t.Fatal(err)
		}
		if open, _ = h.s.Sessions(t.Context(), two, ""); len(open) != 1 || !open[0].Current {
			t.Errorf("sessions after the others were revoked: %+v", open)
		}
		if err := h.s.SignOut(t.Context(), two); err != nil {
			t.Fatal(err)
		}
		for _, who := range []access.Actor{one, two, three} {
			if n := value[int64](h, `SELECT count(*) FROM account_sessions WHERE id = $1 AND ended_at IS NULL`, who.Session); n != 0 {
				t.Error("a session lives on")
			}
		}
		if n := value[int64](h, `SELECT count(*) FROM account_sessions WHERE id = $1 AND ended_at IS NULL`, other.Session); n != 1 {
			t.Error("somebody else's session ended")
		}
		if err := h.s.SignOut(t.Context(), access.Actor{}); err != nil {
			t.Errorf("a visitor signing out: %v", err)
		}
	})
}

// Only active accounts act, whatever became of their sessions.
func TestOnlyActiveAccountsAreIdentified(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range account.States() {
			if err := h.setState(string(s)); err != nil {
				t.Fatal(err)
			}
			if h.known(o.Secret) != (s == account.Active) {
				t.Errorf("%s: identified %v", s, h.known(o.Secret))
			}
		}
	})
}

func TestSigningInAgainEndsTheSessionOneHad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		first, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.SignIn(t.Context(), h.actor(first.Secret), account.Login{Name: "claire", Password: good}); err != nil {
			t.Fatal(err)
		}
		if h.known(first.Secret) {
			t.Error("the former session of this browser lives on")
		}
	})
}

func TestForgedCookies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		for _, forged := range []string{"", "x", o.ID, value[string](h, `SELECT secret_hash FROM account_sessions`), o.Secret[1:]} {
			if h.known(forged) {
				t.Errorf("%q is taken for a session", forged)
			}
		}
	})
}

func TestSignInByLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		ask := func(login string) {
			t.Helper()
			if err := h.s.AskSignInLink(t.Context(), h.visitor("/connexion/lien"), account.Asking{Login: login, From: "192.0.2.7"}); err != nil {
				t.Fatal(err)
			}
		}
		ask("personne")
		h.drain()
		if n := len(h.mails.Sent()); n != 0 {
			t.Errorf("%d mails to nobody", n)
		}
		ask("claire")
		path, first := h.link("claire@ecole.test")
		if path != "/connexion/"+first {
			t.Errorf("the link leads to %s", path)
		}
		ask("claire@ecole.test")
		_, second := h.link("claire@ecole.test")
		_, err := h.s.SignInByLink(t.Context(), h.visitor("/connexion/{jeton}"), first, account.Browser{})
		wantKind(t, err, apperr.Conflict)
		d.Clock.Advance(30*time.Minute - time.Microsecond)
		who := h.visitor("/connexion/{jeton}")
		o, err := h.s.SignInByLink(t.Context(), who, second, account.Browser{Remember: true, Agent: "Firefox"})
		if err != nil {
			t.Fatal(err)
		}
		if me := h.actor(o.Secret); me.UserName != "claire" || !o.Remember {
			t.Errorf("signed in as %+v", me)
		}
		again, err := h.s.SignInByLink(t.Context(), who, second, account.Browser{Remember: true, Agent: "Firefox"})
		if err != nil || again != o {
			t.Errorf("a double click gives another session: %+v, %v", again, err)
		}
		if err := h.s.SignOut(t.Context(), h.actor(o.Secret)); err != nil {
			t.Fatal(err)
		}
		if again, err = h.s.SignInByLink(t.Context(), who, second, account.Browser{Remember: true, Agent: "Firefox"}); err != nil || h.known(again.Secret) {
			t.Errorf("the form of somebody signed out opens a session again: %v", err)
		}
		_, err = h.s.SignInByLink(t.Context(), h.visitor("/connexion/{jeton}"), second, account.Browser{})
		wantKind(t, err, apperr.Conflict)
		ask("claire")
		_, third := h.link("claire@ecole.test")
		d.Clock.Advance(30 * time.Minute)
		_, err = h.s.SignInByLink(t.Context(), h.visitor("/connexion/{jeton}"), third, account.Browser{})
		wantKind(t, err, apperr.Conflict)
	})
}

func TestWaysOfSigningIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		h.set.SignIn = []instance.Way{instance.Link}
		_, err := h.signIn("claire", good)
		wantReason(t, err, "account.way_closed")
		h.set.SignIn = []instance.Way{instance.Password}
		wantReason(t, h.s.AskSignInLink(t.Context(), h.visitor("/connexion/lien"), account.Asking{Login: "claire", From: ""}), "account.way_closed")
	})
}

func TestPasswordsAreBroughtToTheNewCost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		was := value[string](h, `SELECT password_hash FROM account_accounts`)
		dearer := &house{t: t, d: d}
		dearer.hasher = password.New(password.Options{Cost: password.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}})
		dearer.s = account.New(account.Options{DB: d.DB, Jobs: freshQueue(h), Mail: h.n, Hasher: dearer.hasher, Settings: h.settings})
		if _, err := dearer.signIn("claire", good); err != nil {
			t.Fatal(err)
		}
		now := value[string](h, `SELECT password_hash FROM account_accounts`)
		if now == was || dearer.hasher.Stale(now) {
			t.Errorf("the hash stays %q", now)
		}
		if _, err := h.signIn("claire", good); err != nil {
			t.Error(err)
		}
	})
}

// Asking for links fills nobody's mailbox, and tells nobody that it does not.
func TestLinksAreLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		d.Clock.Advance(time.Hour)
		for range 12 {
			if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: "claire@ecole.test", From: "192.0.2.7"}); err != nil {
				t.Fatal(err)
			}
		}
		h.drain()
		if n := len(h.mails.To("claire@ecole.test")); n != 3 {
			t.Errorf("%d mails, want 3", n)
		}
		d.Clock.Advance(time.Hour)
		if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: "claire@ecole.test", From: "192.0.2.7"}); err != nil {
			t.Fatal(err)
		}
		h.drain()
		if n := len(h.mails.To("claire@ecole.test")); n != 4 {
			t.Errorf("%d mails after an hour, want 4", n)
		}
	})
}

// Who asks for links in another's name, as often as they like, leaves those of who holds one that came to the mailbox, or is signed in: five in all, and
// who is signed in reads when there are no more.
func TestStrangersLeaveLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C002")
		h := newHouse(t, d)
		h.set.SignIn = []instance.Way{instance.Password, instance.Link}
		h.active("claire")
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(2 * time.Hour)
		const box = "claire@ecole.test"
		before := len(h.mails.To(box))
		want := func(n int) {
			t.Helper()
			h.drain()
			if got := len(h.mails.To(box)) - before; got != n {
				t.Fatalf("%d mails, want %d", got, n)
			}
		}
		storm := func() {
			for range 6 {
				if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: box, From: "192.0.2.7"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		storm()
		want(3)
		all := h.mails.To(box)
		secret := path.Base(linkForm.FindString(all[len(all)-1].Text))
		if err := h.s.RenewLink(t.Context(), h.visitor("/mot-de-passe/x"), secret, "192.0.2.8", links.ForReset); err != nil {
			t.Fatal(err)
		}
		want(4)
		storm()
		mine := account.Asking{Login: "Claire@ecole.test", From: "192.0.2.8"}
		who := h.actor(o.Secret)
		who.Act = "POST /connexion/lien"
		if err := h.s.AskSignInLink(t.Context(), who, mine); err != nil {
			t.Fatal(err)
		}
		want(5)
		if err := h.s.AskSignInLink(t.Context(), h.again(who), mine); !apperr.Is(err, apperr.TooMany) {
			t.Errorf("who is signed in is told %v", err)
		}
		want(5)
	})
}

// The hour of the limit is any hour: who asked once, and again as it ends, is not sent ten links within a few minutes.
func TestLinksOfAnyHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "C002")
		h := newHouse(t, d)
		h.active("claire")
		d.Clock.Advance(time.Hour)
		ask := func(n, want int) {
			t.Helper()
			for range n {
				if err := h.s.AskReset(t.Context(), h.visitor("/mot-de-passe/oubli"), account.Asking{Login: "claire@ecole.test", From: "192.0.2.7"}); err != nil {
					t.Fatal(err)
				}
			}
			h.drain()
			if got := len(h.mails.To("claire@ecole.test")); got != want {
				t.Errorf("%d mails, want %d", got, want)
			}
		}
		ask(1, 1)
		d.Clock.Advance(59 * time.Minute)
		ask(4, 3)
		d.Clock.Advance(2 * time.Minute)
		ask(5, 4) // the first is more than an hour ago, and no other
		d.Clock.Advance(time.Hour)
		ask(7, 7)
	})
}

// Nothing is written meanwhile: rights begin and end at their instants all the same, new conditions bind from theirs, and sessions end.
func TestWhatIsKeptEndsInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.active("claire")
		o, err := h.signIn("claire", good)
		if err != nil {
			t.Fatal(err)
		}
		start := d.Clock.Now()
		who := h.actor(o.Secret)
		by := access.ByProgram("preau", start)
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(t.Context(), tx, by, access.Gift{
				AccountID: who.ID, Role: access.Admin, Place: access.Everywhere, From: start.Add(time.Minute), To: start.Add(3 * time.Minute),
				Limits: []access.Limit{{Kind: "market", Ref: "m", From: start.Add(2 * time.Minute)}},
			})
			if err == nil {
				_, err = tx.Exec(t.Context(), `INSERT INTO terms_versions (number, text, changes, starts_at, published_at, published_by, published_name)
					VALUES (1, 'x', '', $1, $2, '', '')`, start.Add(4*time.Minute), start)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			at   time.Duration
			want string
		}{
			{0, "0 false false"},
			{time.Minute - time.Microsecond, "0 false false"},
			{time.Minute, "1 false false"},
			{2 * time.Minute, "1 true false"},
			{3*time.Minute - time.Microsecond, "1 true false"},
			{3 * time.Minute, "0 false false"},
			{4 * time.Minute, "0 false true"},
			{30 * time.Second, "0 false false"}, // a clock that was set back
		} {
			d.Clock.Set(start.Add(x.at))
			for range 2 {
				who := h.actor(o.Secret)
				limited := len(who.Grants) == 1 && who.Grants[0].Limited
				if got := fmt.Sprint(len(who.Grants), limited, who.Bound.InForce == 1); got != x.want {
					t.Errorf("after %s: %s, want %s", x.at, got, x.want)
				}
			}
		}
	})
}
