package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// The two mailboxes of these tests.
const (
	oldBox = "member@preau.test"
	newBox = "camille@ailleurs.test"
)

// moved asks for the member's change of address, and gives the links that went to the two mailboxes.
func (b *builder) moved() (toOld, toNew string) {
	b.t.Helper()
	b.mails.Reset()
	b.post(admin, "/administration/comptes/"+b.ids["member"]+"/adresse", url.Values{
		"nouvelle_adresse": {newBox}, "motif": {"Boîte fermée en juin"}, "preuve": {"Appel au secrétariat du collège"},
	}, 303)
	return local(b.linkTo(oldBox)), local(b.linkTo(newBox))
}

// opening is a link that opens an account.
var opening = regexp.MustCompile(`/(connexion|mot-de-passe|activation|invitation)/[A-Za-z0-9_-]{20,}`)

// linksSent has somebody ask for both links that open an account, and says how many such links went to an address.
func (b *builder) linksSent(login, to string) int {
	b.t.Helper()
	b.drain()
	was := len(b.mails.To(to))
	b.post(visitor, "/mot-de-passe/oubli", url.Values{"nom_utilisateur": {login}}, 303)
	b.post(visitor, "/connexion/lien", url.Values{"nom_utilisateur": {login}}, 303)
	b.drain()
	n := 0
	for _, m := range b.mails.To(to)[was:] {
		if opening.MatchString(m.Text) {
			n++
		}
	}
	return n
}

func (b *builder) address() string {
	b.t.Helper()
	return b.one(`SELECT email FROM account_accounts WHERE user_name = 'member'`)
}

// An administrator changes an address with a reason and a proof: both mailboxes are told, sessions and links end, and the
// change takes place when the new one has confirmed and the old one has said nothing for 48 hours, not before.
func TestAddressChangedByAnAdministrator(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R013", "R014")
		b := inhabited(t, e)
		page := "/administration/comptes/" + b.ids["member"]
		p := b.in[admin].Get(page).Click("Changer l'adresse").WantPath(page + "/adresse").WantSound()
		p.Form("Demander le changement").Fill("Nouvelle adresse", newBox).Fill("Motif", "Boîte fermée").Submit().WantStatus(422).WantSound().Want("Dites quelle preuve vous avez vue")
		b.post(visitor, "/mot-de-passe/oubli", url.Values{"nom_utilisateur": {oldBox}}, 303)
		reset := local(b.linkTo(oldBox))
		toOld, toNew := b.moved()

		b.in[member].Get("/compte").WantPath("/connexion")
		b.in[visitor].Get(reset).WantStatus(410)
		if n := b.linksSent("member", oldBox) + b.linksSent(oldBox, oldBox) + b.linksSent("member", newBox) + b.linksSent(newBox, newBox); n != 0 {
			t.Errorf("%d links went out while the address is being changed", n)
		}
		if m := b.mails.To(oldBox)[0]; !strings.Contains(m.Text, "opposez-vous") || strings.Contains(m.Text, newBox) {
			t.Errorf("the old mailbox reads %s", m.Text)
		}
		b.in[visitor].Get(toOld).WantStatus(200).WantSound().Want("M'opposer au changement")
		b.in[visitor].Get(toNew).WantStatus(200).WantSound().Press("Confirmer cette adresse").WantStatus(200).WantSound().Want("Cette adresse est confirmée")
		b.d.Clock.Advance(48*time.Hour - time.Second)
		b.drain()
		if got := b.address(); got != oldBox {
			t.Fatalf("within 48 hours the address is %s", got)
		}
		b.d.Clock.Advance(time.Second)
		b.drain()
		if got := b.address(); got != newBox {
			t.Fatalf("confirmed, and not objected to: the address is %s", got)
		}
		b.in[visitor].Get(toOld).WantStatus(410).WantSound().Want("Le délai pour s'opposer est passé")
		if old, now := b.linksSent("member", oldBox), b.linksSent("member", newBox); old != 0 || now == 0 {
			t.Errorf("%d links went to the old mailbox, %d to the new one", old, now)
		}
		b.in[admin] = b.signedIn("admin")
		b.in[admin].Get(page+"/adresse").WantSound().Want("Adresse changée", "Appel au secrétariat du collège", "Boîte fermée en juin", oldBox)
		b.in[admin].Get(page).Want("Changement d'adresse demandé", "Boîte fermée en juin", "Nouvelle adresse confirmée par sa boîte")
	})
}

