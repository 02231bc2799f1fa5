package app_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// What is said of a change is what became of it: mailed, read later, or nothing; what cannot be done on a day is refused with
// the reason (R108, R136).
func TestWhatBecameOfAChangeIsSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R108", "R136")
		b := inhabited(t, e)
		page := b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])
		const end = "Ce que vous décochez prend fin le"
		b.in[manager].Get(page).Form("Enregistrer").Submit().WantStatus(200).Want("Rien n'a changé")
		b.in[manager].Get(page).Form("Enregistrer").Fill(end, "2026-12-18").Submit().WantStatus(422).WantSound().Want("décochez un rôle, ou videz-la")
		b.in[manager].Get(page).Form("Enregistrer").Uncheck("Fournitures scolaires").Fill(end, "2026-12-18").Submit().WantStatus(422).WantSound().Want("se retire tout de suite")
		b.in[manager].Get(page).Form("Enregistrer").Uncheck("Fournitures scolaires").Submit().WantStatus(422).Press("Enregistrer quand même").WantStatus(200).Want("elle le lira quand elle se connectera")
		b.in[manager].Get(page).Form("Enregistrer").Uncheck("Demandeur").Fill(end, "2026-12-18").Submit().WantStatus(200).Want("La personne en est prévenue")
		if m := b.mailTo("demandeur@preau.test"); !says(m, "Ce qui prend fin") {
			t.Errorf("the invitation still promises it: %s", m.Text)
		}
		b.in[manager].Get(page).Form("Enregistrer").Uncheck("Demandeur").Fill(end, "2027-03-01").Submit().WantStatus(422).WantSound().Want("prend déjà fin après le 18 décembre 2026")
		give := b.accessAt("Collège Membre", "/personnes/nouvelle")
		f := accessForm("ordering.receiver", "")
		f.Set("limite.ordering.requester", b.ids["market"])
		b.in[manager].PostForm(give, keyed(with(f, "email", "seul@preau.test"))).WantStatus(422).WantSound().Want("Cochez aussi le rôle « Demandeur »")
	})
}

// Other days than those on which somebody holds a role, and an address that is somebody else's, are said before they count; the
// last superbuyer is not given an end unread (R125).
func TestOtherDaysAndOtherPeopleAreSaidFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R125")
		b := inhabited(t, e)
		give := b.accessAt("Collège Membre", "/personnes/nouvelle")
		f := with(accessForm("ordering.receiver", ""), "email", "nina@preau.test")
		b.in[manager].PostForm(give, keyed(with(with(f, "du", "2027-01-04"), "au", "2027-01-29"))).WantStatus(200)
		b.in[manager].PostForm(give, keyed(with(with(f, "du", "2027-01-05"), "au", "2027-01-29"))).WantStatus(422).Want("a déjà tout cela")
		p := b.in[manager].PostForm(give, keyed(f)).WantStatus(422).WantSound().Want("il vaudra dès maintenant, sans fin")
		p.Press("Donner quand même").WantStatus(200).In(peopleTable).Row("Dora Demandeur").WantNot("janvier 2027")

		b.in[manager].PostForm(give, keyed(with(accessForm("ordering.receiver", ""), "email", "other.school@preau.test"))).WantStatus(422).WantSound().
			Want("celle d'une autre personne").WantNot("Camille").Press("Donner quand même").WantStatus(200)
		b.in[manager].PostForm(give, keyed(with(accessForm("ordering.validator", ""), "email", "other.school@preau.test"))).WantStatus(422).WantSound().Want("Cette adresse est celle de Camille other school")
		list := b.accessAt("Collège Membre", "")
		b.in[manager].Get(list + "?" + url.Values{"q": {"other.school@preau.test"}}.Encode()).WantSound().Want("Personne ne correspond")
		b.in[manager].Get(list + "?" + url.Values{"q": {"nina@preau.test"}}.Encode()).In(peopleTable).Want("Dora Demandeur")

		b.appoints(president, "super", "P.O. des Écoles", "ordering.superbuyer")
		b.post(president, "/commandes/montants/"+b.ids["ref Collège Membre"], url.Values{"montant": {"500"}, "version": {"0"}}, 303)
		b.run(`DELETE FROM access_grants WHERE role = 'ordering.superbuyer'`) // as after a suspension: nobody is left
		top := with(with(accessForm("ordering.superbuyer", ""), "email", "suivante@preau.test"), "au", "2027-06-30")
		b.in[president].PostForm(b.accessAt("P.O. des Écoles", "/personnes/nouvelle"), keyed(top)).WantStatus(422).WantSound().Want("Après le 30 juin 2027, personne ne pourra envoyer")
	})
}

