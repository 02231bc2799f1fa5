package federationweb_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/oidc/oidctest"
	"preau/internal/kit/web/browsertest"
)

// In a browser: the provider's own page signs in, its redirect keeps this site's cookies, and signing out here ends there, too.
func TestBrowserGoesThroughTheProvider(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]browsertest.Options{"laptop": {JavaScript: true}, "telephone, without scripts": {Width: 390, Dark: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var app atomic.Value
			site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { app.Load().(http.Handler).ServeHTTP(w, r) }))
			t.Cleanup(site.Close)
			base := strings.Replace(site.URL, "127.0.0.1", "localhost", 1)
			h := &house{T: t, d: dbtest.Open(t, db.SQLite), mails: mail.NewMemory()}
			h.d.Clock.Set(time.Now())
			h.op = oidctest.Start(t, base, oidctest.User{Name: "claire", Email: "claire@ecole.test", Verified: true, FirstName: "Claire", LastName: "Dubois", Siret: hers})
			h.a = h.open("https://preau.test")
			out(h.account("claire"))
			h.a = h.open(base)
			app.Store(h.a.Handler)

			p := browsertest.New(t, base, o)
			p.Open("/connexion")
			p.CheckAccessible()
			atProvider := func() {
				p.Click("S'identifier avec ProConnect")
				p.Fill("Username:", "claire")
				p.Fill("Password:", oidctest.Password)
				p.ClickButton("Login")
			}
			atProvider()
			p.WaitText("Votre compte existe déjà")
			p.CheckAccessible()
			p.Click("Me connecter")
			p.Fill("Nom d'utilisateur :", "claire")
			p.Fill("Mot de passe", good)
			p.ClickButton("Connexion")
			p.WaitText("Est-ce vous ?")
			p.CheckAccessible()
			p.ClickButton("Lier cette identité")
			p.WaitText("Votre identité est liée")
			p.Open("/compte/securite")
			p.WaitText("1 identité liée")
			p.CheckAccessible()
			if over := p.Overflow(); over > 0 {
				t.Errorf("« Sécurité » is %d pixels too wide", over)
			}
			p.ClickButton("Se déconnecter")
			p.WaitText("d'ici et de votre fournisseur d'identité")
			p.Open("/connexion?suite=/compte")
			atProvider()
			p.WaitText("Claire Dubois")
			if got := p.Path(); got != "/compte" {
				t.Errorf("the browser is at %s", got)
			}
		})
	}
}
