package webtest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/kit/web/webtest"
)

const page = `<!doctype html><html lang="fr"><head><title>Fiche de besoins</title><style>p{}</style></head><body>
<h1>Fiche&nbsp;: l’école</h1><p hidden>caché</p><script>var x</script><noscript>sans script</noscript>
<p>Un<b>e</b> phrase.</p><ul><li>Lot 1 <a href="/lot/1">Ouvrir<span class="ds-sr-only"> le lot 1</span></a></li><li>Lot 2 <a href="/lot/2">Ouvrir<span> le lot 2</span></a></li></ul>
<a href="/a">Aide</a> <a href="/a">Aide</a> <a href="/b">Aide en ligne</a> <a href="/icon"><img alt="Accueil"></a> <a href="https://elsewhere.test/">Ailleurs</a>
<form method="post" action="/echo?x=1">
 <input type="hidden" name="_cle" value="k1">
 <label for="nom">Nom de l’école <em>(facultatif)</em></label><input id="nom" name="nom" value="Ker&nbsp;A">
 <label>Note <textarea name="note">
deux
lignes</textarea></label>
 <label for="pw">Mot de passe</label><input id="pw" type="password" name="pw">
 <label for="pw2">Mot de passe (encore)</label><input id="pw2" type="password" name="pw2">
 <input type="checkbox" id="c1" name="c" value="1" checked><label for="c1">Première</label>
 <input type="checkbox" id="c2" name="c" value="2"><label for="c2">Seconde</label>
 <input type="checkbox" aria-label="Sans valeur" name="d">
 <fieldset><legend>Taille</legend>
  <label><input type="radio" name="r" value="s" checked> Petite</label><label><input type="radio" name="r" value="l"> Grande</label></fieldset>
 <fieldset><legend>Couleur</legend><label><input type="radio" name="k" value="b"> Bleue</label><label><input type="radio" name="k" value="g"> Grande</label></fieldset>
 <label for="s">Commune</label><select id="s" name="s"><option disabled value="">Choisir</option><option value="75">Paris</option><option>Lyon</option></select>
 <label for="m">Thèmes</label><select id="m" name="m" multiple><option value="1" selected>Un<option value="2">Deux</select>
 <label for="ro">Code</label><input id="ro" name="ro" value="0750" readonly>
 <label for="off">Fermé</label><input id="off" name="off" value="x" disabled>
 <fieldset disabled><label>Aussi <input name="off2" value="x"></label></fieldset>
 <input name="nolabel" value="n"><input value="no name">
 <button name="act" value="save">Enregistrer</button><button type="button">Rien</button>
 <button formaction="/other" name="act" value="del">Supprimer</button><button disabled>Publier</button>
</form>
<input form="filtres" name="tri" value="nom" aria-labelledby="h1 h2"><span id="h1">Trier</span><span id="h2">par</span>
<form id="filtres" action="/list?old=1" role="search"><label for="q">Chercher</label><input type="search" id="q" name="q"><input type="submit" value="Filtrer"></form>
<form method="post" enctype="multipart/form-data" action="/echo"><label for="f">Fichier</label><input type="file" id="f" name="f"><input name="t" value="v"><button>Envoyer</button></form>
<button form="filtres" name="tri" value="date">Trier par date</button>
</body></html>`

// app shows the page, and tells what it was sent.
func app() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, page)
	})
	m.HandleFunc("GET /hop/{n}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "__Host-n" + r.PathValue("n"), Value: "v", Path: "/", Secure: true})
		if r.PathValue("n") == "loop" {
			http.Redirect(w, r, "/hop/loop", http.StatusSeeOther)
			return
		}
		if r.PathValue("n") == "1" {
			http.Redirect(w, r, "/list?from=hop", http.StatusSeeOther)
			return
		}
		http.Redirect(w, r, "/hop/1", http.StatusFound)
	})
	m.HandleFunc("GET /away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://elsewhere.test/in", http.StatusSeeOther)
	})
	m.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/plain")
		_, _ = fmt.Fprintf(w, "%s %s\nbody %s\ncookies %s\nsite %s origin %s referer %s\nfrom %s lang %s type %s", r.Method, r.URL.RequestURI(), body, r.Header.Get("Cookie"),
			r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin"), r.Header.Get("Referer"), r.RemoteAddr, r.Header.Get("Accept-Language"), r.Header.Get("Content-Type"))
	})
	return m
}

