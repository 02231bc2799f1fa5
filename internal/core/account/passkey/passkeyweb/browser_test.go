package passkeyweb_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/core/instance"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/browsertest"
	"preau/internal/kit/web/webtest"
)

// In a browser: its device makes a passkey, and shows it to sign in; without scripts the pages lead to the other ways.
func TestBrowserUsesAPasskey(t *testing.T) {
	t.Parallel()
	var app atomic.Value
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { app.Load().(http.Handler).ServeHTTP(w, r) }))
	t.Cleanup(site.Close)
	base := strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
	h := &house{T: t, d: dbtest.Open(t, db.SQLite), mails: mail.NewMemory()}
	h.d.Clock.Set(time.Now())
	h.open(webtest.Base)
	h.ways(instance.Password, instance.Link, instance.Passkey)
	out(h.account("claire"))
	h.open(base)
	app.Store(h.a.Handler)

	p := browsertest.New(t, base, browsertest.Options{JavaScript: true})
	p.HasPasskeys()
	p.Open("/connexion?suite=/compte/securite")
	p.Fill("Nom d'utilisateur :", "claire")
	p.Fill("Mot de passe", good)
	p.ClickButton("Connexion")
	p.Click("Ajouter une clé d'accès")
	p.CheckAccessible()
	if strings.Contains(p.Text(), "ont besoin de JavaScript") {
		t.Error("what is said without scripts is said with them")
	}
	p.Fill("Nom de la clé", "Mon ordinateur")
	p.ClickButton("Créer la clé")
	p.WaitText("Votre clé d'accès est ajoutée")
	p.CheckAccessible()
	p.ClickButton("Se déconnecter")
	h.d.Clock.Advance(time.Second)
	p.Open("/connexion?suite=/compte/securite")
	p.Click("Utiliser une clé d'accès")
	p.CheckAccessible()
	h.d.Clock.Advance(time.Second)
	p.ClickButton("Utiliser ma clé d'accès")
	p.WaitText("Mon ordinateur")
	if got := p.Path(); got != "/compte/securite" {
		t.Errorf("the browser is at %s", got)
	}

	plain := browsertest.New(t, base, browsertest.Options{Width: 390, Dark: true})
	plain.Open("/connexion/cle")
	plain.WaitText("ont besoin de JavaScript")
	if strings.Contains(plain.Text(), "Utiliser ma clé d'accès") {
		t.Error("a button that needs scripts is shown without them")
	}
	plain.CheckAccessible()
	if over := plain.Overflow(); over > 0 {
		t.Errorf("%d pixels too wide", over)
	}
	plain.Click("Me connecter autrement")
	plain.WaitText("Mot de passe oublié")
}

// In a browser: who is asked to confirm who they are does so in a tab of its own, by a passkey, by a mailed link, or without scripts by their
// password; then sends again what they had typed, of which nothing is lost.
func TestBrowserProvesAgain(t *testing.T) {
	t.Parallel()
	var app atomic.Value
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { app.Load().(http.Handler).ServeHTTP(w, r) }))
	t.Cleanup(site.Close)
	base := strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
	h := &house{T: t, d: dbtest.Open(t, db.SQLite), mails: mail.NewMemory()}
	h.d.Clock.Set(time.Now())
	h.open(webtest.Base)
	h.ways(instance.Password, instance.Link, instance.Passkey)
	out(h.account("claire"))
	h.open(base)
	app.Store(h.a.Handler)
	linkPath := regexp.MustCompile(`/connexion/[A-Za-z0-9_-]{43}`)

	for _, x := range []struct {
		name    string
		options browsertest.Options
		prove   func(tab *browsertest.Page)
	}{
		{"by a passkey", browsertest.Options{JavaScript: true}, func(tab *browsertest.Page) {
			tab.Click("Utiliser une clé d'accès")
			tab.CheckAccessible()
			h.d.Clock.Advance(time.Second)
			tab.ClickButton("Utiliser ma clé d'accès")
			tab.WaitText("C'est confirmé")
		}},
		{"by password, without scripts", browsertest.Options{Width: 390, Dark: true}, func(tab *browsertest.Page) {
			tab.Fill("Mot de passe", "un autre mot de passe")
			tab.ClickButton("Confirmer")
			tab.CheckAccessible()
			tab.Fill("Mot de passe", good)
			tab.ClickButton("Confirmer")
			tab.WaitText("C'est confirmé")
		}},
		{"by a mailed link", browsertest.Options{JavaScript: true, Width: 390}, func(tab *browsertest.Page) {
			tab.ClickButton("Recevoir un lien par mail")
			tab.Open(linkPath.FindString(h.lastMail("claire@ecole.test").Text))
			tab.ClickButton("Me connecter")
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := browsertest.New(t, base, x.options)
			p.Open("/connexion?suite=/compte/jetons")
			p.Fill("Nom d'utilisateur :", "claire")
			p.Fill("Mot de passe", good)
			p.ClickButton("Connexion")
			tab := p.Tab()
			if x.name == "by a passkey" {
				tab.HasPasskeys()
				tab.Open("/compte/securite/cles/nouvelle")
				tab.Fill("Nom de la clé", "Mon ordinateur")
				tab.ClickButton("Créer la clé")
				tab.WaitText("Votre clé d'accès est ajoutée")
			}
			p.Open("/compte/jetons")
			p.Fill("Nom", "Tableur "+x.name)
			p.Check("Lire les groupements")
			h.d.Clock.Advance(11 * time.Minute)
			p.ClickButton("Créer le jeton")
			p.WaitText("date de plus de 10 minutes")
			p.CheckAccessible()
			if over := p.Overflow(); over > 0 {
				t.Errorf("%d pixels too wide", over)
			}
			tab.Open("/compte/confirmation")
			tab.CheckAccessible()
			if over := tab.Overflow(); over > 0 {
				t.Errorf("%d pixels too wide", over)
			}
			x.prove(tab)
			p.ClickButton("Renvoyer ce que j'avais saisi")
			p.WaitText("Votre jeton « Tableur " + x.name + " » est prêt")
			if got := h.text(`SELECT CAST(count(*) AS TEXT) FROM token_tokens WHERE name = $1`, "Tableur "+x.name); got != "1" {
				t.Errorf("%s tokens of that name", got)
			}
		})
	}
}
