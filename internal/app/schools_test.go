package app_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// schoolForm is a user who manages the offers of some lieux alone.
func schoolForm(address string, sites ...string) url.Values {
	f := userForm(address, "offers.manager")
	f["portee"], f["lieux"] = []string{"lieux"}, sites
	return f
}

// schools gives the structure of the town a second school, and one person who manages the offers of it alone. It gives the ids of both
// schools: the person's own first.
func (b *builder) schools() (own, other string) {
	b.t.Helper()
	b.post(offreur, "/offreur/lieux/nouveau", lieu("École Jean-Jaurès", uaiOf(750652), "75017, Paris"), 303)
	own, other = b.one(`SELECT id FROM org_sites WHERE name = 'École Jean-Jaurès'`), b.one(`SELECT id FROM org_sites WHERE name = 'École Curie'`)
	b.post(offreur, "/offreur/utilisateurs/nouveau", schoolForm("jaures@fleurbleue.test", own), 303)
	b.comesIn("jaures", "jaures@fleurbleue.test")
	return own, other
}

// newOffer writes an offer for a lieu, and gives where it is.
func (b *builder) newOffer(who, name, site string) string {
	b.t.Helper()
	b.post(who, "/offreur/offres/nouvelle", with(offerForm(name, ""), "lieu", site), 303)
	return "/offreur/offres/" + b.one(`SELECT CAST(year AS TEXT) || '-000' || CAST(seq AS TEXT) FROM offers_offers WHERE name = $1`, name)
}

