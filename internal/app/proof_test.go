package app_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/proof/proofweb"
	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// Acts on accesses ask whose last proof is old to prove again who they are; what was typed is kept, and sent again once it is done. A proof
// counts for the session that gave it, and for its minutes.
func TestProveAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		path := "/administration/comptes/" + b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = $1`, userOf(stranger)) + "/role"
		form := func() url.Values {
			return keyed(url.Values{"role": {string(access.Helper)}, "donner": {"oui"}})
		}
		c := b.in[admin]
		given := func() string {
			return b.one(`SELECT CAST(count(*) AS TEXT) FROM access_grants WHERE role = $1 AND taken_at IS NULL AND account_id = (SELECT id FROM account_accounts WHERE user_name = $2)`, access.Helper, userOf(stranger))
		}
		asked := func(p *webtest.Page) *webtest.Page {
			t.Helper()
			if given() != "0" {
				t.Fatal("it was given without a proof")
			}
			return p.WantStatus(403).WantSound().Want("date de plus de 10 minutes", "Renvoyer ce que j'avais saisi").Click("Confirmer que c'est moi").WantStatus(200).WantSound().Want("Confirmez que c'est vous")
		}
		b.run(`UPDATE account_sessions SET proved_at = 0`)
		b.d.Clock.Advance(10*time.Minute + time.Second)
		first := c.PostForm(path, form())
		way := asked(first)
		way.Form("Confirmer").Fill("Mot de passe", otherPassword).Submit().WantStatus(422).WantSound()
		asked(c.PostForm(path, form()))
		former := c.Cookie("session")
		way.Form("Confirmer").Fill("Mot de passe", goodPassword).Submit().WantStatus(200).Want("C'est confirmé")
		b.with(former).PostForm(path, form()).WantStatus(403).Want("Confirmer que c'est moi") // the cookie from before has proven nothing
		b.with(former).PostForm("/compte/confirmation", url.Values{"mot_de_passe": {"wrong"}}).WantStatus(422)
		b.d.Clock.Advance(30 * time.Second)
		b.with(former).Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		first.Press("Renvoyer ce que j'avais saisi").WantStatus(200)
		if given() != "1" {
			t.Error("what was sent again did nothing")
		}
		b.d.Clock.Advance(10*time.Minute - 30*time.Second)
		c.Get("/compte/securite/cles/nouvelle").WantPath("/compte/securite/cles/nouvelle")
		b.d.Clock.Advance(time.Second)
		p := c.Get("/compte/securite/cles/nouvelle").WantPath("/compte/confirmation?suite=%2Fcompte%2Fsecurite%2Fcles%2Fnouvelle").WantSound()
		p.Form("Confirmer").Fill("Mot de passe", goodPassword).Submit().WantPath("/compte/securite/cles/nouvelle")
		b.browser().Get("/compte/confirmation").WantPath("/connexion?suite=%2Fcompte%2Fconfirmation")
	})
}

// A form that takes long to fill in, or that may hold a password, is sent for its time once it was shown to who had just proven it: that form, in
// that session, to its address. Nobody sends another because they proved it within that time.
func TestProvenWhenShown(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		const shown = "_montre"
		prove := func() { b.run(`UPDATE account_sessions SET proved_at = $1`, b.d.Clock.Now().UnixMicro()) }
		settings := "/administration/reglages"
		for _, x := range []struct {
			who, path, other string
			long             time.Duration
			then             int // the form lacks most of what it asks for
		}{
			{admin, settings, structureAt(fleurBleue, "/utilisateurs/nouveau"), time.Hour, 409},
			{admin, structureAt(fleurBleue, "/utilisateurs/nouveau"), settings, 20 * time.Minute, 422},
			{manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), "", 20 * time.Minute, 422},
		} {
			c := b.in[x.who]
			prove()
			of := func(path string) string {
				for _, in := range c.Get(path).WantStatus(200).Find(`input[name=` + shown + `]`) {
					return in.Attr("value")
				}
				t.Fatalf("%s carries nothing", path)
				return ""
			}
			mine, others := of(x.path), "none"
			if x.other != "" {
				others = of(x.other)
			}
			post := func(form url.Values) *webtest.Page {
				form.Set("nom", "Marchand")
				return c.PostForm(x.path, keyed(form))
			}
			b.d.Clock.Advance(x.long - time.Second)
			post(url.Values{}).WantStatus(403).Want("Confirmer que c'est moi")
			post(url.Values{shown: {others}}).WantStatus(403)
			again := post(url.Values{shown: {mine}}).WantStatus(x.then)
			if got := again.Find(`input[name=` + shown + `]`); len(got) != 1 || got[0].Attr("value") != mine {
				t.Errorf("%s: shown with its faults, it carries %v", x.path, got)
			}
			prove()
			b.d.Clock.Advance(10*time.Minute + time.Second)
			post(url.Values{shown: {mine}}).WantStatus(403)
			c.Get(x.path).WantPath("/compte/confirmation?suite=" + url.QueryEscape(x.path))
		}
		prove()
		c, other := b.in[admin], b.signedIn("admin")
		p := other.Get(settings)
		b.d.Clock.Advance(11 * time.Minute)
		c.PostForm(settings, keyed(url.Values{"nom": {"x"}, shown: {p.Find(`input[name=` + shown + `]`)[0].Attr("value")}})).WantStatus(403)
	})
}

// Who confirms by a mailed link gets another session, in the browser where it is opened; what was typed goes on from there.
func TestProveAgainByLink(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
			s, err := instance.Read(t.Context(), tx)
			if err != nil {
				return err
			}
			s.SignIn, s.ProofMins = []instance.Way{instance.Password, instance.Link}, 3
			return b.a.Instance.SaveTx(t.Context(), tx, access.ByProgram("test", tx.Now()), s, s.Version)
		}))
		c := b.in[admin]
		b.run(`UPDATE account_sessions SET proved_at = 0`)
		b.d.Clock.Advance(3*time.Minute + time.Second)
		first := c.PostForm("/administration/comptes/"+b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = $1`, userOf(stranger))+"/suspension", keyed(url.Values{"motif": {"Parti"}})).
			WantStatus(403).Want("date de plus de 3 minutes")
		first.Click("Confirmer que c'est moi").Press("Recevoir un lien par mail").WantStatus(200)
		c.Get(b.linkTo(b.one(`SELECT email FROM account_accounts a JOIN access_grants g ON g.account_id = a.id WHERE g.role = $1`, access.Admin))).Press("Me connecter").WantStatus(200)
		first.Press("Renvoyer ce que j'avais saisi").WantStatus(200)
		if s := b.one(`SELECT state FROM account_accounts WHERE user_name = $1`, userOf(stranger)); s != "suspended" {
			t.Errorf("the account is %s", s)
		}
	})
}