func TestReading(t *testing.T) {
	t.Parallel()
	p := webtest.New(t, app()).Get("/").WantStatus(200).WantPath("/")
	p.Want("Fiche : l'école", "Une phrase.", "sans script", "Lot 1 Ouvrir le lot 1").WantNot("caché", "var x", "Choisir un", "k1")
	if got := p.Title(); got != "Fiche de besoins" {
		t.Errorf("title %q", got)
	}
	if got := p.Find("li a[href]"); len(got) != 2 || got[0].Text() != "Ouvrir le lot 1" || got[1].Attr("href") != "/lot/2" || !got[0].HasAttr("href") {
		t.Errorf("found %v", got)
	}
	if got := p.Links(); len(got) != 7 || got[5] != (webtest.Link{Text: "Accueil", Href: "/icon"}) {
		t.Errorf("links %v", got)
	}
	if got := p.Buttons(); !slices.Equal(got, []string{"Enregistrer", "Supprimer", "Publier", "Filtrer", "Envoyer", "Trier par date"}) {
		t.Errorf("buttons %q", got)
	}
	p.Row("Lot 2").WantNot("Lot 1").Click("Ouvrir").WantPath("/lot/2")
	p.In("ul").Want("Lot 1").WantNot("phrase")
}

func TestClicking(t *testing.T) {
	t.Parallel()
	p := webtest.New(t, app()).Get("/")
	p.Click("Aide").WantPath("/a").Want("GET /a", "site same-origin", "referer https://preau.test/", "from 192.0.2.1:1234 lang fr")
	p.Click("Aide en").WantPath("/b")
	p.Click("Accueil").WantPath("/icon")
	p.Click("Ouvrir le lot 2").WantPath("/lot/2")
}

func TestRedirectsAndCookies(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, app())
	p := c.Get("https://some.host/hop/0?x")
	if d := cmp.Diff([]string{"/hop/1", "/list?from=hop"}, p.Hops); d != "" || p.Path != "/list?from=hop" {
		t.Errorf("hops %s, at %s", d, p.Path)
	}
	p.Want("cookies __Host-n0=v; __Host-n1=v", "site same-origin").WantPath("/list").WantPath("/list?from=hop")
	if c.Cookie("n0") != "v" || c.Cookie("none") != "" {
		t.Error("the cookie is not kept")
	}
	c.ForgetCookies()
	c.Get("/list").Want("site none").WantNot("__Host")
	if p := c.Get("/away"); p.Away != "https://elsewhere.test/in" || p.Status != http.StatusSeeOther {
		t.Errorf("away %q", p.Away)
	}
}

func TestFormAsItStands(t *testing.T) {
	t.Parallel()
	p := webtest.New(t, app()).Get("/").Press("Enregistrer")
	p.Want("POST /echo?x=1", "origin https://preau.test", "site same-origin", "type application/x-www-form-urlencoded")
	want := "body _cle=k1&nom=Ker%C2%A0A&note=deux%0D%0Alignes&pw=&pw2=&c=1&r=s&s=75&m=1&ro=0750&nolabel=n&act=save"
	p.Want(want + " cookies")
}

func TestFillingIn(t *testing.T) {
	t.Parallel()
	f := webtest.New(t, app()).Get("/").Form("Supprimer")
	f.Fill("Nom de l'école", "Île & Cie").Fill("Note", "a\nb").Fill("Mot de passe", "x").Fill("Mot de passe (encore)", "y").
		Uncheck("Première").Check("Seconde").Check("Sans valeur").Choose("Taille", "Grande").Choose("Commune", "Lyon").Choose("Thèmes", "Deux").Check("Bleue").
		Set("_cle", "k2").Set("extra", "e")
	for label, value := range map[string]string{"Note": "a\nb", "Première": "", "Seconde": "2", "Commune": "Lyon", "Code": "0750"} {
		if got := f.Value(label); got != value {
			t.Errorf("%s is %q, want %q", label, got, value)
		}
	}
	f.Submit().Want("POST /other",
		"body _cle=k2&nom=%C3%8Ele+%26+Cie&note=a%0D%0Ab&pw=x&pw2=y&c=2&d=on&r=l&k=b&s=Lyon&m=1&m=2&ro=0750&nolabel=n&extra=e&act=del cookies")
}

