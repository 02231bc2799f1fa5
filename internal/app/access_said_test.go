package app_test

import (
	"net/url"
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