// What comes with a market is seen where markets are given, and counted once everywhere; the helpdesk reads for what and until when; the
// page of a person has what happened to them however much happened to others; a request asked again says the newest word (R127, R136, R140).
func TestMarketsThatComeWithOthersAreSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R127", "R136", "R140")
		b := inhabited(t, e)
		b.post(central, "/marches/nouveau", with(marketForm(b.ids["supplier"], "Fournitures vertes", ""), "parent", "1"), 303)
		d, page := b.dora(), b.accessAt("Collège Membre", "/personnes/"+b.ids["demandeur"])
		d.Get("/acces").WantSound().Want("Marchés : 2")
		d.Get("/commandes").Want("Fournitures vertes")
		b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/nouvelle")).WantSound().Want("compris dans « Fournitures scolaires » quand il est coché")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantSound().In(peopleTable).Row("Dora Demandeur").Want("Compris : Fournitures vertes")
		b.in[manager].Get(page).WantSound().Want("Compris dans « Fournitures scolaires »").Form("Enregistrer").Submit().WantStatus(200).Want("Rien n'a changé")

		b.in[manager].Get(page).Form("Enregistrer").Uncheck("Demandeur").Fill("Ce que vous décochez prend fin le", "2026-12-18").Submit().WantStatus(200)
		d.Get("/compte").WantSound().Want("au 18 décembre 2026")
		b.in[helper].Get("/assistance/comptes/"+b.ids["demandeur"]).WantSound().Want("Jusqu'au", "Fournitures scolaires", "18 décembre 2026")

		b.run(fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 210)
			INSERT INTO history_lines (id, object_kind, object_id, act, from_state, to_state, account_id, name, data, done_at)
			SELECT 'zz' || CAST(i AS TEXT), 'access.place', '%s', 'access.give', '', '', '', 'Autre', '{"account":"0","name":"Quelqu''un","role":"ordering.receiver"}', 1 FROM n`, b.ids["Collège Membre"]))
		b.in[manager].Get(page).WantSound().Want("Demandeur retiré à Dora Demandeur").WantNot("Quelqu'un")

		ask := func(word string) string {
			return b.in[member].PostForm("/acces/demandes/nouvelle", keyed(url.Values{"lieu": {b.ids["ref Collège Membre"]}, "role": {"ordering.receiver"}, "mot": {word}})).
				WantStatus(200).WantSound().Want("Qui donne le rôle « Réceptionniste » ici va répondre").WantNot("que vous travaillez ici").Path
		}
		first := ask("Pour la rentrée")
		if again := ask("Pour l'atelier de janvier"); again != first {
			t.Errorf("asked again it is %s, not %s", again, first)
		}
		b.in[manager].Get(first).WantSound().Want("Pour l'atelier de janvier").WantNot("Pour la rentrée")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act = 'request.reword' AND data LIKE '%Pour la rentrée%'`); n != "1" {
			t.Errorf("%s lines keep the former word", n)
		}
		b.in[member].PostForm("/acces/demandes/nouvelle", keyed(url.Values{"lieu": {b.ids["ref Collège Membre"]}, "role": {"ordering.buyer"}, "mot": {strings.Repeat("é", 10_000)}})).
			WantStatus(422).WantSound().Want("500")
	})
}
