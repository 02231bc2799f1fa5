package journeys_test

import (
	"net/url"
	"testing"

	"preau/internal/core/account"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/browsertest"
	"preau/internal/kit/web/webtest"
)

// The first day: every list is empty, « Mise en route » waits, a group has no lot. Then the database goes away.
func TestFirstDay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite), nil)
	h.schools()
	invitation := h.firstAdmin()
	wide, narrow := h.person(browsertest.Options{}), h.person(browsertest.Options{Width: 390, Dark: true, JavaScript: true})
	look := func(paths ...string) {
		t.Helper()
		for _, p := range []person{wide, narrow} {
			for _, at := range paths {
				p.Open(at)
				p.CheckAccessible()
			}
		}
	}
	look(invitation, "/", "/groupements", "/connexion", "/contact")

	h.takeUp(invitation, "admin")
	wide.signIn("admin", goodPassword)
	narrow.signIn("admin", goodPassword)
	look("/mise-en-route", "/administration", "/administration/comptes", "/administration/messages", "/administration/mails", "/administration/taches", "/administration/sms", "/administration/conservation", "/administration/organisations", "/administration/organisations/nouvelle",
		"/administration/coordonnateurs", "/acces/demandes", "/adhesions", "/compte", "/compte/mails", "/compte/notifications", "/compte/donnees", "/compte/donnees/fermeture")
	for _, p := range []person{wide, narrow} {
		p.post("/mise-en-route", "contact=x&version="+versionIn(h.asking("admin"), "/mise-en-route"))
		p.want("erreurs à corriger")
		p.CheckAccessible()
	}
	h.open()
	look("/", "/administration", "/groupements")

	h.nameCoordinator()
	h.takeUp(h.pathTo("benedicte@preau.test"), "benedicte")
	h.draft()
	wide.Click("Se déconnecter")
	narrow.Click("Se déconnecter")
	wide.signIn("benedicte", goodPassword)
	narrow.signIn("benedicte", goodPassword)
	look("/", "/compte", "/groupements", "/groupements/1", "/groupements/1/lots", "/groupements/1/lots/nouveau", "/groupements/1/ouvrir",
		"/groupements/1/adhesions", "/groupements/1/suivi", "/groupements/1/consolidation")

	h.ok(h.d.Close())
	look("/", "/groupements/1", "/nulle-part")
	wide.want("Une erreur est survenue")
}

// takeUp opens the account of an invitation.
func (h *house) takeUp(path, name string) {
	h.t.Helper()
	p := webtest.New(h.t, h.a.Handler).Get(path).Form("Ouvrir mon compte").Fill("Nom d'utilisateur", name)
	p.Fill("Mot de passe", goodPassword).Fill("Retapez le mot de passe", goodPassword).Submit().WantStatus(200).Want("Se déconnecter")
}

// asking is a quick browser, signed in.
func (h *house) asking(name string) *webtest.Client {
	h.t.Helper()
	c := webtest.New(h.t, h.a.Handler)
	c.PostForm("/connexion", url.Values{account.FieldUserName: {name}, account.FieldPassword: {goodPassword}}).WantStatus(200).Want("Se déconnecter")
	return c
}

// open ends « Mise en route ».
func (h *house) open() {
	h.t.Helper()
	h.asking("admin").Get("/mise-en-route").Form("Terminer et ouvrir la plateforme").Fill("Nom de la plateforme", "Premier jour").Submit().WantPath("/")
}

// draft makes a group without a lot.
func (h *house) draft() {
	h.t.Helper()
	p := h.asking("benedicte").Get("/groupements/nouveau").Form("Créer le groupement").Fill("Titre", "Bois").Fill("Adhésions jusqu'au", "2026-12-01T12:00")
	p.Fill("Début de la saisie", "2026-12-02T08:00").Fill("Date limite de saisie des besoins", "2026-12-20T18:00").Submit().WantPath("/groupements/1/lots/nouveau")
}

// nameCoordinator names somebody.
func (h *house) nameCoordinator() {
	h.t.Helper()
	p := h.asking("admin").Get("/administration/coordonnateurs?etablissement=lycee+rennes").Form("Nommer coordonnateur").Check("Lycée de La Salle")
	p.Fill("Adresse email", "benedicte@preau.test").Fill("Prénom", "Bénédicte").Fill("Nom", "Goffin").Submit().Want("est coordonnateur")
}
