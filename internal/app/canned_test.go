package app_test

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// Two référents who change a canned answer at once: the second reads what the first wrote beside their own text, and decides.
func TestCannedAnswerIsNotOverwritten(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "C043")
		b := inhabited(t, e)
		at := teamAt(cafTeam, "/reponses")
		r := b.in[referent]
		mine := r.Get(at).WantSound().Form("Enregistrer")
		theirs := r.Get(at).Form("Enregistrer")
		theirs.Fill("Texte", "Il manque le bail signé.").Submit().WantStatus(200)
		p := mine.Fill("Texte", "Il manque un bail.").Submit().WantStatus(409).WantSound().Want("Un collègue a modifié cette réponse entre-temps", "Il manque le bail signé.")
		f := p.Form("Enregistrer")
		if v := f.Value("Texte"); v != "Il manque un bail." {
			t.Errorf("the form has %q", v)
		}
		f.Submit().WantStatus(200).Want("Il manque un bail.").WantNot("Il manque le bail signé.")
		b.post(referent, at+"/1/retrait", url.Values{"version": {"1"}}, 409)
		p = r.Get(at)
		if !strings.Contains(p.In("main").Text(), "Il manque un bail.") {
			t.Error("what a colleague changed is removed")
		}
		b.post(referent, at+"/1/retrait", url.Values{"version": {"3"}}, 303)
		b.post(referent, at+"/1/retrait", url.Values{"version": {"3"}}, 404)
	})
}