// Who manages the offers of one school writes, submits, duplicates and archives those alone, and sees all of the structure. Another lieu is
// refused as a forged field; publishing is the approver's, and is not even shown (O77, test A).
func TestLimitedToASchool(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O77", "O78")
		b := inhabited(t, e)
		own, other := b.schools()
		c := b.in["jaures"]
		if p := c.Get("/offreur/offres/nouvelle").WantSound().Want("École Jean-Jaurès"); len(p.Find(`option[value="`+other+`"], select[name=lieu] option[value=""]`)) > 0 {
			t.Error("another lieu is proposed")
		}
		b.post("jaures", "/offreur/offres/nouvelle", with(offerForm("Ailleurs", ""), "lieu", other), 422)
		b.post("jaures", "/offreur/offres/nouvelle", offerForm("Partout", ""), 422)
		mine := b.newOffer("jaures", "Bien dormir", own)
		theirs := b.newOffer(offreur, "Bien manger", other)
		whole := b.newOffer(offreur, "Bien bouger", "")
		c.Get("/offreur/offres").WantSound().Want("Bien dormir", "Bien manger", "Bien bouger")
		for _, at := range []string{theirs, whole} {
			c.Get(at).WantStatus(200).WantSound().WantNot("Publier")
			b.post("jaures", at+"/modifier", offerForm("Pris", "1000000"), 403)
			for _, tail := range []string{"/dupliquer", "/acte/soumettre", "/acte/supprimer", "/acte/archiver"} {
				b.post("jaures", at+tail, url.Values{"version": {"1000000"}}, 403)
			}
		}
		b.post("jaures", mine+"/modifier", offerForm("Bien dormir à l'école", "1000000"), 303)
		b.post("jaures", mine+"/dupliquer", url.Values{}, 303)
		b.post("jaures", mine+"/acte/soumettre", url.Values{"version": {"2000000"}}, 303)
		c.Get(mine).WantSound().Want("À valider").WantNot("Publier", "Valider et publier")
		for _, act := range []string{"valider", "valider-et-publier", "publier", "depublier"} {
			c.PostForm(mine+"/acte/"+act, keyed(url.Values{"version": {"3000000"}, "motif": {"x"}})).WantStatus(403).WantSound().Want("Claire MICHU")
		}
		t.Run("who waits", func(t *testing.T) {
			covers.Statement(t, "O37")
			b.in[offreur].Get("/offreur/activite").Want("Une offre à valider")
			c.Get("/offreur/activite").WantSound().Want("Votre file active").WantNot("à valider Examiner")
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM offers_offers o WHERE o.state = 'draft' AND o.site_id = $1`, own); n != "1" {
				t.Fatalf("%s drafts of the school", n)
			}
			// The copy; the two drafts of others are not theirs.
			c.Get("/offreur/activite").Want("Un brouillon d'offre")
			b.post(offreur, mine+"/acte/demander-une-correction", url.Values{"version": {"3000000"}, "motif": {"Dites pour quel âge."}}, 303)
			if m := b.mailTo("jaures@fleurbleue.test"); !says(m, "Bien dormir à l'école", "Dites pour quel âge.") {
				t.Errorf("%s: %s", m.Subject, m.Text)
			}
			c.Get("/offreur/activite").Want("Une offre à corriger")
		})
	})
}

// The administrator chooses for which lieux: as invited, and later; what they choose acts at once, and never widens by itself.
func TestScopeOfAManager(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O78")
		b := inhabited(t, e)
		own, other := b.schools()
		mine := b.newOffer("jaures", "Bien dormir", own)
		c := b.in[offreur]
		b.post(offreur, "/offreur/utilisateurs/nouveau", schoolForm("sans@fleurbleue.test"), 422)
		b.post(offreur, "/offreur/utilisateurs/nouveau", schoolForm("forge@fleurbleue.test", "rien"), 422)
		c.Get("/offreur/utilisateurs").Row("jaures@fleurbleue.test").Want("Gestionnaire d'offres : École Jean-Jaurès")
		path := "/offreur/utilisateurs/" + b.userNumber("jaures@fleurbleue.test")
		if p := c.Get(path).WantSound(); len(p.Find(`input[value="`+own+`"][checked]`)) != 1 || len(p.Find(`input[value="`+other+`"][checked]`)) != 0 {
			t.Error("the form does not show the lieux")
		}
		b.post(offreur, path, stated(schoolForm("", other), "offers.manager"), 409) // drawn before the limit
		b.post(offreur, path, stated(schoolForm("", own), "offers.manager "+own), 303)
		b.post(offreur, path, stated(schoolForm("", other), "offers.manager "+own), 303)
		b.post("jaures", mine+"/modifier", offerForm("Bien dormir", "1000000"), 403)
		b.newOffer("jaures", "Bien compter", other)
		b.post(offreur, path, stated(schoolForm(""), "offers.manager "+other), 422) // none ticked is not the whole
		whole := userForm("", "offers.manager")
		b.post(offreur, path, stated(whole, "offers.manager "+other), 303) // a form that does not ask changes nothing
		b.post("jaures", mine+"/modifier", offerForm("Bien dormir", "1000000"), 403)
		whole.Set("portee", "tout")
		b.post(offreur, path, stated(whole, "offers.manager "+other), 303)
		b.post("jaures", mine+"/modifier", offerForm("Bien dormir mieux", "1000000"), 303)
		c.Get("/offreur/activite?quoi=utilisateurs").WantSound().Want("Claire MICHU a choisi les lieux dont Charlotte MICHU gère les offres", "Claire MICHU a confié à Charlotte MICHU les offres de toute la structure")
	})
}

// Who is limited to a school, and asks to join the structure, stays limited: a yes is no choice of the whole, which the administrator makes.
func TestJoiningKeepsLimits(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O78", "O17")
		b := inhabited(t, e)
		b.schools()
		const address = "jaures@fleurbleue.test"
		accepts := func() {
			t.Helper()
			b.browser().Get(b.linkTo(address)).Press("Accepter l'invitation").WantStatus(200)
		}
		b.browser().PostForm("/offreur/rejoindre/1", keyed(userForm(address))).WantStatus(200)
		b.post(offreur, "/offreur/rattachements/"+b.one(`SELECT CAST(number AS TEXT) FROM offers_joins WHERE email = $1`, address), url.Values{"acte": {"accept"}, "version": {"1"}, "permissions": {"offers.manager", "offers.reader"}}, 303)
		accepts()
		b.in[offreur].Get("/offreur/utilisateurs").Row(address).Want("Consultation d'offres", "Gestionnaire d'offres : École Jean-Jaurès")
		b.post(offreur, "/offreur/utilisateurs/nouveau", with(userForm(address, "offers.manager"), "portee", "tout"), 303)
		accepts()
		b.in[offreur].Get("/offreur/utilisateurs").Row(address).Want("Gestionnaire d'offres").WantNot("Gestionnaire d'offres :")
	})
}

// One list of all schools, narrowed by one; the export and what waits as well (O77, test B).
func TestListOfSchools(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O77", "O76")
		b := inhabited(t, e)
		own, other := b.schools()
		mine := b.newOffer("jaures", "Bien dormir", own)
		b.newOffer(offreur, "Bien manger", other)
		b.newOffer(offreur, "Bien bouger", "")
		c := b.in[offreur]
		p := c.Get("/offreur/offres").WantSound().Want("Lieu", "Bien dormir", "Bien manger", "Bien bouger")
		p.Row("Bien dormir").Want("École Jean-Jaurès")
		c.Get("/offreur/offres?lieu="+own).WantSound().Want("Bien dormir").WantNot("Bien manger", "Bien bouger")
		c.Get("/offreur/offres?lieu=-").Want("Bien bouger").WantNot("Bien manger", "Bien dormir")
		c.Get("/offreur/offres?tri=lieu").WantSound()
		got := c.Get("/offreur/offres.csv?lieu=" + own).WantStatus(200).Text()
		if !strings.Contains(got, "École Jean-Jaurès") || strings.Contains(got, "Bien manger") {
			t.Error(got)
		}
		b.post("jaures", mine+"/acte/soumettre", url.Values{"version": {"1000000"}}, 303)
		c.Get("/offreur/offres?etat=wait-submitted&lieu="+own).Want("Bien dormir", "Examiner")
		// The inspector validates, who writes no offers; the director, who does, publishes nothing.
		b.run(`UPDATE access_grants SET taken_at = $1 WHERE role = 'offers.manager' AND account_id = (SELECT id FROM account_accounts WHERE email = $2)`, b.d.Clock.Now(), offreurAddress)
		b.post("jaures", mine+"/acte/valider-et-publier", url.Values{"version": {"2000000"}}, 403)
		c.Get(mine).Want("À valider")
		b.post(offreur, mine+"/acte/valider-et-publier", url.Values{"version": {"2000000"}}, 303)
		c.Get(mine).Want("Publiée")
	})
}

const schoolsImports = "/offreur/lieux/imports"

// moderatedImports are the same for the platform's administrators.
const moderatedImports = "/moderation/{s}/lieux/imports"

// twelveSchools is a sheet of schools, each with its address.
func twelveSchools(n int) string {
	out := "UAI;École;E-mail;Prénom;Nom\n"
	for i := 1; i <= n; i++ {
		out += fmt.Sprintf("%s;École n° %d;ecole%02d@inspec.test;Directrice;Numéro %d\n", uaiOf(350100+i), i, i, i)
	}
	return out
}

// Twelve schools with their people by one sheet: each bad line says why, and then nothing is written; without one, all twelve are there at
// once, and the same sheet again makes nothing twice (O75, O77, test C).
func TestSchoolsBySheet(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O75", "O77", "O78")
		b := inhabited(t, e)
		c := b.in[offreur]
		c.Get("/offreur/lieux").Click("Importer des écoles").WantSound()
		if got := c.Get(schoolsImports + "/nouveau").WantSound().Text(); !strings.Contains(got, "Écoles et gestionnaires") {
			t.Error(got)
		}
		if got := c.Get(schoolsImports + "/nouveau/modeles/ecoles.csv").WantStatus(200).Text(); !strings.Contains(got, "UAI") || !strings.Contains(got, "École") {
			t.Errorf("the model: %s", got)
		}
		counts := func() string {
			return b.one(`SELECT (SELECT CAST(count(*) AS TEXT) FROM org_sites WHERE uai <> '') || ' ' || (SELECT CAST(count(*) AS TEXT) FROM offers_invitations WHERE state = 'waiting' AND sites <> '')`)
		}
		bad := b.sendsSheet(offreur, schoolsImports, "ecoles", twelveSchools(12)+"0350113A;École mal numérotée;ecole13@inspec.test;;\n"+uaiOf(350101)+";École d'un autre nom;x@inspec.test;;\n"+uaiOf(350114)+";École sans adresse;pas une adresse;;\n")
		p := c.Get(bad).WantSound().Want("12 Nouvelles", "Ce fichier s'écrit en une fois, ou pas du tout : 3 lignes sont refusées")
		c.Get(bad+"?voir=erreurs").WantSound().Want("lettre", "La ligne 2 donne un autre nom à cette école : École n° 1", "ne peut pas être lue")
		b.post(offreur, bad+"/ecriture", url.Values{"version": {p.Find("input[name=version]")[0].Attr("value")}}, 403)
		b.drain()
		if got := counts(); got != "0 0" {
			t.Fatalf("a sheet with bad lines wrote %s", got)
		}
		at := b.sendsSheet(offreur, schoolsImports, "ecoles", twelveSchools(12))
		c.Get(at).WantSound().Want("12 Nouvelles")
		c.Get(at + "?voir=nouvelles").WantSound().Want("ecole07@inspec.test est invité à gérer les offres de ce lieu")
		b.writesSheet(offreur, at).Want("12 lignes sont écrites")
		if got := counts(); got != "12 12" {
			t.Fatalf("written: %s", got)
		}
		c.Get("/offreur/lieux").WantSound().Want("École n° 12", uaiOf(350112))
		c.Get("/offreur/utilisateurs?etat=invited").Row("ecole07@inspec.test").Want("Gestionnaire d'offres : École n° 7")
		mailed := len(b.mails.To("ecole07@inspec.test"))
		again := b.sendsSheet(offreur, schoolsImports, "ecoles", twelveSchools(12))
		c.Get(again).WantSound().Want("12 Inchangées")
		if got := counts(); got != "12 12" || len(b.mails.To("ecole07@inspec.test")) != mailed || mailed != 1 {
			t.Errorf("the same sheet again: %s, %d mails, then %d", got, mailed, len(b.mails.To("ecole07@inspec.test")))
		}
		b.comesIn("ecole07", "ecole07@inspec.test")
		site := b.one(`SELECT id FROM org_sites WHERE name = 'École n° 7'`)
		b.newOffer("ecole07", "Bien dormir", site)
		b.post("ecole07", "/offreur/offres/nouvelle", with(offerForm("Ailleurs", ""), "lieu", b.one(`SELECT id FROM org_sites WHERE name = 'École n° 8'`)), 422)
		t.Run("one person for two schools", func(t *testing.T) {
			covers.Statement(t, "O78")
			more := "UAI;École;E-mail\n" + uaiOf(350108) + ";École n° 8;ecole07@inspec.test\n" + uaiOf(350120) + ";École n° 20;ecole12@inspec.test\n"
			at := b.sendsSheet(offreur, schoolsImports, "ecoles", more)
			c.Get(at + "?voir=nouvelles").Want("ecole07@inspec.test gère aussi les offres de ce lieu")
			b.writesSheet(offreur, at)
			c.Get("/offreur/utilisateurs").Row("ecole07@inspec.test").Want("Gestionnaire d'offres : École n° 7, École n° 8")
			c.Get("/offreur/utilisateurs?etat=invited").Row("ecole12@inspec.test").Want("École n° 12, École n° 20")
		})
		t.Run("another name", func(t *testing.T) {
			covers.Statement(t, "O75")
			at := b.sendsSheet(offreur, schoolsImports, "ecoles", "UAI;École;E-mail\n"+uaiOf(350109)+";École des Lilas;ecole21@inspec.test\n")
			c.Get(at + "?voir=nouvelles").WantSound().Want("ce lieu, « École n° 9 » jusqu'ici, prend le nom « École des Lilas »")
			b.writesSheet(offreur, at)
			c.Get("/offreur/lieux").Row(uaiOf(350109)).Want("École des Lilas")
			b.comesIn("ecole21", "ecole21@inspec.test") // no name was given
			c.Get("/offreur/lieux").Row(uaiOf(350109)).Want("ecole21@inspec.test")
		})
		t.Run("the inspector", func(t *testing.T) {
			covers.Statement(t, "O73")
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM org_sites WHERE uai <> '' AND closed_at IS NULL AND uai <> $1`, uaiOf(350120)); n != "12" {
				t.Errorf("in charge of %s schools", n)
			}
			mine := b.newOffer("ecole07", "Bien manger", site)
			b.post("ecole07", mine+"/acte/soumettre", url.Values{"version": {"1000000"}}, 303)
			b.post("ecole07", mine+"/acte/valider-et-publier", url.Values{"version": {"2000000"}}, 403)
			p := c.Get("/offreur/offres?etat=wait-submitted")
			p.Row("Bien manger").Want("École n° 7")
			if n := len(p.Find(`select[name=lieu] option`)); n < 12 {
				t.Errorf("the list is narrowed by %d schools", n)
			}
			b.post(offreur, mine+"/acte/valider-et-publier", url.Values{"version": {"2000000"}}, 303)
			c.Get("/offreur/utilisateurs").Row(offreurAddress).Want("Administrateur offreur", "Valideur d'offres")
		})
		t.Run("by the platform", func(t *testing.T) { // who manages lieux and users as the structure's administrator does (1.3)
			covers.Statement(t, "O78", "O72")
			b.in[admin].Get(structureAt(fleurBleue, "/lieux")).Click("Importer des écoles").WantStatus(200).WantSound().WantPath(structureAt(fleurBleue, "/lieux/imports"))
			at := b.sendsSheet(admin, structureAt(fleurBleue, "/lieux/imports"), "ecoles", "UAI;École;E-mail\n"+uaiOf(350130)+";École n° 30;ecole30@inspec.test\n")
			b.writesSheet(admin, at).Want("1 ligne est écrite")
			c.Get("/offreur/lieux").WantSound().Want("École n° 30")
			b.in[offreur].Get(structureAt(fleurBleue, "/lieux/imports")).WantStatus(200)
			b.in[offreuse].Get(structureAt(fleurBleue, "/lieux/imports")).WantStatus(404)
		})
		t.Run("others", func(t *testing.T) {
			covers.Statement(t, "O72")
			b.in["ecole07"].Get(schoolsImports).WantStatus(404)
			b.in[offreuse].Get(at).WantStatus(404)
			if p := b.upload("ecole07", schoolsImports+"/nouveau", url.Values{"sorte": {"ecoles"}}, "a.csv", twelveSchools(1)); p.Status != 404 {
				t.Errorf("a manager's sheet: %d", p.Status)
			}
		})
	})
}

