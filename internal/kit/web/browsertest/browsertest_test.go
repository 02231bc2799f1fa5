package browsertest_test

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"preau/internal/kit/web/browsertest"
)

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'"

// home has all that the harness acts on, and no fault.
const home = `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>L’accueil</title>
<link rel="icon" href="/icon"><link rel="stylesheet" href="/style"><script src="/script" defer></script></head>
<body><main><h1>Bonjour</h1>
<p id="width">sans script</p>
<p><a href="/suite">Lire la suite<span class="far"> de l’article</span></a> <a href="/fichier">Un fichier</a> <a href="#bas">Plus bas</a></p>
<details><summary>Plus de détails</summary><p>Les voici</p></details><p><a class="bare" href="/suite">Sans cadre</a></p>
<form method="post" action="/envoi">
<p><label for="nom">Nom d’utilisateur</label> <input id="nom" name="nom" value="ancien"></p>
<p><label for="mot">Remarque</label> <textarea id="mot" name="mot"></textarea></p>
<p><label for="jour">Jour</label> <input type="date" id="jour" name="jour"></p>
<p><label for="lieu">Lieu</label> <select id="lieu" name="lieu"><option value="1">Namur</option><option value="2">L’Isle</option></select></p>
<p><input type="checkbox" id="accord" name="accord" value="oui"><label for="accord">J’accepte</label></p>
<p><input type="radio" id="a" name="choix" value="a"><label for="a">Premier</label> <input type="radio" id="b" name="choix" value="b"><label for="b">Second</label></p>
<button>Enregistrer</button>
</form><p id="bas">Fin</p></main></body></html>`

const faulty = `<!doctype html><html><head><title>x</title></head><body><img src="/icon"><input type="text"></body></html>`

const wide = `<!doctype html><html lang="fr"><head><title>Large</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style"></head><body><main><h1>Large</h1><div class="wide">x</div></main></body></html>`

const two = `<!doctype html><html lang="fr"><head><title>Deux</title></head><body><a href="/a">Ici</a> <a href="/b">Ici</a> <a href="/suite">Là</a> <a href="/suite">Là</a> <button tabindex="-1">Sans clavier</button></body></html>`

const below = `<!doctype html><html lang="fr"><head><title>Dessous</title><link rel="stylesheet" href="/style"></head><body><button>Dessous</button><div class="over"></div></body></html>`

const style = `.bare:focus { outline: none } .over { position: fixed; inset: 0 } .far { position: absolute; left: -9999px } .wide { width: 2000px }
@media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }`

const script = `document.getElementById("width").textContent = innerWidth + " " + matchMedia("(prefers-color-scheme: dark)").matches`

