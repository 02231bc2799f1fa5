package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// « Types d'offreur » is the operator's list: it adds, renames, orders and closes, and is told who has a type. Those who have a closed one
// keep it, and nobody else chooses it (O11).
func TestTypesOfOffreurs(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O11")
		b := inhabited(t, e)
		a := b.in[admin]
		p := a.Get("/offreur/reglages").WantSound().Click("Types d'offreur").WantSound().Want("École maternelle ou élémentaire", "SIREN ou UAI")
		if row := p.In("tbody").Row("Association").Text(); !strings.Contains(row, "3") {
			t.Errorf("who has it: %s", row)
		}
		p = p.Form("Ajouter un type").Fill("Nom du type", "college").Submit().WantStatus(422).WantSound().Want("Cette liste a déjà ce mot")
		p.Form("Ajouter un type").Fill("Nom du type", "Maison de santé").Submit().WantStatus(200).WantSound().Want("Enregistré avec succès", "Maison de santé")
		a.Get("/offreur/reglages/types/11").WantSound().Want("Aucune structure n'a ce type")
		b.post(admin, "/offreur/reglages/types/11/place", keyed(with(nil, "monter", "1")), 303)
		asked := b.in[visitor].Get("/offreur/demande").Text()
		if first, second := strings.Index(asked, "Maison de santé"), strings.Index(asked, "Entreprise"); first < 0 || first > second {
			t.Errorf("the order of the request: %d %d", first, second)
		}

		stale := a.Get("/offreur/reglages/types/6").WantSound().Want("3 structures ont ce type")
		a.Get("/offreur/reglages/types/6").Form("Enregistrer").Fill("Nom du type", "Association loi 1901").Check("Fermer ce type").Submit().WantStatus(200).WantSound().Want("Fermé")
		stale.Form("Enregistrer").Fill("Nom du type", "Asso").Submit().WantStatus(409).WantSound().Want("Quelqu'un a enregistré autre chose", "Association loi 1901", "Fermé")
		if got := b.in[visitor].Get("/offreur/demande").Text(); strings.Contains(got, "Association") {
			t.Error("a closed type is offered")
		}
		b.in[visitor].PostForm("/offreur/demande", keyed(requestForm("Encore une", "356000000", "encore@preau.test"))).WantStatus(422)
		b.in[offreur].Get("/offreur/structure").WantSound().Want("Association loi 1901")
		for _, role := range []string{offreur, member} {
			b.in[role].Get("/offreur/reglages/types").WantStatus(404)
			b.post(role, "/offreur/reglages/types", with(with(nil, "nom", "Forgé"), "numero", "siren"), 404)
		}
		b.post(admin, "/offreur/reglages/types", with(with(nil, "nom", "Forgé"), "numero", "rien"), 422)
		if got := b.count(`history_lines WHERE object_kind = 'offers.type'`); got != "3" {
			t.Errorf("%s lines of history", got)
		}
	})
}
