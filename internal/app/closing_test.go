package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/closing"
	"preau/internal/core/retention/keeper"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
)

// said are the tables where a text still stands, with the row.
func (h *house) said(text string) (out []string) {
	h.t.Helper()
	whole := regexp.MustCompile(`(^|[^.\p{L}\d])` + regexp.QuoteMeta(text) + `($|[^\p{L}\d])`)
	for table, rows := range h.contents() {
		for _, row := range strings.Split(rows, "\n") {
			if whole.MatchString(row) {
				out = append(out, table+": "+row)
			}
		}
	}
	return out
}

func (h *house) wantUnsaid(texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		for _, where := range h.said(text) {
			h.t.Errorf("%q still stands in %s", text, where)
		}
	}
}

// Who closes their account is told what will happen, gives their password, is signed out and told once more; then their
// name is nowhere, « Compte clos n° … » stands where it stood, and neither their address nor their rights are left.
func TestClosingOnesAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.post(member, "/acces/demandes/1", url.Values{"acte": {"confirmer"}}, 303) // now somebody else works there too
		b.drain()
		for _, text := range []string{"Camille member", "member@preau.test"} {
			if len(b.said(text)) == 0 {
				t.Fatalf("%q stands nowhere to begin with", text)
			}
		}
		was := len(b.mails.To("member@preau.test"))
		p := b.in[member].Get("/compte/donnees").WantStatus(200).WantSound().Click("Voir ce qui va se passer").WantStatus(200).WantSound()
		p.Want("Compte clos n° "+b.ids["member"], "Collège Membre", "Personne ne peut rouvrir le compte")
		p.Form("Fermer mon compte pour toujours").Fill("Votre mot de passe", otherPassword).Submit().WantStatus(422).Want("pas votre mot de passe actuel")
		p = p.Form("Fermer mon compte pour toujours").Fill("Votre mot de passe", goodPassword).Submit().WantStatus(200).WantPath("/")
		p.Want("Votre compte est fermé").WantNot("Se déconnecter")
		b.in[member].Get("/compte").WantPath("/connexion")
		b.drain()
		if got := b.mails.To("member@preau.test"); len(got) != was+1 || !strings.Contains(got[was].Subject, "Votre compte est fermé") {
			t.Errorf("%d mails instead of one", len(got)-was)
		}
		b.ok(b.a.Keeper.Night(t.Context(), b.d.Clock.Now().Add(day)))
		b.wantUnsaid("Camille member", "member@preau.test")
		label := "Compte clos n° " + b.ids["member"]
		for _, table := range []string{"account_accounts", "needs_memberships", "needs_sheets", "history_lines", "notify_mails", "access_grants", "request_asks"} {
			if !strings.Contains(strings.Join(b.said(label), "\n"), table+": ") {
				t.Errorf("%s does not say %s", table, label)
			}
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM retention_closings WHERE done_at IS NULL`); n != "0" {
			t.Error("the closing is not done")
		}
		b.in[coordinator].Get("/groupements/1/suivi/" + b.ids["ref Collège Membre"]).WantStatus(200).Want(label)
		b.in[admin].Get("/administration/comptes/"+b.ids["member"]).WantStatus(200).WantSound().Want(label, "Clos", "Compte fermé").WantNot("clos:", "Fermer ce compte")
		b.browser().PostForm("/connexion", url.Values{"nom_utilisateur": {"member"}, "mot_de_passe": {goodPassword}}).WantStatus(422)
		b.browser().PostForm("/connexion", url.Values{"nom_utilisateur": {"clos:" + b.ids["member"]}, "mot_de_passe": {""}}).WantStatus(422)
	})
}

// The address is free for who has its mailbox; the user name is nobody's for a year.
func TestAddressOfAClosedAccountIsFree(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		p := b.in[schoolless].Get("/compte/donnees/fermeture").Form("Fermer mon compte pour toujours")
		p.Fill("Votre mot de passe", goodPassword).Submit().WantStatus(200)
		b.drain()
		name, address := userOf(schoolless), userOf(schoolless)+"@preau.test"
		form := signUpForm(name)
		b.browser().PostForm("/inscription", keyed(form)).WantStatus(422).Want("déjà pris")
		form.Set("nom_utilisateur", "revenante")
		b.browser().PostForm("/inscription", keyed(form)).WantPath("/inscription/envoyee")
		b.drain()
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email_fold = $1 AND state = 'created'`, address); n != "1" {
			t.Errorf("%s new accounts of the address", n)
		}
		b.d.Clock.Set(b.d.Clock.Now().Add(366 * day))
		b.ok(b.a.Accounts.Sweep(t.Context(), b.d.Clock.Now()))
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_name_holds WHERE user_name_fold = $1`, name); n != "0" {
			t.Error("the name is still held after a year")
		}
	})
}

// The last holder of a role is told which, for what, since when, who can take over, and asks in one click; so is the last
// administrator. Nothing was done, and no try at the password was counted.
func TestLastHolderMayNotClose(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for role, want := range map[string][]string{
			coordinator: {"seule personne à tenir le rôle", "Coordonnateur", "Lycée Support", "opérateur de la plateforme", "Demander la fermeture"},
			member:      {"seule personne à tenir le rôle", "Membre de l'établissement", "Collège Membre"},
			admin:       {"le seul administrateur", "preau admin create"},
		} {
			b.in[role].Get("/compte/donnees/fermeture").WantStatus(200).WantSound().Want("ne peut pas être fermé maintenant").Want(want...).WantNot("pour toujours")
			b.in[role].PostForm("/compte/donnees/fermeture", keyed(url.Values{"mot_de_passe_actuel": {goodPassword}})).WantStatus(403).Want(want...)
		}
		b.in[coordinator].Get("/compte/donnees/fermeture").Click("Demander la fermeture").WantStatus(200).WantPath("/contact")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE state = 'closed'`); n != "0" {
			t.Errorf("%s accounts are closed", n)
		}
		b.in[admin].PostForm("/administration/comptes/"+b.ids["admin"]+"/fermeture", keyed(url.Values{"motif": {"Essai"}})).WantStatus(403)
	})
}

