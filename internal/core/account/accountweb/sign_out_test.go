package accountweb_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"preau/internal/core/frame"
	"preau/internal/kit/web"
	"preau/internal/kit/web/webtest"
)

// Signing out leaves nothing in the browser (ASVS 14.3.1), and does not empty its cache, in which no page is.
func TestSigningOutEmptiesTheBrowser(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		var got string
		s.mux.Post("/fermer", func(w http.ResponseWriter, r *http.Request) error {
			frame.Closed(w, r)
			got = w.Header().Get("Clear-Site-Data")
			return web.SeeOther(w, r, "/")
		})
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/fermer", nil)
		r.Host = "preau.test"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got != `"storage"` || w.Header().Get("Clear-Site-Data") != got {
			t.Errorf("Clear-Site-Data is %q, then %q", got, w.Header().Get("Clear-Site-Data"))
		}
	})
}

// An administrator signs an account out of all its browsers (ASVS 7.4.5): at once, links that were sent before included, and its owner is
// told. Others stay signed in, and so does the administrator's own browser.
func TestAdminSignsOutEverywhere(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		one, two := s.in("claire"), webtest.New(t, s)
		s.signIn(two, "claire", good).WantStatus(http.StatusOK)
		webtest.New(t, s).Get("/connexion/lien").Form("M'envoyer le lien").Fill("Nom d'utilisateur ou adresse email", "claire@ecole.test").Submit().WantStatus(http.StatusOK)
		path := s.link("claire@ecole.test")
		paul, admin := s.in("paul"), s.admin()

		at := "/administration/comptes/" + s.number("claire")
		admin.Get(at).WantSound().Press("Déconnecter partout").WantPath(at).WantSound().Want("Le compte est déconnecté partout", "Tous les appareils déconnectés")
		for _, c := range []*webtest.Client{one, two} {
			c.Get("/compte").WantPath("/connexion?suite=%2Fcompte")
		}
		paul.Get("/compte").WantStatus(http.StatusOK)
		if p := webtest.New(t, s).Get(path); strings.Contains(p.Text(), "Me connecter") {
			t.Errorf("the link that was sent before still serves: %s", p.Text())
		}
		told := s.mailed("claire@ecole.test")
		if m := told[len(told)-1]; !strings.Contains(m.Subject, "Vos appareils ont été déconnectés") || !strings.Contains(m.Text, "de l’administration de la plateforme") {
			t.Errorf("the mailbox is told %q: %s", m.Subject, m.Text)
		}
		s.signIn(one, "claire", good).WantStatus(http.StatusOK)

		mine := "/administration/comptes/" + s.number("chef@operateur.test")
		admin.PostForm(mine+"/deconnexion", form()).WantPath(mine)
		paul.PostForm(at+"/deconnexion", form()).WantStatus(http.StatusNotFound)
		one.Get("/compte").WantStatus(http.StatusOK)
		admin.Get(at).Form("Suspendre le compte").Fill("Motif de la suspension", "Parti").Submit().WantStatus(http.StatusOK).WantNot("Déconnecter partout")
		admin.PostForm(at+"/deconnexion", form()).WantStatus(http.StatusConflict)
	})
}
