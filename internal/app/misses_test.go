package app_test

import (
	"net/http"
	"net/url"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The purchasing body reads what was looked for in vain, and strikes off what it has dealt with; who runs the platform only reads.
func TestPageOfMisses(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R154")
		b := inhabited(t, e)
		const path = "/catalogue/recherches-sans-resultat"
		c := b.in[central]
		c.Get(path).WantStatus(200).WantSound().Want("1 recherche", "videoprojecteur", "Marquer comme traitée").WantNot("boulier")
		c.Get(path+"?traitees=oui&jours=365").WantSound().Want("boulier", "Traitée le", "Remettre à traiter").WantNot("videoprojecteur")
		c.PostForm(path+"/traiter", keyed(url.Values{"mots": {"videoprojecteur"}})).WantStatus(200).Want("C’est noté", "Aucune recherche sans résultat")
		c.PostForm(path+"/rouvrir", keyed(url.Values{"mots": {"videoprojecteur"}})).WantStatus(200).Want("de nouveau à traiter")
		for _, bad := range []string{"?page=-1", "?page=99", "?jours=-5", "?jours=1000000000000", "?traitees='", "?taille=abc", "?page=%00"} {
			if p := c.Get(path + bad); p.Status >= http.StatusInternalServerError {
				t.Errorf("%s: %d", bad, p.Status)
			}
		}
		b.in[admin].Get(path).WantStatus(200).Want("videoprojecteur").WantNot("Marquer comme traitée")
		b.in[member].Get(path).WantStatus(404)
	})
}