// Who coordinates one group may leave while the support establishment has somebody; else they are told the group's title.
func TestLastHolderOfAGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.run(`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
			SELECT 'g', a.id, 'needs.coordinator', 'group', g.id, 1, '', '', 1, '', '', '' FROM account_accounts a, needs_groups g WHERE a.user_name = $1 AND g.number = 1`, userOf(schoolless))
		b.in[schoolless].Get("/compte/donnees/fermeture").Want("Coordonnateur de groupements, Groupement 1", "pour toujours")
		b.run(`UPDATE account_accounts SET state = 'suspended' WHERE user_name = $1`, userOf(coordinator))
		b.in[schoolless].Get("/compte/donnees/fermeture").Want("seule personne", "« Groupement 1 »", "opérateur de la plateforme").WantNot("pour toujours")
	})
}

// An administrator closes an account on request, with a reason that the person reads; the account's open requests are withdrawn.
func TestClosingForSomebody(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		n := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'unconfirmed'`)
		p := b.in[admin].Get("/administration/comptes/" + n).Click("Fermer ce compte…").WantStatus(200).WantSound().Want("Compte clos n° " + n)
		p.Form("Fermer ce compte").Submit().WantStatus(422).Want("Dites pourquoi")
		p.Form("Fermer ce compte").Fill("Pourquoi", "À sa demande du 12 mai").Submit().WantStatus(200).Want("Le compte est fermé", "Compte clos n° "+n)
		b.in[unconfirmed].Get("/compte").WantPath("/connexion")
		if m := b.mailTo("unconfirmed@preau.test"); !strings.Contains(m.Text, "À sa demande du 12 mai") || !strings.Contains(m.Text, "admin") {
			t.Errorf("the mail says %s", m.Text)
		}
		if got := b.one(`SELECT state FROM request_asks`); got != "withdrawn" {
			t.Errorf("the request is %s", got)
		}
		b.drain()
		b.ok(b.a.Keeper.Night(t.Context(), b.d.Clock.Now().Add(day)))
		b.wantUnsaid("Camille unconfirmed", "unconfirmed@preau.test")
		b.in[admin].Get("/administration/comptes/" + n + "/fermeture").WantPath("/administration/comptes/" + n)
		b.in[admin].PostForm("/administration/comptes/"+n+"/fermeture", keyed(url.Values{"motif": {"Encore"}})).WantStatus(409)
	})
}

// The name stays where a mail is still under way, and goes with the night after it arrived; a cut erasure is finished.
func TestErasureWaitsForMails(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.mails.Answer(mail.Defer)
		b.in[schoolless].Get("/compte/donnees/fermeture").Form("Fermer mon compte pour toujours").Fill("Votre mot de passe", goodPassword).Submit().WantStatus(200)
		b.drain()
		address := userOf(schoolless) + "@preau.test"
		left := func() string {
			return b.one(`SELECT CAST(count(*) AS TEXT) FROM notify_mails WHERE address = $1`, address)
		}
		if left() != "1" {
			t.Errorf("%s mails have the address, want the one under way", left())
		}
		b.mails.Answer(nil)
		b.d.Clock.Set(b.d.Clock.Now().Add(day))
		b.drain() // the mail goes, and the night comes
		b.d.Clock.Set(b.d.Clock.Now().Add(day))
		b.drain()
		if left() != "0" || len(b.mails.To(address)) == 0 {
			t.Errorf("%s mails have the address after it was written to", left())
		}
		b.wantUnsaid(address)
	})
}

// Of two last administrators who leave at once, one stays.
func TestTwoLastAdministrators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := openHouse(t, d)
		var who []access.Actor
		for _, name := range []string{"un", "deux"} {
			h.person(name)
			h.run(`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
				VALUES ($1, $1, 'platform.admin', 'platform', '', 1, '', '', 1, '', '', '')`, name)
			who = append(who, access.Actor{ID: name, Name: name, Key: id.New(), Act: "POST x", At: d.Clock.Now()})
		}
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i := range who {
			all.Go(func() { errs[i] = h.a.Closing.Leave(t.Context(), who[i], closing.Leave{}) })
		}
		all.Wait()
		if n := h.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE state = 'closed'`); n != "1" {
			t.Errorf("%s closed, %v", n, errs)
		}
		if !apperr.Is(errs[0], apperr.Forbidden) && !apperr.Is(errs[1], apperr.Forbidden) {
			t.Errorf("nobody was refused: %v", errs)
		}
	})
}

