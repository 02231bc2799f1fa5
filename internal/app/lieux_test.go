package app_test

import (
	"fmt"
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// uaiOf is a number of the register with its control letter.
func uaiOf(n int) string {
	return fmt.Sprintf("%07d%c", n, "ABCDEFGHJKLMNPRSTUVWXYZ"[n%23])
}

// lieu is a lieu as its form sends it.
func lieu(name, uai, town string) url.Values {
	return url.Values{"nom": {name}, "uai": {uai}, "adresse": {"3 rue des Écoles"}, "commune": {town}}
}

// Lieux of a structure: added, listed and found, changed as of a version, withdrawn unless readers are led there; each with its number,
// checked (O16), and its commune of the register. Who does not administer the structure reads them.
func TestLieux(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "O16", "O78")
		b := inhabited(t, e)
		c := b.in[offreur]
		p := c.Get("/offreur/structure").Click("Lieux").WantSound().Want("École Curie", "Ajouter un lieu")
		f := p.Click("Ajouter un lieu").WantSound().Form("Enregistrer")
		f.Fill("UAI", "0750652A").Fill("Commune", "75017, Nulle part").Submit().WantStatus(422).WantSound().Want("Donnez un nom à ce lieu", "lettre")
		c.Get("/offreur/lieux/nouveau").Form("Enregistrer").Fill("Nom", "École Jean-Jaurès").Fill("UAI", uaiOf(750652)).Fill("Commune", "75017, Paris").Submit().WantSound().Want("Enregistré avec succès").
			Row("École Jean-Jaurès").Want(uaiOf(750652), "75017, Paris", "Ouvert", "Modifier")
		b.post(offreur, "/offreur/lieux/nouveau", lieu("École jumelle", uaiOf(750652), "75017, Paris"), 422)
		jaures := "/offreur/lieux/0750652" + string(uaiOf(750652)[7]+'a'-'A')
		c.Get("/offreur/lieux?q=jaures").Want("École Jean-Jaurès").WantNot("École Curie")
		c.Get("/offreur/lieux?q=zzzz").WantSound().Want("Aucun lieu ne correspond")
		b.post(offreur, jaures, with(lieu("École Jaurès", uaiOf(750652), "75017, Paris"), "version", "1"), 303)
		c.PostForm(jaures, keyed(with(lieu("École du Parc", "", "75017, Paris"), "version", "1"))).WantStatus(409).WantSound().Want("Ce lieu vient d'être modifié", "École Jaurès")
		t.Run("who may not", func(t *testing.T) {
			covers.Statement(t, "O72")
			b.post(offreur, "/offreur/utilisateurs/nouveau", userForm("ecole@fleurbleue.test", "offers.manager"), 303)
			b.comesIn("ecole", "ecole@fleurbleue.test")
			b.in["ecole"].Get("/offreur/lieux").WantSound().Want("École Jaurès").WantNot("Ajouter un lieu")
			b.in["ecole"].Get(jaures).WantSound().Want("École Jaurès").WantNot("Enregistrer", "Retirer ce lieu")
			b.post("ecole", "/offreur/lieux/nouveau", lieu("École", "", "75017, Paris"), 403)
			b.post("ecole", jaures, with(lieu("École", "", "75017, Paris"), "version", "2"), 403)
			b.post("ecole", jaures+"/retrait", url.Values{"version": {"2"}}, 403)
			b.post(offreuse, jaures, with(lieu("École", "", "75017, Paris"), "version", "2"), 404) // of another structure
			b.post(member, jaures, with(lieu("École", "", "75017, Paris"), "version", "2"), 404)
			b.in[admin].Get(structureAt(fleurBleue, "")).Click("Lieux").WantSound().Want("École Jaurès")
			b.post(admin, structureAt(fleurBleue, "/lieux/nouveau"), lieu("École Ampère", "", ""), 303)
		})
		id := b.one(`SELECT id FROM org_sites WHERE name = 'École Jaurès'`)
		b.post(offreur, "/offreur/offres/nouvelle", with(offerForm("Bien dormir", ""), "lieu", id), 303)
		c.Get("/offreur/lieux").Row("École Jaurès").Want("1 offre")
		b.run(`UPDATE offers_offers SET state = 'published' WHERE site_id = $1`, id)
		c.Get(jaures).WantSound().Want("1 offre de ce lieu est publiée, validée ou à valider")
		c.PostForm(jaures+"/retrait", keyed(url.Values{"version": {"2"}})).WantStatus(403).WantSound()
		b.run(`UPDATE offers_offers SET state = 'draft' WHERE site_id = $1`, id)
		c.Get(jaures).Press("Retirer ce lieu").WantSound().Want("Le lieu est retiré").WantNot("École Jaurès")
		c.Get("/offreur/lieux?etat=closed").Row("École Jaurès").Want("Retiré")
		c.Get("/offreur/offres/nouvelle").WantNot("École Jaurès")
		c.Get("/offreur/offres").Row("Bien dormir").Want("École Jaurès")
		at := "/offreur/offres/" + b.one(`SELECT CAST(year AS TEXT) || '-000' || CAST(seq AS TEXT) FROM offers_offers WHERE name = 'Bien dormir'`)
		for _, act := range []string{"/acte/soumettre", "/dupliquer"} {
			c.PostForm(at+act, keyed(url.Values{"version": {"1000000"}})).WantStatus(403).WantSound().Want("Le lieu est retiré", "Claire MICHU")
		}
		c.Get(jaures).Press("Rouvrir ce lieu").WantSound().Want("Le lieu est de nouveau ouvert", "École Jaurès")
		t.Run("another name", func(t *testing.T) {
			covers.Statement(t, "O78")
			b.post(offreur, at+"/acte/soumettre", url.Values{"version": {"1000000"}}, 303)
			b.post(offreur, at+"/acte/valider-et-publier", url.Values{"version": {"2000000"}}, 303)
			const read = `SELECT p.site_name || CASE WHEN p.text_fold LIKE '%lilas%' THEN ' found' ELSE '' END || CASE WHEN p.seq_feed = n.n THEN ' told' ELSE '' END FROM offers_published p CROSS JOIN offers_clock n WHERE p.name = 'Bien dormir'`
			b.run(`UPDATE offers_clock SET n = n + 1`)
			if got := b.one(read); got != "École Jaurès" {
				t.Errorf("shown as %s", got)
			}
			b.post(offreur, jaures, with(lieu("École des Lilas", uaiOf(750652), "75017, Paris"), "version", b.one(`SELECT CAST(version AS TEXT) FROM org_sites WHERE id = $1`, id)), 303)
			if got := b.one(read); got != "École des Lilas found told" {
				t.Errorf("shown as %s", got)
			}
		})
		c.Get("/offreur/activite").WantSound().Want("Claire MICHU a ajouté le lieu École Jean-Jaurès", "Claire MICHU a retiré le lieu École Jaurès", "Claire MICHU a rouvert le lieu École Jaurès")
	})
}
