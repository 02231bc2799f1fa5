package app_test

import (
	"strings"
	"testing"

	"preau/internal/kit/db"
)

// An administrator gives an establishment a picture by its page; everybody may look at it, and what is none is refused.
func TestPictureOfAnEstablishment(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		at := b.place("Collège Membre", "")
		p := b.in[admin].Get(at).WantSound().Want("Aucune image pour l'instant").Click("Ajouter une image").WantSound().Want("Image de Collège Membre", "5 Mo au plus")
		p = p.Form("Enregistrer l'image").Attach("Fichier", "logo.png", []byte("pas une image")).Submit()
		p.WantStatus(422).WantSound().Want("Ce type de fichier n'est pas accepté ici")
		p = p.Form("Enregistrer l'image").Attach("Fichier", "logo.png", drawing(t, 900, 300)).Submit()
		p.WantStatus(200).WantPath(at).WantSound().Want("L'image est enregistrée", "Image changée")
		src := p.Find("main img")[0].Attr("src")
		if !strings.HasPrefix(src, "/organisations/") {
			t.Fatalf("the picture is at %q", src)
		}
		got := b.in[visitor].Get(src).WantStatus(200)
		if got.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "inline") || !strings.HasPrefix(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("the picture is sent with %v", got.Header)
		}
		stale := b.in[admin].Get(at + "/image").WantSound()
		stale.Form("Retirer l'image").Submit().WantStatus(200).WantPath(at).Want("L'image est retirée", "Aucune image pour l'instant")
		b.in[visitor].Get(src).WantStatus(404)
		p = stale.Form("Enregistrer l'image").Attach("Fichier", "logo.png", drawing(t, 9, 3)).Submit()
		p.WantStatus(409).WantSound().Want("Quelqu'un vient de modifier cette fiche", "« logo.png »")
		p.Form("Enregistrer l'image").Submit().WantStatus(200).WantPath(at) // the file that came is still there
		b.in[member].Get(at + "/image").WantStatus(404)
		// The town's support establishment has a picture, which its groups show.
		if got := b.in[visitor].Get("/groupements/1").WantSound().Find("main img"); len(got) != 1 || !strings.HasPrefix(got[0].Attr("src"), "/organisations/lycee-support/image?v=") {
			t.Errorf("the group shows %v", got)
		}
	})
}
