package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// An administrator sends the people of teams by a sheet: it says who would be invited and to what, changes nothing, and written it gives
// the roles, as by hand. What the page gives out comes in again, with nothing to write.
func TestTeamsBySheets(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C011")
		b := inhabited(t, e)
		c := b.in[admin]
		text := "Organisme;Groupe;Prénom;Nom;Adresse mail;Rôles\nCaf;Redon;Nolwenn;Le Bris;nolwenn@preau.test;Référent opérateur\n" +
			"France services;Redon;;;" + addressOf(referent) + ";Responsable de groupe\nCaf;Redon;Loïc;Autre;loic@ailleurs.test;Référent opérateur\n"
		at := b.sendsSheet(admin, operatorsImports, "demandes-personnes", text)
		c.Get(at).WantSound().Want("Demandes : personnes des groupes", "Rien n'est encore écrit", "n'accepte que les adresses de : preau.test").
			Click("Nouvelles (2)").WantSound().Want("Nolwenn Le Bris", "Rôles donnés : Référent opérateur", "Un mail l'invite à ouvrir son compte")
		if n := len(b.mails.To("nolwenn@preau.test")); n != 0 {
			t.Fatalf("%d mails before it was written", n)
		}
		b.writesSheet(admin, at).Want("2 lignes sont écrites")
		c.Get(teamAt(emptyTeam, "")).WantSound().Want("Nolwenn Le Bris", "Référent opérateur", "Compte pas encore ouvert")
		if m := b.mailTo("nolwenn@preau.test"); !strings.Contains(webtest.Fold(m.Subject+m.Text), "compte") {
			t.Errorf("she is told %s: %s", m.Subject, m.Text)
		}
		if got := string(c.Get(caseworkAdmin).WantSound().Click("Exporter les personnes (CSV)").WantStatus(200).Body); !strings.Contains(got, "Caf;Redon;Nolwenn;Le Bris;nolwenn@preau.test;Référent opérateur") {
			t.Errorf("the people given out: %s", got)
		}
		for _, sort := range []string{"organismes", "themes", "territoires", "groupes", "personnes"} {
			out := string(c.Get(caseworkAdmin + "/" + sort + "/liste.csv").WantStatus(200).Body)
			c.Get(b.sendsSheet(admin, operatorsImports, "demandes-"+sort, out)).Want("Tout ce que ce fichier dit était déjà enregistré").WantSound()
		}
		for _, role := range []string{responsable, referent, manager} {
			b.in[role].Get(caseworkAdmin + "/personnes/liste.csv").WantStatus(404)
			b.in[role].Get(operatorsImports + "/nouveau").WantStatus(404)
		}
	})
}