// Of the accounts that nobody activated in time the sweep deletes those that nothing refers to; who was given a role and
// never came is closed. Nobody is written to.
func TestUnactivatedAccounts(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		n := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE state = 'invited'`)
		at := func(after time.Duration, want string) {
			b.d.Clock.Set(dbtest.Start.Add(after))
			b.ok(b.a.Accounts.Sweep(t.Context(), b.d.Clock.Now()))
			b.ok(b.a.Keeper.Night(t.Context(), b.d.Clock.Now()))
			got := b.one(`SELECT state FROM account_accounts WHERE number = CAST($1 AS BIGINT)`, n) + b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE state IN ('created', 'invited')`)
			if got != want {
				t.Errorf("after %s: %s, want %s", after, got, want)
			}
		}
		at(60*day-time.Minute, "invited3")
		at(60*day+time.Minute, "closed0")
		for _, m := range b.mails.To("invited@preau.test") {
			if strings.Contains(m.Subject, "fermé") {
				t.Errorf("there is a mail %s", m.Subject)
			}
		}
		b.wantUnsaid("Ina Vitée")
	})
}

// absent is the house of people who stopped coming: each step of the rule is taken once, whatever night it is, however
// many nodes.
type absent struct {
	*house
	other *keeper.Service
	night time.Time
}

