package accountweb_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"preau/internal/core/account"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/browsertest"
)

// Every kind of page of this room, wide and light, then narrow and dark, is accessible and never scrolls sideways.
func TestPagesAreAccessible(t *testing.T) {
	for name, o := range map[string]browsertest.Options{"wide": {}, "narrow": {Width: 390, Dark: true}} {
		t.Run(name, func(t *testing.T) {
			s := newSiteAt(t, dbtest.Open(t, db.SQLite), "")
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			p := browsertest.New(t, server.URL, o)
			look := func(path string) {
				t.Helper()
				if path != "" {
					p.Open(path)
				}
				p.CheckAccessible()
			}
			for _, path := range []string{"/connexion", "/inscription", "/inscription/envoyee", "/mot-de-passe/oubli", "/activation/x"} {
				look(path)
			}
			p.Open("/inscription")
			p.Click("Créer mon compte")
			look("")
			s.active("claire")
			s.school("Lycée Jean-Moulin", "Valsoye", "0590001F")
			s.school("École primaire Jean-Moulin, section de l'enseignement fondamental libre subventionné", "Valsoye-sur-Meuse", "")
			p.Open("/connexion")
			p.Fill("Nom d'utilisateur :", "claire")
			p.Press("Enter")
			look("")
			p.Open("/connexion")
			p.Fill("Nom d'utilisateur :", "claire")
			p.Fill("Mot de passe", good)
			p.Press("Enter")
			p.Open("/compte/profil?suite=/groupements/3")
			p.Fill("Trouver votre établissement", "moulin")
			p.Click("Chercher")
			look("")
			for _, path := range []string{"/compte", "/compte/profil", "/compte/securite", "/compte/mails"} {
				look(path)
			}
		})
	}
}

// Where identifiers are built, the pages that ask for them, and for what they are built of, likewise.
func TestIdentifierPagesAreAccessible(t *testing.T) {
	for name, o := range map[string]browsertest.Options{"wide": {}, "narrow": {Width: 390, Dark: true}} {
		t.Run(name, func(t *testing.T) {
			s := newSiteAt(t, dbtest.Open(t, db.SQLite), "")
			s.builds()
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			s.invite(account.Invitation{Email: "amdh@ecole.test", FirstName: "Anne-Marie", LastName: strings.Repeat("longnom", 8)})
			p := browsertest.New(t, server.URL, o)
			for _, path := range []string{"/connexion", "/inscription", "/mot-de-passe/oubli", s.link("amdh@ecole.test")} {
				p.Open(path)
				p.CheckAccessible()
			}
			p.Click("Ouvrir mon compte")
			p.CheckAccessible()
			p.Fill("Date de naissance", "03/09/1981")
			p.Fill("Mot de passe", good)
			p.Fill("Retapez le mot de passe", good)
			p.Click("Ouvrir mon compte")
			p.CheckAccessible()
			p.Open("/compte")
			p.CheckAccessible()
		})
	}
}

// The administration's pages likewise.
func TestAdministrationIsAccessible(t *testing.T) {
	for name, o := range map[string]browsertest.Options{"wide": {}, "narrow": {Width: 390, Dark: true}} {
		t.Run(name, func(t *testing.T) {
			s := newSiteAt(t, dbtest.Open(t, db.SQLite), "")
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			s.active("claire")
			path := s.adminPath()
			p := browsertest.New(t, server.URL, o)
			p.Open(path)
			p.CheckAccessible()
			p.Fill("Mot de passe", good)
			p.Fill("Retapez le mot de passe", good)
			p.Click("Ouvrir mon compte")
			for _, path := range []string{"/administration/comptes", "/administration/comptes?q=personne", "/administration/comptes/" + s.number("claire")} {
				p.Open(path)
				p.CheckAccessible()
			}
		})
	}
}