// What gives somebody else's account another address, or roles by a sheet, asks for a proof among the structures of « Offres » as elsewhere.
func TestProveAgainForStructures(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.post(admin, structureAt(lesLilas, ""), url.Values{"acte": {"accept"}, "version": {"1"}}, 303)
		address, tail := url.Values{"email": {"juste@preau.test"}}, "/utilisateurs/"+b.userNumber("lilas@preau.test")+"/adresse"
		sheet := b.sendsSheet(admin, structureAt(fleurBleue, "/lieux/imports"), "ecoles", twelveSchools(1))
		written := url.Values{"version": {b.in[admin].Get(sheet).Find("input[name=version]")[0].Attr("value")}}
		for _, x := range []struct {
			who, path string
			form      url.Values
			then      int
		}{
			{admin, structureAt(lesLilas, tail), address, 303},
			{admin, sheet + "/ecriture", written, 303},
			{offreur, "/offreur" + tail, address, 404}, // who administers another structure
		} {
			b.run(`UPDATE account_sessions SET proved_at = 0`)
			b.d.Clock.Advance(10*time.Minute + time.Second)
			b.in[x.who].PostForm(x.path, keyed(x.form)).WantStatus(403).Want("Confirmer que c'est moi")
			b.run(`UPDATE account_sessions SET proved_at = $1`, b.d.Clock.Now().UnixMicro())
			b.post(x.who, x.path, x.form, x.then)
		}
	})
}

