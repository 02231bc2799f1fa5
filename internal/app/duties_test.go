package app_test

import (
	"net/http"
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The president keeps duties apart for all schools of the authority; the page of a place says which mode counts; who gives
// one person several roles reads first what that person will do alone, or will not.
func TestSeparationOfDuties(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R130")
		b := inhabited(t, e)
		rules := "/commandes/montants/" + b.ids["ref P.O. des Écoles"]
		give := accessForm("ordering.validator", "")
		give["roles"] = []string{"ordering.validator", "ordering.buyer"}
		path := b.accessAt("Collège Membre", "/personnes/nouvelle")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantSound().Want("Règles de commande", "elle en est avertie", "Montant maximum par commande").Click("Voir les règles et les montants").
			WantStatus(200).WantSound().Want("Personne n'en a encore décidé pour « P.O. des Écoles »").WantNot("Rendre la séparation stricte")
		b.in[manager].PostForm(path, keyed(give)).WantStatus(422).WantSound().Want("Dora Demandeur pourra valider et envoyer ses propres paniers")

		p := b.in[president].Get(rules).WantSound().Want("Les établissements où elles sont moins de trois ne pourront plus commander")
		late := p.FormAt(`form[action$="/separation"]`)
		p.Press("Rendre la séparation stricte").WantStatus(200).WantSound().Want("La séparation des tâches est enregistrée", "Stricte : qui a fait un panier", "par Andrée president", "Séparation rendue stricte")
		late.Set("_cle", "autre").Submit().WantStatus(http.StatusConflict).WantSound().Want("vient de changer ailleurs")
		b.in[manager].Get(b.accessAt("Collège Membre", "")).WantSound().Want("Stricte : qui a fait un panier")
		f := b.in[manager].PostForm(path, keyed(give)).WantStatus(422).WantSound().Want("Dora Demandeur ne pourra pas valider ni envoyer ses propres paniers")
		f.Press("Donner quand même").WantStatus(200).Want("C'est fait")

		b.in[president].Get(rules).Press("Revenir à l'avertissement").WantStatus(200).Want("Retour à l'avertissement", "Séparation rendue stricte")
		for _, bad := range []url.Values{{"mode": {"'; --"}, "version": {"2"}}, {"mode": nil}, {"version": {"2"}}} {
			b.in[president].PostForm(rules+"/separation", keyed(bad)).WantStatus(http.StatusNotFound)
		}
		b.in[president].PostForm(rules+"/separation", keyed(url.Values{"mode": {"strict"}, "version": {"x"}})).WantStatus(http.StatusConflict)
		b.in[manager].PostForm(rules+"/separation", keyed(url.Values{"mode": {"strict"}, "version": {"2"}})).WantStatus(http.StatusNotFound)
		own := "/commandes/montants/" + b.ids["ref Collège Membre"] + "/separation"
		b.in[manager].PostForm(own, keyed(url.Values{"mode": {"strict"}, "version": {"2"}})).WantStatus(http.StatusForbidden).Want("Cela revient au président")
		b.in[president].Get(rules).Want("elle en est avertie")
	})
}