// signedIn is a browser on which somebody signs in with the password of all tests.
func (b *builder) signedIn(name string) (c *webtest.Client) {
	b.t.Helper()
	c = b.browser()
	c.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {name}, "mot_de_passe": {goodPassword}})).WantStatus(200)
	return c
}

// The old mailbox objects: the change is undone, administrators are told, and nobody gets a link until one of them has looked.
func TestObjectionToAChangeOfAddress(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R014", "R015")
		b := inhabited(t, e)
		toOld, toNew := b.moved()
		b.in[visitor].Get(toNew).Press("Confirmer cette adresse").Want("Cette adresse est confirmée")
		b.in[visitor].Get(toOld).Press("M'opposer au changement").WantStatus(200).WantSound().Want("Le changement est annulé")
		b.d.Clock.Advance(2 * time.Hour)
		if m := b.mailTo("admin@preau.test"); !strings.Contains(m.Text, "et le compte est gardé") {
			t.Errorf("the administrator reads %s", m.Text)
		}
		if n := b.linksSent("member", oldBox) + b.linksSent("member", newBox) + b.linksSent(newBox, newBox); n != 0 {
			t.Errorf("%d links went out from a guarded account", n)
		}
		b.in[visitor].Get(toNew).WantStatus(410)
		p := b.in[admin].Get("/administration/messages/2026-000004").Want("s'oppose au changement", oldBox).Click("/administration/comptes/" + b.ids["member"] + "/adresse").WantSound().Want("ce compte est gardé")
		b.d.Clock.Advance(30 * 24 * time.Hour)
		b.drain()
		if got := b.address(); got != oldBox {
			t.Fatalf("the address is %s after an objection", got)
		}
		b.in[admin] = b.signedIn("admin")
		p = b.in[admin].Get(p.Path)
		p.Form("Lever la garde").Fill("Ce que vous avez vérifié", "Vu avec la principale").Submit().WantStatus(200).WantSound().Want("La garde est levée", "Vu avec la principale")
		if n := b.linksSent("member", oldBox); n == 0 {
			t.Error("no link goes out once the guard is lifted")
		}
		b.signedIn("member")
	})
}

