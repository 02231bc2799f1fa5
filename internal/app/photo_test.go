package app_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The purchasing body gives an article a photo from its page, which the list and the page then show, in a room that does not move; who
// sees the article sees it, and browsers keep it until it changes. What is no picture is refused, and a stale form is told (R150).
func TestPhotoOfAnArticle(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R150")
		b := inhabited(t, e)
		c := b.in[central]
		p := c.Get("/articles/2").Click("Ajouter une photo").WantPath("/articles/photos/2/changer").WantSound().Want("Photo de « Stylo rétractable rouge", "n'a pas encore de photo", "5 Mo au plus")
		p.Form("Enregistrer la photo").Attach("Fichier", "photo.png", []byte("pas une image")).Submit().WantStatus(422).WantSound().Want("Ce type de fichier n'est pas accepté ici")
		p.Form("Enregistrer la photo").Submit().WantStatus(422).WantSound()
		stale := c.Get("/articles/photos/2/changer")
		p.Form("Enregistrer la photo").Attach("Fichier", "photo.png", drawing(t, 2000, 1000)).Submit().WantStatus(200).WantPath("/articles/2").WantSound().Want("La photo est enregistrée", "Changer la photo")
		d := b.dora()
		img := d.Get("/articles/2").WantSound().WantNot("Changer la photo").Find("main .app-photo")
		if len(img) != 1 || img[0].Attr("alt") == "" || img[0].Attr("width") == "" || img[0].Attr("height") == "" {
			t.Fatalf("the page shows %v", img)
		}
		src := img[0].Attr("src")
		small := d.Get("/catalogue?q=103305").WantSound().Find(".app-item__pic img")
		if len(small) != 1 || small[0].Attr("src") != src || small[0].Attr("loading") != "lazy" || !small[0].HasAttr("alt") || small[0].Attr("width") == "" {
			t.Errorf("the list shows %v", small)
		}
		got := d.Get(src).WantStatus(200)
		if got.Header.Get("Content-Type") != "image/png" || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("the photo is sent with %v", got.Header)
		}
		if size, err := png.DecodeConfig(bytes.NewReader(got.Body)); err != nil || size.Width != 800 || size.Height != 400 {
			t.Errorf("the photo is %+v, %v", size, err)
		}
		if bare := d.Get("/articles/photos/2"); strings.Contains(bare.Header.Get("Cache-Control"), "immutable") {
			t.Error("an address that may change is kept for ever")
		}
		if p := b.in[visitor].Get(src); p.Status == 200 && p.Header.Get("Content-Type") == "image/png" {
			t.Error("a visitor sees the photo")
		}
		stale.Form("Enregistrer la photo").Attach("Fichier", "autre.png", drawing(t, 9, 3)).Submit().WantStatus(409).WantSound().Want("Quelqu'un vient de changer la photo")
		c.Get("/articles/photos/2/changer").Form("Enregistrer la photo").Attach("Fichier", "autre.png", drawing(t, 9, 3)).Submit().WantStatus(200)
		if now := d.Get("/articles/2").Find("main .app-photo")[0].Attr("src"); now == src {
			t.Error("another photo has the same address")
		}
		c.Get("/articles/photos/2/changer").Press("Retirer la photo").WantStatus(200).WantPath("/articles/2").Want("La photo est retirée", "Ajouter une photo")
		d.Get(src).WantStatus(404)
		c.Get("/articles/photos/99/changer").WantStatus(404)
		b.in[admin].Get("/articles/photos/2/changer").WantStatus(403)
		d.Get("/articles/photos/2/changer").WantStatus(404)
		d.PostForm("/articles/photos/1/retrait", keyed(nil)).WantStatus(404)
		b.post(central, "/marches/1/modifier", with(marketForm(b.ids["supplier"], "Fournitures scolaires", b.ids["version of market 1"]), "reserve", "1"), 303)
		b.in[schoolless].Get("/articles/photos/1").WantStatus(404)
		d.Get("/articles/photos/1").WantStatus(200)
	})
}
