package web_test

import (
	"errors"
	"strings"
	"testing"

	"preau/internal/kit/apperr"
	"preau/internal/kit/web"
)

// What was typed is given back on an error page, to be sent again where that can help, and never what is secret or forged.
func TestWhatWasTypedIsGivenBack(t *testing.T) {
	t.Parallel()
	const typed = "_cle=k1&texte=l%27%C3%A9t%C3%A9+%3Cb%3E&vide="
	for name, c := range map[string]struct {
		err  error
		body string
		site string
		kept bool
	}{
		"session ended":     {apperr.UnauthenticatedErr(), typed, "same-origin", true},
		"database away":     {&apperr.Error{Kind: apperr.Unavailable}, typed, "same-origin", true},
		"our fault":         {errors.New("x"), typed, "same-origin", true},
		"not allowed":       {apperr.ForbiddenErr(), typed, "same-origin", false},
		"secret":            {errors.New("x"), typed + "&smtp_mot_de_passe=hunter", "same-origin", false},
		"from another site": {errors.New("x"), typed, "cross-site", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.mux.Post("/demandes", fails(c.err))
			page := s.post("/demandes?x=1", c.body, header("Sec-Fetch-Site", c.site)).Body.String()
			again := strings.Contains(page, `action="/demandes?x=1"`) && strings.Contains(page, `name="_cle" value="k1"`) &&
				strings.Contains(page, `name="texte" value="l&#39;été &lt;b&gt;"`)
			if again != c.kept || strings.Contains(page, "hunter") || strings.Contains(page, "<b>") {
				t.Errorf("given back: %v, want %v: %s", again, c.kept, page)
			}
		})
	}
}

// What a form carries for the program is sent again, but not read out to the person.
func TestOnlyWhatWasTypedIsShown(t *testing.T) {
	t.Parallel()
	p := web.Refused{Fields: []web.RefusedField{
		{"_cle", "k1"}, {"etat", "5fa9dbdea08d430b"}, {"article", "275"}, {"etablissement", "college"}, {"retour", "/catalogue"}, {"vu.1", "2"}, {"texte", "l'été"}, {"vide", " "},
	}}
	if got := p.Shown(); len(got) != 1 || got[0].Name != "texte" {
		t.Errorf("%v", got)
	}
}