// A change that the new mailbox does not confirm in a week comes to nothing; so does one whose address became another
// account's, and one that an administrator gives up.
func TestChangeOfAddressThatComesToNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R014")
		b := inhabited(t, e)
		_, toNew := b.moved()
		b.d.Clock.Advance(7 * 24 * time.Hour)
		b.drain()
		b.in[visitor].Get(toNew).WantStatus(410)
		b.in[admin] = b.signedIn("admin")
		_, toNew = b.moved()
		b.in[admin].Get("/administration/comptes/"+b.ids["member"]+"/adresse").Form("Abandonner le changement").Fill("Motif de l'abandon", "Erreur").Submit().Want("Le changement est abandonné")
		b.in[visitor].Get(toNew).WantStatus(410)
		_, toNew = b.moved()
		b.in[visitor].Get(toNew).Press("Confirmer cette adresse")
		b.post(visitor, "/inscription", url.Values{"nom_utilisateur": {"autre"}, "email": {newBox}, "mot_de_passe": {goodPassword}, "mot_de_passe_2": {goodPassword}}, 303)
		b.drain()
		b.d.Clock.Advance(48 * time.Hour)
		b.drain()
		if got := b.address(); got != oldBox {
			t.Errorf("the address is %s", got)
		}
		if n := b.linksSent("member", oldBox); n == 0 {
			t.Error("the account stays guarded")
		}
		own := "/administration/comptes/" + b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'admin'`) + "/adresse"
		b.in[admin] = b.signedIn("admin")
		b.in[admin].Get(own).WantSound().Want("Demandez à un autre administrateur")
		b.in[admin].PostForm(own, keyed(url.Values{"nouvelle_adresse": {newBox}, "motif": {"x"}, "preuve": {"y"}})).WantStatus(403)
		for field, value := range map[string]string{"nouvelle_adresse": "pas une adresse", "message": "2026-999999"} {
			f := url.Values{"nouvelle_adresse": {"x@y.test"}, "motif": {"x"}, "preuve": {"y"}, field: {value}}
			b.in[admin].PostForm("/administration/comptes/"+b.ids["member"]+"/adresse", keyed(f)).WantStatus(422).WantSound()
		}
	})
}

// The domains of an organisme hold for the address that somebody who works in a team of it moves to, when it is asked for and when it is completed.
func TestMoveWithinTheDomains(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C006")
		b := inhabited(t, e)
		const works = ` FROM account_accounts a JOIN access_grants g ON g.account_id = a.id AND g.role = 'casework.helper' AND g.taken_at IS NULL WHERE a.state = 'active'`
		number := b.one(`SELECT CAST(min(a.number) AS TEXT)` + works)
		email := b.one(`SELECT email FROM account_accounts WHERE CAST(number AS TEXT) = $1`, number)
		domains := func(s string) {
			b.ok(b.d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE casework_agencies SET domains = $1`, s)
				return err
			}))
		}
		at := "/administration/comptes/" + number + "/adresse"
		asks := url.Values{"nouvelle_adresse": {newBox}, "motif": {"Boîte fermée"}, "preuve": {"Carte vue"}}
		domains("mairie.test")
		b.in[admin].PostForm(at, keyed(asks)).WantStatus(422).WantSound().Want("n'accepte que les adresses de", "mairie.test")
		domains("mairie.test ailleurs.test")
		b.mails.Reset()
		b.post(admin, at, asks, 303)
		toNew := local(b.linkTo(newBox))
		b.in[visitor].Get(toNew).Press("Confirmer cette adresse").Want("Cette adresse est confirmée")
		domains("mairie.test") // meanwhile
		b.d.Clock.Advance(49 * time.Hour)
		b.drain()
		if got := b.one(`SELECT email FROM account_accounts WHERE CAST(number AS TEXT) = $1`, number); got != email {
			t.Errorf("the address is %s", got)
		}
	})
}

// « Je n'ai plus accès à cette boîte » is a numbered message to the desk; whoever has an account, the answer is the same.
func TestLostMailbox(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R015")
		b := inhabited(t, e)
		p := b.in[visitor].Get("/mot-de-passe/oubli").Click("Je n'ai plus accès à cette boîte").WantPath("/mot-de-passe/sans-boite").WantSound()
		p.Form("Envoyer ma demande").Fill("Vos prénom et nom", "Camille Membre").Submit().WantStatus(422).WantSound().Want("Donnez le nom de votre établissement")
		p = p.Form("Envoyer ma demande").Fill("Vos prénom et nom", "Camille Membre").Fill("Votre établissement", "Collège Membre").
			Fill("Votre nouvelle adresse email", newBox).Fill("Votre message", "Ma boîte a été fermée").Submit()
		p.WantPath("/contact/envoye").WantSound().Want("2026-000004")
		b.in[admin].Get("/administration/messages/2026-000004").Want("Camille Membre", "Collège Membre", newBox, "n'a plus accès à sa boîte", "Ma boîte a été fermée")
		b.post(admin, "/administration/comptes/"+b.ids["member"]+"/adresse", url.Values{
			"nouvelle_adresse": {newBox}, "motif": {"Demande écrite"}, "preuve": {"Carte vue"}, "message": {"2026-000004"},
		}, 303)
		b.in[admin].Get("/administration/comptes/" + b.ids["member"] + "/adresse").WantSound().Click("2026-000004").WantPath("/administration/messages/2026-000004")
		for range 9 {
			b.post(visitor, "/mot-de-passe/sans-boite", url.Values{"nom": {"C"}, "etablissement": {"C"}, "adresse": {newBox}, "message": {"Encore"}}, 303)
		}
		b.in[visitor].PostForm("/mot-de-passe/sans-boite", keyed(url.Values{"nom": {"C"}, "etablissement": {"C"}, "adresse": {newBox}, "message": {"Encore"}})).WantStatus(429)
	})
}
