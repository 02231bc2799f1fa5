package app_test

import (
	"net/http"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/webtest"
)

// The public home shows the groups that are open and until when one may ask to join; the draft and the ended are not there.
func TestPublicHome(t *testing.T) {
	covers.Statement(t, "R020")
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		titles := map[int]string{}
		for _, n := range []int{running, draft, joining, abandoned} {
			titles[n] = b.one(`SELECT title FROM needs_groups WHERE number = $1`, n)
		}
		p := webtest.New(t, b.a.Handler).Get("/").WantStatus(http.StatusOK).WantSound()
		list := p.In("section:has(#p-groupements-ouverts)").Want(titles[running], titles[joining], "adhésions jusqu'au", "Lycée Support")
		list.WantNot(titles[draft], titles[abandoned])
		p.Row(titles[joining]).Click("Afficher").WantPath(groupAt(joining, ""))
		b.d.Clock.Advance(5 * 365 * 24 * time.Hour)
		webtest.New(t, b.a.Handler).Get("/").Want("Aucun groupement ouvert en ce moment").WantNot(titles[running]).Click("Tous les groupements").WantPath("/groupements")
	})
}

// One signs in from the public home as from « Connexion »; only a demonstration proposes its accounts.
func TestSignInOnThePublicHome(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	c := webtest.New(t, h.a.Handler)
	p := c.Get("/").WantNot("démonstration")
	p = p.Form("Connexion").Set("nom_utilisateur", "nobody").Set("mot_de_passe", "trois petits tours").Submit()
	p.WantPath("/connexion").WantNot("démonstration")
	if p.Status == http.StatusOK {
		t.Error("let in")
	}
}

// A draft that is abandoned is known to those who knew it, and to nobody else.
func TestAbandonedDraft(t *testing.T) {
	covers.Statement(t, "R020")
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		title := b.one(`SELECT title FROM needs_groups WHERE number = $1`, draft)
		p := b.in[coordinator].Get(groupAt(draft, "")).Click("Abandonner le groupement").WantSound().Want("n'a jamais été ouvert").WantNot("Tout reste lisible")
		p.Press("Abandonner le groupement").WantPath(groupAt(draft, "")).Want("Abandonné")
		for _, role := range []string{visitor, stranger, member} {
			b.in[role].Get(groupAt(draft, "")).WantStatus(http.StatusNotFound).WantNot(title)
			b.in[role].Get("/groupements?etat=abandoned").WantStatus(http.StatusOK).WantNot(title)
		}
		for _, role := range []string{coordinator, admin} {
			b.in[role].Get("/groupements?etat=abandoned").Row(title).Click("Afficher").WantPath(groupAt(draft, "")).WantSound()
		}
		b.in[coordinator].Get(groupAt(running, "")).Click("Abandonner le groupement").Want("Tout reste lisible").WantNot("jamais été ouvert")
	})
}
