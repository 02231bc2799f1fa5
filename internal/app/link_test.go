package app_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

const linkPage = "/connexion/lien"

// A link signs in by its button, once, within 30 minutes; looking at its page burns nothing, and asking tells nothing about
// who has an account.
func TestSignInLink(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C001", "C002")
		b := inhabited(t, e)
		ask := func(login string) string {
			p := b.browser().PostForm(linkPage, keyed(url.Values{"nom_utilisateur": {login}})).WantStatus(200).WantPath("/connexion/lien/envoye")
			return p.In("main").Text()
		}
		if known, unknown := ask(oldBox), ask("personne@preau.test"); known != unknown {
			t.Errorf("a known address is answered %q, an unknown one %q", known, unknown)
		}
		link := local(b.linkTo(oldBox))
		secret := link[strings.LastIndex(link, "/")+1:]
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_tokens WHERE secret_hash = $1`, secret); n != "0" || len(secret) < 22 {
			t.Errorf("the secret %q is kept, or has less than 128 bits", secret)
		}
		b.browser().Get(link).WantSound()
		b.browser().Get(link)
		c := b.browser()
		c.Get(link).Press("Me connecter").WantStatus(200)
		c.Get("/compte").WantPath("/compte").Want("Camille member")
		b.browser().Get(link).WantStatus(410)

		ask(oldBox)
		link = local(b.linkTo(oldBox))
		b.d.Clock.Advance(30*time.Minute - time.Second)
		b.browser().Get(link).WantStatus(200)
		b.d.Clock.Advance(time.Second)
		b.browser().Get(link).WantStatus(410)

		b.d.Clock.Advance(2 * time.Hour)
		if n := len(b.mails.To("personne@preau.test")); n != 1 {
			t.Errorf("%d mails tell an unknown address whom to ask (C006)", n)
		}
		b.mails.Reset()
		for range 8 {
			ask(oldBox)
			ask("personne@preau.test")
		}
		b.drain()
		if known, unknown := len(b.mails.To(oldBox)), len(b.mails.To("personne@preau.test")); known != 3 || unknown != 0 {
			t.Errorf("%d links in an hour, and %d mails to an unknown address told already", known, unknown)
		}
	})
}

// A remembered session ends after 30 days however much it is used; signing out is a POST that ends it on the server; sessions are
// listed, ended one by one, and all at once when the account is suspended or its address changes.
func TestLivesOfSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C003", "C004")
		b := inhabited(t, e)
		enter := func(name string) string {
			c := b.browser()
			c.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {name}, "mot_de_passe": {goodPassword}, "rester": {"1"}})).WantStatus(200)
			return c.Cookie("session")
		}
		in := func(secret string) bool { return b.with(secret).Get("/compte").Path == "/compte" }
		kept, left := enter("member"), enter("member")
		c := b.with(left)
		c.Get("/compte/securite").WantSound().Want("3 appareils connectés")
		c.Get("/deconnexion").WantStatus(405)
		if !in(left) {
			t.Error("a GET signs out")
		}
		b.with(left).Get("/compte").Press("Se déconnecter")
		if in(left) || !in(kept) {
			t.Error("signing out ends not this session alone")
		}
		for range 29 {
			b.d.Clock.Advance(24 * time.Hour)
			if !in(kept) {
				t.Fatal("a remembered session ended early")
			}
		}
		b.d.Clock.Advance(24 * time.Hour)
		if in(kept) {
			t.Error("a session lives longer than 30 days")
		}
		one, other := enter("member"), enter("member")
		b.with(one).Get("/compte/securite").Press("Déconnecter les autres appareils")
		if in(other) || !in(one) {
			t.Error("ending the others does not end them alone")
		}
		b.in[admin] = b.with(enter("admin"))
		b.post(admin, "/administration/comptes/"+b.ids["member"]+"/suspension", url.Values{"motif": {"Essai"}}, 303)
		if in(one) {
			t.Error("a suspension leaves a session")
		}
		b.post(admin, "/administration/comptes/"+b.ids["member"]+"/reactivation", nil, 303)
		one = enter("member")
		b.moved()
		if in(one) {
			t.Error("a change of address leaves a session")
		}
	})
}

// The list of open sessions says of each whether it was opened from the network where it is looked at, or from another; the address
// itself is kept nowhere.
func TestWhereSessionsWereOpened(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C004")
		b := inhabited(t, e)
		enter := func(remote string) *webtest.Client {
			c := b.browser()
			c.Remote = remote
			c.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {"member"}, "mot_de_passe": {goodPassword}})).WantStatus(200)
			return c
		}
		exec := func(q string) {
			b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), q, "member")
				return err
			}))
		}
		exec(`UPDATE account_sessions SET ended_at = 1 WHERE account_id = (SELECT id FROM account_accounts WHERE user_name = $1)`)
		home := enter("198.51.100.7:4321")
		places := func(c *webtest.Client) (here, elsewhere int) {
			said := c.Get("/compte/securite").WantSound().In("main").Text()
			return strings.Count(said, "même réseau"), strings.Count(said, "un autre réseau")
		}
		if here, elsewhere := places(home); here != 1 || elsewhere != 0 {
			t.Errorf("alone: %d here, %d elsewhere", here, elsewhere)
		}
		phone, again := enter("203.0.113.9:1"), enter("198.51.100.7:99")
		if here, elsewhere := places(again); here != 2 || elsewhere != 1 {
			t.Errorf("from home: %d here, %d elsewhere", here, elsewhere)
		}
		if here, elsewhere := places(phone); here != 1 || elsewhere != 2 {
			t.Errorf("from the telephone: %d here, %d elsewhere", here, elsewhere)
		}
		exec(`UPDATE account_sessions SET net = '' WHERE account_id = (SELECT id FROM account_accounts WHERE user_name = $1)`)
		home.Get("/compte/securite").Want("Inconnu").WantNot("même réseau")
		other := b.browser()
		other.Remote = "198.51.100.7:5"
		other.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {"admin"}, "mot_de_passe": {goodPassword}})).WantStatus(200)
		enter("198.51.100.7:6")
		if n := b.one(`SELECT CAST(count(DISTINCT net) AS TEXT) FROM account_sessions WHERE ended_at IS NULL AND net <> ''`); n < "2" {
			t.Error("two accounts at one place are seen to be together")
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_sessions WHERE net LIKE '%198.51%'`); n != "0" {
			t.Error("an address is kept")
		}
	})
}