// Whoever ends sessions proves who they are before: who sits down at an open screen does not put its owner out elsewhere.
func TestSessionsEndAfterAProof(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		c, other := b.in[admin], b.signedIn("admin")
		b.run(`UPDATE account_sessions SET proved_at = 0`)
		b.d.Clock.Advance(10*time.Minute + time.Second)
		id := b.one(`SELECT max(id) FROM account_sessions WHERE account_id = (SELECT id FROM account_accounts WHERE user_name = 'admin') AND ended_at IS NULL`)
		c.PostForm("/compte/securite/sessions", keyed(url.Values{"session": {id}})).WantStatus(403).Want("Confirmer que c'est moi")
		c.PostForm("/compte/securite/autres-sessions", keyed(url.Values{})).WantPath("/compte/confirmation")
		other.Get("/compte").WantPath("/compte")
		b.run(`UPDATE account_sessions SET proved_at = $1`, b.d.Clock.Now().UnixMicro())
		c.PostForm("/compte/securite/autres-sessions", keyed(url.Values{})).WantStatus(200)
		other.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
	})
}

// Who is put under an authority, or out of it, gives its people their roles there, or takes them away: it asks for a proof as those themselves do.
func TestProveAgainForTheTree(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		path := b.place("Collège Membre", "/rattachement")
		form := url.Values{"pouvoir_organisateur": {"aucun"}, "version": {b.in[admin].Get(path).Find("input[name=version]")[0].Attr("value")}}
		b.run(`UPDATE account_sessions SET proved_at = 0`)
		b.d.Clock.Advance(10*time.Minute + time.Second)
		b.in[admin].PostForm(path, keyed(form)).WantStatus(403).Want("Confirmer que c'est moi")
		b.run(`UPDATE account_sessions SET proved_at = $1`, b.d.Clock.Now().UnixMicro())
		b.post(admin, path, form, 303)
	})
}

// accessTables hold who may do what, and how people come in.
var accessTables = []string{"access_grants", "access_grant_limits", "account_passkeys", "account_identities", "account_moves", "token_tokens", "instance_settings"}

// unproven are the acts on those that ask for no fresh proof, and why they need none.
var unproven = map[string]string{
	"/invitation/{jeton}":             "a mailed link proves it",
	"/offreur/invitation/{n}/{jeton}": "a mailed link proves it",
	"/mot-de-passe/{jeton}":           "a mailed link proves it",
	"/nouvelle-adresse/{jeton}":       "a mailed link proves it",
	"/opposition/{jeton}":             "a mailed link proves it",
	"/compte/securite/mot-de-passe":   "asks for the password itself",
	"/compte/donnees/fermeture":       "asks for the password itself",
	"/compte/securite/cles/nom":       "only names one's own key",
	"/compte/jetons/{n}/revocation":   "only takes one's own token away",
	"/compte/profil":                  "where one works oneself: somebody there confirms it",
}

// wantProof finds an act on accesses that the table of those that need a fresh proof forgot.
func wantProof(t *testing.T, x try, changed []string) {
	t.Helper()
	if proofweb.Needs(x.route) || unproven[x.route] != "" {
		return
	}
	for _, table := range changed {
		if slices.Contains(accessTables, table) {
			t.Errorf("%s changes %s, and asks for no fresh proof", x.name(), table)
		}
	}
}
