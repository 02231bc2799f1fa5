package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/rest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
)

// The helpdesk finds somebody, reads their state, their mails and why something is refused to them, in the words of their
// own pages, and helps an account that waits. Each look is noted, and the person reads it.
func TestHelpdesk(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R140")
		b := inhabited(t, e)
		c := b.in[helper]
		p := c.Get("/assistance?q=other").WantStatus(200).WantSound().Click("Camille other school").WantSound()
		p.Want("other.school@preau.test", "Collège Nouveau", "Chaque consultation est notée")
		page := p.Path
		c.Get(page+"?groupement=1").WantSound().Want("Demander l'adhésion", "Saisir les besoins", "demandez d'abord l'adhésion")
		c.Get(page + "?groupement=2").Want("ne voit aucun groupement de ce numéro")
		c.Get("/assistance/comptes/" + b.ids["member"] + "?groupement=1").Want("Saisir les besoins de son établissement : oui")
		b.in[stranger].Get("/compte/securite").WantSound().Want("Compte consulté par l'assistance", "par helpdesk")
		b.in[neighbour].Get("/compte/securite").Want("n'a consulté votre compte")

		waits := "/assistance/comptes/" + b.ids["invited"]
		c.Get(waits).Press("Renvoyer le lien").WantStatus(200).WantPath("/assistance").Want("Un nouveau lien est parti")
		was := local(b.linkTo("invited@preau.test"))
		p = c.Get(waits).WantSound().Form("Corriger et inviter de nouveau").Fill("Corriger l'adresse", "member@preau.test").Submit().WantStatus(422).WantSound().Want("celle d'un autre compte")
		p.Form("Corriger et inviter de nouveau").Fill("Corriger l'adresse", "ina.vitee@preau.test").Submit().WantStatus(200).WantPath("/assistance").Want("L'adresse est corrigée")
		b.in[visitor].Get(was).WantStatus(410)
		b.in[visitor].Get(local(b.linkTo("ina.vitee@preau.test"))).WantStatus(200).Want("Ouvrir mon compte")

		school := "/assistance/organisations/" + b.ids["ref Collège Membre"]
		c.Get(school).WantSound().Form("Enregistrer le téléphone").Fill("Téléphone", "12").Submit().WantStatus(422).WantSound()
		c.Get(school).Form("Enregistrer le téléphone").Fill("Téléphone", "02 99 00 00 09").Submit().WantStatus(200).WantSound().Want("Le téléphone est enregistré")
		if got := c.Get(school).Buttons(); slices.Contains(got, "Enregistrer le téléphone") {
			t.Error("a telephone that is there can be changed")
		}
		for _, path := range []string{"/administration", "/administration/comptes", "/administration/reglages", "/administration/mails", "/groupements/1/suivi"} {
			if p := c.Get(path); p.Status == http.StatusOK && len(p.Hops) == 0 {
				t.Errorf("the helpdesk opens %s", path)
			}
		}
		c.Get("/administration/messages").WantStatus(200).WantSound()
		b.in[admin].Get("/administration/comptes/" + b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'helpdesk'`)).
			Press("Retirer l'accès à l'assistance").Want("L'accès à l'assistance est retiré")
		c.Get("/assistance").WantStatus(404)
	})
}

// enters are the routes that open sessions, each by a password or a link that went to the account's own mailbox.
var enters = []string{"/connexion", "/connexion/{jeton}", "/activation/{jeton}", "/invitation/{jeton}"}

// Nobody acts as somebody else: whatever any role posts or opens, on any route, opens a session of nobody but by that person's
// own secret; and the routes of the demonstration, where one enters with a click, are not there (R141).
func TestNobodyActsAsSomebodyElse(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R141")
	w := newTown(t)
	s := w.stage(t)
	for _, r := range s.a.Mux.Routes() {
		if r.Pattern == "/boite" || strings.HasPrefix(r.Pattern, "/demo") {
			t.Errorf("%s %s is there without the demonstration", r.Method, r.Pattern)
		}
		if strings.HasPrefix(r.Pattern, rest.Below) && strings.Contains(r.Pattern, "session") {
			t.Errorf("the API has %s", r.Pattern)
		}
	}
	live := func() string {
		return s.one(`SELECT coalesce(min(sum), '') FROM (SELECT CAST(count(*) AS TEXT) AS sum FROM account_sessions)`)
	}
	before := live()
	for _, x := range append(w.posts(), w.gets()...) {
		if slices.Contains(enters, x.route) && x.post {
			continue
		}
		for _, role := range []string{visitor, member, helper, admin} {
			c := w.as(s.house, role)
			if x.post {
				c.PostForm(x.path, x.body(role))
			} else {
				c.Get(x.path)
			}
			if got := live(); got != before {
				t.Errorf("%s by %s opens a session", x.name(), role)
			}
			s.undo()
		}
	}
}