func TestQueriesAndFiles(t *testing.T) {
	t.Parallel()
	p := webtest.New(t, app()).Get("/")
	p.Form("Filtrer").Fill("Chercher", "colle à papier").Fill("Trier par", "code").Submit().Want("GET /list?tri=code&q=colle+%C3%A0+papier ")
	p.Press("Trier par date").Want("GET /list?tri=nom&q=&tri=date ")
	p.FormAt("#filtres").Submit().WantPath("/list?tri=nom&q=")
	sent := string(p.Form("Envoyer").Attach("Fichier", "été.csv", []byte("a;b")).Submit().Body)
	for _, part := range []string{"multipart/form-data; boundary=", "name=\"f\"; filename=\"été.csv\"", "\r\n\r\na;b\r\n", "name=\"t\"\r\n\r\nv\r\n"} {
		if !strings.Contains(sent, part) {
			t.Errorf("%q is not in %s", part, sent)
		}
	}
	if strings.Index(sent, `name="f"`) > strings.Index(sent, `name="t"`) {
		t.Error("not in the page's order")
	}
}

func TestRawAndForged(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, app())
	c.Lang, c.Remote = "en", "[2001:db8::1]:9"
	c.PostRaw("/echo", "text/csv", "a;b").Want("POST /echo", "body a;b", "type text/csv", "origin https://preau.test", "from [2001:db8::1]:9 lang en")
	c.PostForm("/echo", url.Values{"a": {"1"}}).Want("body a=1", "site same-origin")
	c.Forge("/echo", url.Values{"a": {"1"}}).Want("body a=1", "site cross-site origin https://elsewhere.test")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, webtest.Base+"/echo", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	c.Do(r).Want("PUT /echo")
}

// refused runs what must fail a test, and gives the words of the failure.
func refused(t *testing.T, do func(tb testing.TB)) string {
	t.Helper()
	f := &failing{TB: t, said: make(chan string, 1)}
	go func() {
		defer close(f.said)
		do(f)
	}()
	return <-f.said
}

type failing struct {
	testing.TB
	said chan string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.said <- fmt.Sprintf(format, args...)
	runtime.Goexit() // as FailNow does
}

func TestWhatAPersonCannotDoFails(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(p *webtest.Page){
		"unknown link":        func(p *webtest.Page) { p.Click("Nulle part") },
		"empty link":          func(p *webtest.Page) { p.Click("") },
		"two links":           func(p *webtest.Page) { p.Click("Ouvrir") },
		"link away":           func(p *webtest.Page) { p.Click("Ailleurs") },
		"button that is none": func(p *webtest.Page) { p.Press("Rien") },
		"disabled button":     func(p *webtest.Page) { p.Press("Publier") },
		"field without label": func(p *webtest.Page) { p.Form("Enregistrer").Fill("nolabel", "x") },
		"readonly field":      func(p *webtest.Page) { p.Form("Enregistrer").Fill("Code", "x") },
		"disabled field":      func(p *webtest.Page) { p.Form("Enregistrer").Fill("Fermé", "x") },
		"disabled fieldset":   func(p *webtest.Page) { p.Form("Enregistrer").Fill("Aussi", "x") },
		"field of another":    func(p *webtest.Page) { p.Form("Enregistrer").Fill("Chercher", "x") },
		"two radio buttons":   func(p *webtest.Page) { p.Form("Enregistrer").Check("Grande") },
		"unknown option":      func(p *webtest.Page) { p.Form("Enregistrer").Choose("Commune", "Lille") },
		"disabled option":     func(p *webtest.Page) { p.Form("Enregistrer").Choose("Commune", "Choisir") },
		"text absent":         func(p *webtest.Page) { p.Want("licorne") },
		"text there":          func(p *webtest.Page) { p.WantNot("Lot 1") },
		"status":              func(p *webtest.Page) { p.WantStatus(404) },
		"path":                func(p *webtest.Page) { p.WantPath("/a") },
		"several parts":       func(p *webtest.Page) { p.In("li") },
		"no row":              func(p *webtest.Page) { p.Row("Lot 9") },
		"bad selector":        func(p *webtest.Page) { p.Find("li[") },
		"not a form":          func(p *webtest.Page) { p.FormAt("ul") },
	} {
		said := refused(t, func(tb testing.TB) { do(webtest.New(tb, app()).Get("/")) })
		if said == "" {
			t.Errorf("%s: the test goes on", name)
		}
		if name == "two links" && !strings.Contains(said, "narrow it") {
			t.Errorf("%s: says %s", name, said)
		}
	}
	if said := refused(t, func(tb testing.TB) { webtest.New(tb, app()).Get("/hop/loop") }); !strings.Contains(said, "redirects") {
		t.Errorf("loop: says %q", said)
	}
	said := refused(t, func(tb testing.TB) { webtest.New(tb, app()).Get("/").Want("licorne") })
	if !strings.Contains(said, "/ (200) does not say \"licorne\"") || !strings.Contains(said, "The page says: Fiche : l'école") {
		t.Errorf("says %s", said)
	}
}
