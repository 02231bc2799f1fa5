package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// buildsIdentifiers makes the instance build identifiers of a name and a day of birth.
func (b *builder) buildsIdentifiers() {
	b.t.Helper()
	b.post(admin, "/administration/reglages", with(settings(b.ids["settings"]), "identifiants", "built"), 303)
}

// wantMail fails unless the last mail to an address says all of it, and gives its one-time link.
func (b *builder) wantMail(address string, says ...string) string {
	b.t.Helper()
	m := b.mailTo(address)
	for _, s := range says {
		if !strings.Contains(webtest.Fold(m.Subject+"\n"+m.Text), webtest.Fold(s)) {
			b.t.Errorf("the mail to %s does not say %q: %s\n%s", address, s, m.Subject, m.Text)
		}
	}
	return b.linkTo(address)
}

// Whoever heads an authority, recorded by hand or by a sheet, has an account at once, and a mail that tells what for, the
// identifier where identifiers are built and the day of birth is known, the link to a password, and where mails get lost.
func TestHeadsGetAnAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R106", "R100")
		b := inhabited(t, e)
		give := b.accessAt("Collège Nouveau", "/personnes/nouvelle")
		b.in[admin].Get(give).WantSound().WantNot("Date de naissance")
		b.post(admin, give, with(accessForm("ordering.president", ""), "email", "libre@preau.test"), 303)
		b.wantMail("libre@preau.test", "Président du P.O.", "Collège Nouveau", "indésirables")

		b.buildsIdentifiers()
		c := b.in[admin]
		f := c.Get(b.accessAt("P.O. des Écoles", "")).Click("Donner un accès").WantSound().Form("Donner cet accès").
			Fill("Prénom", "Anne-Marie").Fill("Nom", "D'Haëne").Fill("Adresse mail", "annemarie@preau.test").Check("Personne de référence du P.O.")
		f.Fill("Date de naissance", "03/09/81").Submit().WantStatus(422).WantSound().Want("quatre chiffres")
		f.Fill("Date de naissance", "03/09/1981").Submit().WantStatus(200).WantSound().Want("C'est fait").WantNot("030981")
		link := b.wantMail("annemarie@preau.test", "anne-marie.dhaene.030981", "Personne de référence du P.O.", "P.O. des Écoles", "indésirables")
		b.in["new"] = b.browser()
		b.accept("new", link)
		b.in["new"].Get(b.accessAt("Collège Membre", "")).WantStatus(200)

		// By a sheet, with a namesake of the same day, who reads so; and one whose day of birth nobody knows, who is asked.
		at := b.sendsSheet(admin, operatorsImports, "responsables", headsTitles+
			b.ids["ref Collège Demandeur"]+";Président;Anne Marie;Dhaene;autre@preau.test;;1981-09-03;;\n"+
			b.ids["ref Collège Demandeur"]+";Référence;Rémi;Sansdate;remi@preau.test;;;;\n"+
			b.ids["ref Lycée Ailleurs"]+";Référence;Rémi;Mauvais;mauvais@preau.test;;31/02/1981;;\n")
		p := c.Get(at).WantSound().Want("2 Nouvelles", "1 Refusées", "Date de naissance").WantNot("31/02/1981", "1981-09-03", "03/09/1981")
		p.Click("Le fichier avec ses erreurs").WantStatus(200)
		// What it says of people goes back to who sent it alone.
		b.gives(helper, access.Gift{Role: access.Admin, Place: access.Everywhere})
		b.in[helper].Get(at).WantSound().Want("1 Refusées", "il ne revient qu'à cette personne").WantNot("31/02/1981")
		b.in[helper].Get(at + "/erreurs").WantStatus(403).WantSound().Want("il ne revient qu'à cette personne").WantNot("31/02/1981")
		b.writesSheet(admin, at).Want("2 lignes sont écrites").WantNot("030981")
		b.wantMail("autre@preau.test", "annemarie.dhaene.030981", "indésirables")
		b.in["remi"] = b.browser()
		b.in["remi"].Get(b.wantMail("remi@preau.test", "Personne de référence du P.O.")).WantSound().Want("Date de naissance")
	})
}

// Two who are called alike and born the same day: the second reads why their identifier ends with a number, and nobody else does.
func TestNamesakesByGiving(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R102", "R104")
		b := inhabited(t, e)
		b.buildsIdentifiers()
		list := b.accessAt("Collège Membre", "/fichiers/imports")
		text := peopleTitles + "Léa;Martin;lea.un@preau.test;;01/02/2003;Acheteur;;;;\nLéa;Martin;lea.deux@preau.test;;2003-02-01;Acheteur;;;;\n"
		at := b.sendsSheet(manager, list, "personnes", text)
		b.writesSheet(manager, at).Want("2 lignes sont écrites")
		b.wantMail("lea.un@preau.test", "lea.martin.010203")
		b.wantMail("lea.deux@preau.test", "lea.martin.010203.2", "du même nom")
		out := string(b.in[manager].Get(b.accessAt("Collège Membre", "/personnes/liste.csv")).Body)
		for _, page := range []string{b.accessAt("Collège Membre", ""), at, at + "?voir=nouvelles", list} {
			out += string(b.in[manager].Get(page).WantStatus(200).Body)
		}
		for _, date := range []string{"010203", "2003", "martin.••••••.2"} {
			if strings.Contains(out, date) {
				t.Errorf("whoever gave reads %s", date)
			}
		}
	})
}

// The chain begins with the heads of the authority: until they name somebody, nobody at a school gives anything, whatever they are, and
// an administrator names no manager either. Who heads it, anybody may ask of the helpdesk.
func TestTheChainBeginsWithTheHeads(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R120", "R121")
		b := inhabited(t, e)
		path := b.accessAt("Collège Voisin", "/personnes/nouvelle")
		form := with(accessForm("ordering.manager", ""), "email", "nouveau@preau.test")
		list := b.accessAt("Collège Voisin", "/fichiers/imports")
		for _, role := range []string{admin, helper, manager, neighbour, stranger, coordinator, central} {
			b.in[role].PostForm(path, keyed(form)).WantStatus(404)
			if p := b.upload(role, list+"/nouveau", url.Values{"sorte": {"personnes"}}, "a.csv", peopleTitles+"Ana;Une;ana@preau.test;;;Manager;;;;\n"); p.Status != 404 {
				t.Errorf("%s sends a sheet to the school: %d", role, p.Status)
			}
		}
		p := b.in[helper].Get("/assistance?q=voisin").Click("Collège Voisin").WantSound()
		p.Want("Qui donne les accès").Row("Président du P.O.").Want("Andrée president (P.O. des Écoles)")
		p.Row("Personne de référence du P.O.").Want("Personne", "Peut nommer quelqu'un")
		p.Row("Manager").Want("Personne", "Peut nommer quelqu'un : Andrée president")
		b.in[helper].Get("/assistance/organisations/" + b.ids["ref P.O. des Écoles"]).WantSound().Row("Président du P.O.").Want("Andrée president")
		b.post(president, path, form, 303)
		b.in[helper].Get("/assistance/organisations/" + b.ids["ref Collège Voisin"]).Row("Manager").Want("Dora Demandeur")
		for _, role := range []string{manager, member, stranger} {
			b.in[role].Get("/assistance/organisations/" + b.ids["ref Collège Voisin"]).WantStatus(404)
		}
	})
}
