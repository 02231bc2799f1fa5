package web_test

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
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
		"no secret typed":   {errors.New("x"), typed + "&mot_de_passe=&mot_de_passe_2=", "same-origin", true},
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
		{"_cle", "k1"}, {"_montre", "5kQx"}, {"etat", "5fa9dbdea08d430b"}, {"article", "275"}, {"etablissement", "college"}, {"retour", "/catalogue"}, {"vu.1", "2"}, {"texte", "l'été"}, {"vide", " "},
	}}
	if got := p.Shown(); len(got) != 1 || got[0].Name != "texte" {
		t.Errorf("%v", got)
	}
}

// A form with files gives back what was typed before and behind them, and says which files are to be chosen again: their content nobody can
// give back. What was not read yet is read where its route takes files, and nowhere else.
func TestFormWithFilesIsGivenBack(t *testing.T) {
	t.Parallel()
	body, kind := multiform(t, "_cle", "k1", "texte", "l'été", "@bail.pdf", "%PDF-1.4", "motif", "après le fichier")
	secret, secretKind := multiform(t, "texte", "l'été", "smtp_mot_de_passe", "hunter")
	for name, c := range map[string]struct {
		err    error
		upload bool
		parsed bool
		staged error // why the file was not taken
		body   string
		kind   string
		site   string
		kept   bool
	}{
		"session ended":         {apperr.UnauthenticatedErr(), true, false, nil, body, kind, "same-origin", true},
		"store away":            {&apperr.Error{Kind: apperr.Unavailable}, true, true, nil, body, kind, "same-origin", true},
		"refused while it came": {nil, true, true, apperr.UnauthenticatedErr(), body, kind, "same-origin", true},
		"our fault":             {errors.New("x"), true, false, nil, body, kind, "same-origin", true},
		"from another site":     {errors.New("x"), true, false, nil, body, kind, "cross-site", false},
		"secret":                {errors.New("x"), true, false, nil, secret, secretKind, "same-origin", false},
		"a route without files": {errors.New("x"), false, false, nil, body, kind, "same-origin", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			act := func(_ http.ResponseWriter, r *http.Request) error {
				if c.parsed {
					if _, err := web.ParseUpload(r, func(web.File) error { return c.staged }); err != nil {
						return err
					}
				}
				return c.err
			}
			if c.upload {
				s.mux.Upload("/demandes", 1<<20, act)
			} else {
				s.mux.Post("/demandes", act)
			}
			page := s.post("/demandes", c.body, header("Sec-Fetch-Site", c.site), header("Content-Type", c.kind)).Body.String()
			kept := strings.Contains(page, `name="_cle" value="k1"`) && strings.Contains(page, `value="l&#39;été"`) && strings.Contains(page, `name="motif" value="après le fichier"`) && strings.Contains(page, "bail.pdf")
			if kept != c.kept || strings.Contains(page, "PDF-1.4") || strings.Contains(page, "hunter") {
				t.Errorf("given back: %v, want %v: %s", kept, c.kept, page)
			}
		})
	}
}

// multiform is a form of fields and their values; one that begins with @ is a file of that name.
func multiform(t *testing.T, of ...string) (body, kind string) {
	t.Helper()
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for i := 0; i < len(of); i += 2 {
		name, file := strings.CutPrefix(of[i], "@")
		make := w.CreateFormField
		if file {
			make = func(name string) (io.Writer, error) { return w.CreateFormFile("fichiers", name) }
		}
		part, err := make(name)
		if err == nil {
			_, err = io.WriteString(part, of[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}