func (a *absent) at(when time.Time) *absent {
	a.t.Helper()
	a.d.Clock.Set(when)
	ended := make(chan error)
	for range 2 { // twice a day, on both nodes at once
		a.night = a.night.Add(day)
		go func() { ended <- a.other.Night(a.t.Context(), a.night) }()
		a.ok(a.a.Keeper.Night(a.t.Context(), a.night))
		a.ok(<-ended)
	}
	a.drain()
	return a
}

func (a *absent) want(state string, mails int) {
	a.t.Helper()
	if got := a.one(`SELECT state FROM account_accounts WHERE id = 'absent'`); got != state {
		a.t.Errorf("on %s the account is %s, want %s", a.d.Clock.Now(), got, state)
	}
	if got := len(a.mails.To("absent@x.test")); got != mails {
		a.t.Errorf("on %s there are %d mails, want %d", a.d.Clock.Now(), got, mails)
	}
}

func newAbsent(t *testing.T, d *dbtest.DB) *absent {
	h := openHouse(t, d)
	h.person("absent")
	return &absent{house: h, other: h.keeperWith(d.Another(t).DB, d.Clock), night: d.Clock.Now().Truncate(day)}
}

// Three years after the last sign-in: a mail 30 days before, another 7 days before, then closed.
func TestUnusedAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		a := newAbsent(t, d)
		end := dbtest.Start.AddDate(3, 0, 0)
		a.at(end.Add(-30*day-time.Hour)).want("active", 0)
		a.at(end.Add(-30*day+time.Hour)).want("active", 1)
		a.at(end.Add(-7*day-time.Hour)).want("active", 1)
		a.at(end.Add(-7*day+time.Hour)).want("active", 2)
		a.at(end.Add(-time.Hour)).want("active", 2)
		a.at(end.Add(time.Hour)).want("closed", 3) // the last says that it is closed
		a.at(end.Add(9*day)).want("closed", 3)
		a.wantUnsaid("absent@x.test")
	})
}

// A sign-in begins the absence anew; a program that was down for years still warns twice, with the whole time between.
func TestUnusedAccountThatComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		a := newAbsent(t, d)
		end := dbtest.Start.AddDate(3, 0, 0)
		a.at(end.Add(-29*day)).want("active", 1)
		a.run(`UPDATE account_accounts SET last_signed_in_at = $1 WHERE id = 'absent'`, end.Add(-10*day))
		a.at(end.Add(time.Hour)).want("active", 1)
		late := end.AddDate(5, 0, 0)
		a.at(late).want("active", 2)
		a.at(late.Add(20*day)).want("active", 2)
		a.at(late.Add(28*day)).want("active", 3) // the second, two days late, puts the end off
		a.at(late.Add(31*day)).want("active", 3)
		a.at(late.Add(35*day+time.Hour)).want("closed", 4)
	})
}

// The last administrator's account is never closed for lack of use; who is suspended is closed without being asked to come.
func TestUnusedAccountsThatAreOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		a := newAbsent(t, d)
		a.run(`INSERT INTO access_grants (id, account_id, role, place_kind, place_id, starts_at, given_by, given_name, given_at, reason, taken_by, taken_name)
			VALUES ('g', 'absent', 'platform.admin', 'platform', '', 1, '', '', 1, '', '', '')`)
		end := dbtest.Start.AddDate(3, 0, 0)
		for _, at := range []time.Duration{-29 * day, -6 * day, day, 40 * day, 50 * day} {
			a.at(end.Add(at)).want("active", 0)
		}
		a.run(`DELETE FROM access_grants`)
		a.run(`UPDATE account_accounts SET state = 'suspended' WHERE id = 'absent'`)
		a.at(end.Add(51*day)).want("closed", 1)
	})
}
