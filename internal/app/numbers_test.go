package app_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// TestNumbersAsTyped enters an organisation whose numbers were copied from everywhere: each fault stands next to its field
// and shows a right one; what is right but dressed is taken.
func TestNumbersAsTyped(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O15", "O16")
		b := inhabited(t, e)
		p := b.in[admin].Get("/administration/organisations/nouvelle")
		p = p.Form("Ajouter l'organisation").Fill("Nom", "Lycée Lucie-Aubrac").Fill("Numéro UAI", "0350122S").Fill("SIREN", "213 500 168 00025").
			Fill("SIRET", "213 500 168 0002").Fill("Numéro FASE", "586 1045").Fill("Numéro d'entreprise (BCE)", "0123.456.748").
			Fill("Téléphone", "02 61 91 00 12 poste 4").Submit().WantStatus(422).WantSound()
		for field, why := range map[string]string{
			"uai":       "La lettre ne va pas avec les chiffres",
			"siren":     "C’est un SIRET. Le SIREN en est le début : 213 500 168.",
			"siret":     "Celui-ci en a 13.",
			"fase":      "sans espace, par exemple 586, ou 586/1045",
			"bce":       "Les chiffres ne vont pas ensemble",
			"telephone": "indiquez le numéro seul, 02 61 91 00 12.",
		} {
			p.In("#f-" + field + "-e").Want(why)
		}
		f := p.Form("Ajouter l'organisation").Fill("Numéro UAI", "UAI : 035 0122 t").Fill("SIREN", "").Fill("SIRET", "SIRET 213 500 168 00025").
			Fill("Numéro FASE", "").Fill("Numéro d'entreprise (BCE)", "").Fill("Téléphone", "+33 (0)2.61.91.00.12")
		f.Submit().WantStatus(200).WantPath("/administration/organisations/0350122t")
		kept := b.one(`SELECT uai || ' ' || siren || ' ' || siret || ' ' || phone FROM org_organisations WHERE ref = '0350122t'`)
		if kept != "0350122T 213500168 21350016800025 +33261910012" {
			t.Errorf("kept as %s", kept)
		}
		p = b.in[admin].Get("/administration/organisations/nouvelle")
		p = p.Form("Ajouter l'organisation").Fill("Nom", "Fleur bleue").Fill("SIREN", "000 000 000").Submit().WantStatus(422)
		p.In("#f-siren-e").Want("Ce numéro n’est celui de personne")
	})
}