// An invitation that opens nothing any more is no reason to leave a line out: it goes out again, in the name of who imports.
func TestSheetSendsInvitationsAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O71", "O75")
		b := inhabited(t, e)
		b.writesSheet(offreur, b.sendsSheet(offreur, schoolsImports, "ecoles", twelveSchools(3)))
		b.drain()
		b.run(`UPDATE offers_invitations SET sent_at = 0 WHERE email = 'ecole01@inspec.test'`)
		b.run(`UPDATE offers_invitations SET sent_by = (SELECT id FROM account_accounts WHERE user_name = $1) WHERE email = 'ecole02@inspec.test'`, userOf(member))
		again := b.sendsSheet(offreur, schoolsImports, "ecoles", twelveSchools(3))
		b.in[offreur].Get(again).WantSound().Want("2 Nouvelles", "1 Inchangée")
		b.writesSheet(offreur, again)
		for address, want := range map[string]int{"ecole01@inspec.test": 2, "ecole02@inspec.test": 2, "ecole03@inspec.test": 1} {
			b.mailTo(address)
			if n := len(b.mails.To(address)); n != want {
				t.Errorf("%s has %d mails, want %d", address, n, want)
			}
			b.comesIn(address, address)
		}
	})
}

// A sheet that meets something new between its comparison and its writing writes nothing: all of it, or none.
func TestSheetOfSchoolsOvertaken(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O77")
		b := inhabited(t, e)
		at := b.sendsSheet(offreur, schoolsImports, "ecoles", twelveSchools(12))
		b.post(offreur, "/offreur/lieux/nouveau", lieu("École Cinq", uaiOf(350105), ""), 303)
		b.post(offreur, "/offreur/utilisateurs/nouveau", schoolForm("ecole05@inspec.test", b.one(`SELECT id FROM org_sites WHERE uai = $1`, uaiOf(350105))), 303)
		b.writesSheet(offreur, at).Want("Écriture arrêtée", "arrêtée à la ligne 6, et rien n'est écrit", "modifié depuis la comparaison")
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM org_sites WHERE uai <> ''`); got != "1" {
			t.Errorf("%s schools, want the one that was typed alone", got)
		}
		b.in[offreur].Get(at).Press("Comparer de nouveau")
		b.drain()
		b.in[offreur].Get(at).WantSound().Want("11 Nouvelles", "1 Modifiée")
		b.writesSheet(offreur, at).Want("12 lignes sont écrites")
	})
}
