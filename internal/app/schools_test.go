package app_test

import (
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
			c.Get("/offreur/activite").Want("Un brouillon d'offre") // the copy; the two drafts of others are not theirs
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
		b.post(offreur, mine+"/acte/valider-et-publier", url.Values{"version": {"2000000"}}, 303) // the inspector validates
		c.Get(mine).Want("Publiée")
	})
}