func site(t *testing.T) string {
	t.Helper()
	page := func(mime, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", mime)
			w.Header().Set("Content-Security-Policy", policy)
			fmt.Fprint(w, text)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page("text/html; charset=utf-8", home))
	mux.Handle("GET /fautes", page("text/html; charset=utf-8", faulty))
	mux.Handle("GET /large", page("text/html; charset=utf-8", wide))
	mux.Handle("GET /interdit", page("text/html; charset=utf-8", strings.Replace(wide, "<h1>", `<h1 style="color:red">`, 1)))
	mux.Handle("GET /deux", page("text/html; charset=utf-8", two))
	mux.Handle("GET /dessous", page("text/html; charset=utf-8", below))
	mux.Handle("GET /style", page("text/css", style))
	mux.Handle("GET /script", page("text/javascript", script))
	mux.Handle("GET /icon", page("image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>`))
	mux.HandleFunc("GET /fichier", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", "attachment; filename=f.csv")
		fmt.Fprint(w, "a;b\n")
	})
	mux.HandleFunc("GET /suite", func(w http.ResponseWriter, r *http.Request) {
		page("text/html; charset=utf-8", "<!doctype html><html lang=fr><title>Suite</title><p>La suite en "+r.Header.Get("Accept-Language")+"</p>")(w, r)
	})
	mux.HandleFunc("POST /envoi", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		for _, name := range []string{"nom", "mot", "jour", "lieu", "accord", "choix"} {
			fmt.Fprintf(w, "<p>%s=%s.</p>", name, r.FormValue(name))
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func has(t *testing.T, p *browsertest.Page, texts ...string) {
	t.Helper()
	got := p.Text()
	for _, s := range texts {
		if !strings.Contains(got, s) {
			t.Errorf("no %q in:\n%s", s, got)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{Language: "en"})
	p.Open("/")
	if got := p.Title(); got != "L'accueil" {
		t.Errorf("title %q", got)
	}
	p.Click("Un fichier")
	p.Click("Plus bas")
	p.Click("Plus de détails")
	has(t, p, "Les voici", "sans script")
	p.Click("Lire la suite de l'article")
	has(t, p, "La suite en en")
	if got := p.Path(); got != "/suite" {
		t.Errorf("path %q", got)
	}
	p.Open("/deux")
	p.Click("Là")
	if got := p.Path(); got != "/suite" {
		t.Errorf("path %q", got)
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	for _, o := range []browsertest.Options{{}, {JavaScript: true}, {Keyboard: true}, {JavaScript: true, Keyboard: true}} {
		t.Run(fmt.Sprintf("scripts %t, keyboard %t", o.JavaScript, o.Keyboard), func(t *testing.T) {
			p := browsertest.New(t, site(t), o)
			p.Open("/")
			p.Fill("Nom d’utilisateur", "Zoé d'Août")
			if got := p.Value("Nom d'utilisateur"); got != "Zoé d'Août" {
				t.Errorf("the field holds %q", got)
			}
			p.Fill("Remarque", "deux mots")
			p.Fill("Jour", "2026-11-21")
			p.Fill("Lieu", "L'Isle")
			p.Check("J'accepte")
			p.Check("J'accepte")
			p.Check("Premier")
			p.Check("Second")
			p.Click("Enregistrer")
			has(t, p, "nom=Zoé d'Août.", "mot=deux mots.", "jour=2026-11-21.", "lieu=2.", "accord=oui.", "choix=b.")
			p.Open("/")
			p.Fill("Nom d’utilisateur", "")
			p.Uncheck("J'accepte")
			p.Click("Enregistrer")
			has(t, p, "nom=.", "accord=.")
		})
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{})
	p.Open("/")
	for range 2 {
		if name, content := p.Download("Un fichier"); name != "f.csv" || string(content) != "a;b\n" {
			t.Errorf("%q: %q", name, content)
		}
	}
	if got := p.Path(); got != "/" {
		t.Errorf("then on %s", got)
	}
}

func TestKeyboard(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{})
	p.Open("/")
	p.TabTo("Plus de détails")
	p.Press("Space")
	has(t, p, "Les voici")
	p.TabTo("Remarque")
	p.Type("au clavier")
	p.TabTo("Lieu")
	p.Press("Down")
	p.TabTo("J'accepte")
	p.Press("Space")
	p.TabTo("Enregistrer")
	p.Press("Shift+Tab", "Tab")
	if got := p.Focused(); got != "Enregistrer" {
		t.Errorf("focus on %q", got)
	}
	p.WaitFocus("Enreg")
	p.Press("Enter")
	has(t, p, "mot=au clavier.", "lieu=2.", "accord=oui.", "nom=ancien.")
}

func TestFocusHidden(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{})
	p.Open("/")
	for _, x := range []struct{ name, want string }{{"Plus de détails", ""}, {"Sans cadre", "the same without"}, {"Nom d'utilisateur", ""}} {
		p.TabTo(x.name)
		if got := p.FocusHidden(); (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%s: %q", x.name, got)
		}
	}
	p.Open("/dessous")
	p.TabTo("Dessous")
	if got := p.FocusHidden(); !strings.Contains(got, "lies over it") {
		t.Errorf("under something: %q", got)
	}
}

func TestEnterInAFieldSends(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{})
	p.Open("/")
	p.TabTo("Nom d'utilisateur")
	p.Type("x")
	p.Press("Enter")
	has(t, p, "nom=x.")
}

func TestOptions(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{JavaScript: true, Width: 390, Dark: true})
	p.Open("/")
	p.WaitText("390 true")
	picture := filepath.Join(t.TempDir(), "shots", "home.png")
	p.Screenshot(picture)
	f, err := os.Open(picture)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := img.At(2, 2).RGBA(); r != 0 || img.Bounds().Dx() != 390 {
		t.Errorf("the picture is %v wide, its corner %v", img.Bounds().Dx(), img.At(2, 2))
	}
}

func TestAxe(t *testing.T) {
	t.Parallel()
	for _, scripts := range []bool{false, true} {
		t.Run(fmt.Sprint("scripts ", scripts), func(t *testing.T) {
			p := browsertest.New(t, site(t), browsertest.Options{JavaScript: scripts})
			p.Open("/")
			p.CheckAccessible()
			p.Open("/fautes")
			found := map[string]bool{}
			for _, v := range p.Axe() {
				found[v.Rule] = true
				if v.Help == "" || len(v.Elements) == 0 || !strings.Contains(v.String(), v.Rule) {
					t.Errorf("a violation that says little: %+v", v)
				}
			}
			for _, rule := range []string{"html-has-lang", "image-alt", "label"} {
				if !found[rule] {
					t.Errorf("axe-core did not find %s, but %v", rule, found)
				}
			}
			p.Open("/")
			if got := strings.Contains(p.Text(), "sans script"); got == scripts {
				t.Error("after axe-core the page's scripts are not as before")
			}
		})
	}
}

func TestOverflow(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{})
	p.Open("/")
	if n := p.Overflow(); n != 0 {
		t.Errorf("a page that fits is %d px too wide", n)
	}
	p.Open("/large")
	if n := p.Overflow(); n < 700 {
		t.Errorf("a page of 2000 px is %d px too wide", n)
	}
}

// recorder is a test that fails without failing ours.
type recorder struct {
	testing.TB
	failure string
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failure = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Errorf(format string, args ...any) { r.failure += fmt.Sprintf(format, args...) }

func TestWhatCannotBeDoneFails(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, path, want string
		act              func(*browsertest.Page)
	}{
		{"a name that nothing has", "/", `nothing is named "Supprimer"`, func(p *browsertest.Page) { p.Click("Supprimer") }},
		{"a name that two have", "/deux", "2 things are named", func(p *browsertest.Page) { p.Click("Ici") }},
		{"a button under something", "/dessous", "something lies over it", func(p *browsertest.Page) { p.Click("Dessous") }},
		{"a field without a label", "/fautes", `nothing is named "Nom"`, func(p *browsertest.Page) { p.Fill("Nom", "x") }},
		{"an option that is not offered", "/", "no option Mons", func(p *browsertest.Page) { p.Fill("Lieu", "Mons") }},
		{"what Tab does not reach", "/", "Tab never reaches", func(p *browsertest.Page) { p.TabTo("Nulle part") }},
		{"what only a mouse reaches", "/deux", "the keyboard never reaches it", func(p *browsertest.Page) { p.Click("Sans clavier") }},
		{"an inaccessible page", "/fautes", "image-alt", func(p *browsertest.Page) { p.CheckAccessible() }},
		{"a page too wide", "/large", "wider than the window", func(p *browsertest.Page) { p.CheckAccessible() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := &recorder{TB: t}
			p := browsertest.New(r, site(t), browsertest.Options{Keyboard: strings.Contains(tc.want, "keyboard")})
			p.Open(tc.path)
			done := make(chan struct{})
			go func() {
				defer close(done)
				tc.act(p)
			}()
			<-done
			if !strings.Contains(r.failure, tc.want) {
				t.Errorf("failure %q, want %q", r.failure, tc.want)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	p := browsertest.New(t, site(t), browsertest.Options{})
	p.Open("/interdit")
	if got := p.Problems(); len(got) != 1 || !strings.Contains(got[0], "Content Security Policy") {
		t.Errorf("problems: %q", got)
	}
	p.Open("/nulle-part")
	if got := p.Problems(); len(got) != 0 {
		t.Errorf("an error page is no problem: %q", got)
	}
}
