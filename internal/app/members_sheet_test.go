package app_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

const memberTitles = "Prénom;Nom;Adresse mail;Rôles\n"

// On the page of their groupe a responsable finds the sheet, with a model: it says what would come of it, writes nothing before they say so, and then
// invites as they would one by one. To others it is not there.
func TestResponsableImportsPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C006", "C010")
		b := inhabited(t, e)
		c, list := b.in[responsable], teamAt(aidantsTeam, "/imports")
		model := c.Get(teamAt(aidantsTeam, "")).WantSound().Want("Inviter plusieurs personnes").Click("Modèle à remplir (XLSX)").WantStatus(200)
		if got := model.Header.Get("Content-Disposition"); !strings.Contains(got, ".xlsx") {
			t.Error(got)
		}
		if got := string(c.Get(list + "/nouveau/modeles/personnes.csv").WantStatus(200).Body); strings.TrimPrefix(strings.TrimSpace(got), "\ufeff") != "Prénom;Nom;Adresse mail;Rôles" {
			t.Errorf("the model is %q", got)
		}
		p := c.Get(teamAt(aidantsTeam, "")).Click("Importer des personnes").WantSound().Want("Une ligne par personne", "Aidant, Référent opérateur et Responsable de groupe", "10 Mo au plus")
		text := "Groupe;" + memberTitles + ";Nolwenn;Le Bris;nolwenn@preau.test;aidante\n;Réf;Erent;" + addressOf(referent) + ";aidant\nIlle-et-Vilaine;Ana;Une;ana@preau.test;aidant\n;Bob;Deux;bob@preau.test;administrateur\n"
		at := p.Form("Envoyer le fichier").Attach("Fichier", "collègues.csv", []byte(text)).Submit().WantStatus(200).Want("Lecture en cours").Path
		b.drain()
		c.Get(at).WantSound().Want("Rien n'est encore écrit", "Cette ligne est pour un autre groupe. Vous n'importez ici que les personnes de « France services · Redon »", "« administrateur » n'est pas un rôle d'un groupe")
		c.Get(at+"?voir=nouvelles").WantSound().Want("Nolwenn Le Bris", "Rôles donnés : Aidant", "Un mail le lui dit")
		if got := string(c.Get(at).Click("Le fichier avec ses erreurs").Body); !strings.Contains(webtest.Fold(got), webtest.Fold("Cette ligne est pour un autre groupe")) {
			t.Errorf("what comes back: %s", got)
		}
		if n := len(b.mails.To("nolwenn@preau.test")); n != 0 {
			t.Fatalf("%d mails before it was written", n)
		}
		b.writesSheet(responsable, at).Want("2 lignes sont écrites")
		c.Get(teamAt(aidantsTeam, "")).WantSound().Want("Nolwenn Le Bris", "Compte pas encore ouvert", addressOf(referent)).WantNot("ana@preau.test")
		if m := b.mailTo("nolwenn@preau.test"); !strings.Contains(webtest.Fold(m.Subject+m.Text), "compte") {
			t.Errorf("she is told %s: %s", m.Subject, m.Text)
		}
		if m := b.mailTo(addressOf(referent)); !says(m, "Vous faites maintenant partie du groupe France services · Redon", "Aidant") {
			t.Errorf("who has an account is told %s: %s", m.Subject, m.Text)
		}
		c.Get(list).WantSound().Want("collègues.csv")

		for _, role := range []string{manager, member, helper} {
			b.in[role].Get(at).WantStatus(404)
			b.in[role].Get(list).WantStatus(404)
		}
		b.in[aidant].Get(at).WantStatus(403).WantSound().Want("responsable")
		b.in[aidant].Get(teamAt(aidantsTeam, "")).WantNot("Importer des personnes")
		b.in[responsable].Get(teamAt(cafTeam, "/imports")).WantStatus(404)
		b.in[visitor].Get(at).WantPath("/connexion")
		b.in[admin].Get(at).WantStatus(200)
		b.in[admin].Get(operatorsImports).WantNot("collègues.csv")
	})
}

// Who is no responsable any more between the look and the click reads why, and nothing is written.
func TestResponsableNoMoreBeforeTheClick(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C006")
		b := inhabited(t, e)
		at := b.sendsSheet(responsable, teamAt(aidantsTeam, "/imports"), "personnes", memberTitles+"Nolwenn;Le Bris;nolwenn@preau.test;aidante\n")
		p := b.in[responsable].Get(at).WantSound()
		b.d.Clock.Advance(time.Minute) // a role that began and ended at one instant was never held
		b.post(admin, teamAt(aidantsTeam, "/membres/fin"), map[string][]string{"compte": {b.one(`SELECT id FROM account_accounts WHERE email = $1`, addressOf(responsable))}, "role": {"casework.lead"}}, 303)
		p.Press("Écrire 1 ligne").WantStatus(403).WantSound().Want("C'est au responsable du groupe de le faire")
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM account_accounts WHERE email = 'nolwenn@preau.test'`); n != "0" {
			t.Error("an account was made")
		}
	})
}
