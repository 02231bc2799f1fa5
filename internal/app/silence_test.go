package app_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

// after lets time pass, and does what the hour's jobs do then.
func (b *builder) after(d time.Duration) {
	b.t.Helper()
	b.d.Clock.Advance(d)
	b.ok(b.a.Silence.Remind(b.t.Context()))
	b.ok(b.a.Accounts.Remind(b.t.Context()))
	b.ok(b.a.Silence.TellSilences(b.t.Context()))
	b.drain()
}

// subjects are those of the mails to an address since the last reset, folded.
func (b *builder) subjects(address string) []string {
	b.t.Helper()
	var out []string
	for _, m := range b.mails.To(address) {
		out = append(out, webtest.Fold(m.Subject))
	}
	return out
}

// Who got a role and never came is reminded once, a week later, of all that they hold, with a link that opens the account; not
// who came, not where the access has ended, not at an address that refuses mails, and once however many nodes look at once.
func TestOneReminder(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R272", "R108")
		b := inhabited(t, e)
		const week = 7 * 24 * time.Hour
		b.mails.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
			if m.To == "perdue@preau.test" {
				return mail.Refuse(m)
			}
			return mail.Accepted, nil
		})
		path := b.accessAt("Collège Membre", "/personnes/nouvelle")
		for _, address := range []string{"perdue@preau.test", "finie@preau.test"} {
			b.post(manager, path, with(accessForm("ordering.receiver", ""), "email", address), 303)
		}
		b.post(manager, path, with(accessForm("ordering.validator", ""), "email", "voisine@preau.test"), 303)
		b.appoints(president, "voisin", "Collège Voisin", "ordering.manager")
		b.post("voisin", b.accessAt("Collège Voisin", "/personnes/nouvelle"), with(accessForm("ordering.buyer", ""), "email", "voisine@preau.test"), 303)
		gone := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE email = 'finie@preau.test'`)
		b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/"+gone)).Form("Enregistrer").Uncheck("Réceptionniste").Submit()
		b.drain()
		b.mails.Reset()

		b.after(week - time.Hour)
		if n := len(b.subjects("demandeur@preau.test")); n != 0 {
			t.Errorf("%d mails before its time", n)
		}
		b.d.Clock.Advance(time.Hour)
		var nodes sync.WaitGroup
		for range 3 {
			nodes.Go(func() {
				if err := b.a.Silence.Remind(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		nodes.Wait()
		for range 3 {
			b.after(week)
		}
		for address, want := range map[string]int{"demandeur@preau.test": 1, "voisine@preau.test": 1, "perdue@preau.test": 0, "finie@preau.test": 0, "voisin@preau.test": 0} {
			n := 0
			for _, s := range b.subjects(address) {
				if strings.Contains(s, webtest.Fold("Rappel")) {
					n++
				}
			}
			if n != want {
				t.Errorf("%s was reminded %d times: %v", address, n, b.subjects(address))
			}
		}
		for address, want := range map[string]string{"perdue@preau.test": "0", "finie@preau.test": "0", "demandeur@preau.test": "1", "voisine@preau.test": "2"} {
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM delegation_reminders r JOIN access_grants g ON g.id = r.grant_id JOIN account_accounts a ON a.id = g.account_id WHERE a.email = $1`, address); n != want {
				t.Errorf("%s: %s accesses reminded of", address, n)
			}
		}
		text := webtest.Fold(b.mailTo("voisine@preau.test").Text)
		for _, want := range []string{"Collège Membre", "Validateur", "Collège Voisin", "Acheteur", "Ceci est le seul rappel"} {
			if !strings.Contains(text, webtest.Fold(want)) {
				t.Errorf("the reminder does not say %q: %s", want, text)
			}
		}
		b.in[manager] = b.again(manager)
		b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])).WantSound().Want("Rappel envoyé à Dora Demandeur", "par la plateforme", "Jamais connecté")
		b.in["dora"] = b.browser()
		b.accept("dora", b.linkTo("demandeur@preau.test"))
		b.in["dora"].Get("/acces").WantSound().Want("Rappel envoyé, pour « Collège Membre »")
	})
}

// Where nobody who holds a needed role hears of what waits, its managers are told: on their first page as long as it is so, and
// by one mail; a holder who comes, or wants mails again, mends it, and a new silence is told again (R272). A role that nobody holds
// waits for them, too (R216).
func TestNobodyWaitsInSilence(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R272", "R216")
		b := inhabited(t, e)
		const quiet = "Personne ne reçoit les mails du rôle « Validateur » pour « Collège Membre »"
		told := func() (n int) {
			for _, s := range b.subjects("manager@preau.test") {
				if strings.Contains(s, webtest.Fold("Personne ne reçoit les mails du rôle « Validateur »")) {
					n++
				}
			}
			return n
		}
		home := func() *webtest.Page {
			b.in[manager] = b.again(manager)
			return b.in[manager].Get("/").WantStatus(200).WantSound()
		}
		home().Want("Personne n'a le rôle « Validateur » pour « Collège Membre »", "Personne n'a le rôle « Réceptionniste »").WantNot("Personne n'a le rôle « Acheteur »")
		b.in[president].Get("/").WantNot("Personne n'a le rôle")
		b.post(manager, b.accessAt("Collège Membre", "/personnes/nouvelle"), with(accessForm("ordering.validator", ""), "email", "valide@preau.test"), 303)
		home().WantNot("« Validateur »")
		b.mails.Reset()
		b.after(6 * 24 * time.Hour)
		home().WantNot(quiet) // there was no time yet
		for range 3 {
			b.after(24 * time.Hour)
			home().Want(quiet).Click("Voir").WantStatus(200).In(peopleTable).Row("Dora Demandeur").Want("Validateur", "Jamais connecté")
		}
		if n := told(); n != 1 {
			t.Errorf("told %d times: %v", n, b.subjects("manager@preau.test"))
		}
		b.in["valide"] = b.browser()
		b.accept("valide", b.linkTo("valide@preau.test"))
		b.after(time.Hour)
		home().WantNot(quiet)
		b.post("valide", "/compte/notifications", url.Values{}, 303) // no mails any more
		b.after(time.Hour)
		home().Want(quiet)
		b.after(24 * time.Hour)
		if n := told(); n != 2 {
			t.Errorf("told %d times: %v", n, b.subjects("manager@preau.test"))
		}
		b.in[manager] = b.again(manager)
		b.appoints(manager, "autre", "Collège Membre", "ordering.validator") // comes at once
		b.after(time.Hour)
		home().WantNot(quiet)
	})
}
