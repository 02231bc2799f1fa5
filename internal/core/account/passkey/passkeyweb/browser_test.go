package passkeyweb_test

import (
	"net/http"
	"net/http/httptest"
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
