package app_test

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
	"preau/internal/needs"
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

		for _, path := range []string{"/administration", "/administration/comptes", "/administration/reglages", "/administration/mails", "/groupements/1/suivi"} {
			if p := c.Get(path); p.Status == http.StatusOK && len(p.Hops) == 0 {
				t.Errorf("the helpdesk opens %s", path)
			}
		}
		c.Get("/administration/messages").WantStatus(200).WantSound()
		b.in[admin].Get("/administration/comptes/" + b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE user_name = 'helpdesk'`)).
			Press("Retirer ce rôle").Want("Le rôle est retiré")
		c.Get("/assistance").WantStatus(404)
	})
}

// « Assistance » asks why somebody cannot order, at all or in a market, and reads what that person's own pages say (R140).
func TestHelpdeskAsksAboutOrdering(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R140")
		b := inhabited(t, e)
		n := b.runs("Manuels", "Collège Membre")
		b.runs("Cuisine", "Collège Voisin")
		page := func(id string) string { return "/assistance/comptes/" + b.ids[id] }
		c := b.in[helper]
		p := c.Get(page("member")).WantSound().Form("Demander pour commander").Submit().WantSound()
		p.Want("Commander", "Aucun rôle ne vous a été attribué", "Andrée manager").WantNot("Demander un accès") // they ask themselves
		d := b.dora()
		p = c.Get(page("demandeur")).Form("Demander pour commander").Submit().WantSound().Want("Commander : oui")
		p = p.Form("Demander pour commander").Fill("Numéro du marché", n).Submit().WantSound().Want("Manuels", "Commander dans ce marché pour « Collège Membre »", "ne vous est pas donné", "Andrée manager")
		if got := p.Form("Demander pour commander").Value("Numéro du marché"); got != n {
			t.Errorf("the number is %q", got)
		}
		d.Get("/commandes").In(marketsTable).Row("Manuels").Want("Le marché « Manuels » ne vous est pas donné") // the same words
		c.Get(page("demandeur") + "?marche=1").WantSound().Want("Commander dans ce marché pour « Collège Membre » : oui")
		c.Get(page("manager")+"?marche=1").WantSound().Want("Commander : oui", "À « Collège Membre », seul un demandeur") // acheteur there
		for _, none := range []string{"2", "3", "99"} {                                                                   // withdrawn; another school's; none
			if none == n {
				none = "98"
			}
			c.Get(page("demandeur") + "?marche=" + none).WantSound().Want("n'adhère aujourd'hui à un marché de ce numéro")
		}
		c.Get(page("demandeur") + "?marche=x").WantSound().Want("Commander : oui")
		b.in[stranger].Get(page("demandeur") + "?marche=1").WantStatus(404)
		b.in[admin].Get(page("member")).WantSound() // who administers sees the same
	})
}

// An implantation is found by its own name or commune, with its establishment, its address and its telephone, and so is who
// works there; each look at one is a line of the establishment's history (R140).
func TestHelpdeskFindsASite(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R140")
		b := inhabited(t, e)
		c := b.in[helper]
		for _, text := range []string{"tilleuls", "redon", "35600", "nouveau tilleuls"} {
			c.Get("/assistance?"+url.Values{"q": {text}}.Encode()).WantSound().
				Want("Implantations", "Annexe des Tilleuls", "Collège Nouveau", "3, rue des Tilleuls, 35600 Redon", "non renseigné")
		}
		c.Get("/assistance?q=nouveau").WantSound().Want("Collège Nouveau").WantNot("Annexe des Tilleuls") // it does not bear that name itself
		c.Get("/assistance?q=introuvable").WantSound().Want("Rien ne correspond à « introuvable »")
		if got := c.Get("/assistance").Buttons(); !slices.Contains(got, "Rechercher") || slices.Contains(got, "Filtrer") {
			t.Errorf("the search offers %q", got)
		}
		p := c.Get("/assistance?q=tilleuls").Click("Collège Nouveau").WantSound().Want("Implantations", "Annexe des Tilleuls", "35600 Redon", "Camille other school")
		p = p.Click("Annexe des Tilleuls").WantSound().Want("Collège Nouveau", "3, rue des Tilleuls, 35600 Redon")
		for _, bad := range []string{"/assistance/organisations/aucune/implantations/1", p.Path + "x", "/assistance/organisations/" + b.ids["ref Collège Membre"] + "/implantations/1"} {
			c.Get(bad).WantStatus(404)
		}
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act = 'org.look' AND object_id = $1 AND name = 'helpdesk'`, b.ids["Collège Nouveau"]); n != "2" {
			t.Errorf("%s looks are noted, not 2", n)
		}
		b.in[admin].Get("/administration/organisations/"+b.ids["ref Collège Nouveau"]).Want("Fiche consultée par l'assistance", "helpdesk")
	})
}

// missingPhone is where a telephone is missing, with what enters it, and what the database then has.
type missingPhone struct{ page, sql, arg, act string }

func (b *builder) missingPhones() map[string]missingPhone {
	return map[string]missingPhone{
		"person": {"/assistance/comptes/" + b.ids["invited"], `SELECT phone FROM account_accounts WHERE CAST(number AS TEXT) = $1`, b.ids["invited"], "enter_phone"},
		"school": {"/assistance/organisations/" + b.ids["ref Collège Membre"], `SELECT phone FROM org_organisations WHERE id = $1`, b.ids["Collège Membre"], "org.phone"},
		"site":   {"/assistance/organisations/" + b.ids["site"], `SELECT phone FROM org_sites WHERE org_id = $1`, b.ids["Collège Nouveau"], "org.site_phone"},
	}
}

// A telephone is entered where none is there, as the registers have them, French or Belgian; never in the place of one, by
// whoever is late and whoever comes at the same instant (R140).
func TestHelpdeskEntersAMissingTelephone(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R140")
		b := inhabited(t, e)
		c := b.in[helper]
		for what, m := range b.missingPhones() {
			for _, bad := range []string{"", "12", "02 99", "+33 2 99", "bonjour"} {
				c.PostForm(m.page+"/telephone", url.Values{"telephone": {bad}}).WantStatus(422).WantSound()
			}
			c.Get(m.page).WantSound().Form("Enregistrer le téléphone").Fill("Téléphone", "12").Submit().WantStatus(422).WantSound()
			if wrong := c.PostForm(m.page+"/telephone", url.Values{"telephone": {"12"}}).Find(".ds-error-summary li"); len(wrong) != 1 {
				t.Errorf("%s: one fault is told %d times", what, len(wrong))
			}
			stale := c.Get(m.page).WantSound().Form("Enregistrer le téléphone").Fill("Téléphone", "02 99 00 00 01")
			typed := map[string]string{"person": "+32 2 345 67 89", "school": "02 99 00 00 09", "site": "+32 (0)2 345 67 89"}[what]
			c.Get(m.page).Form("Enregistrer le téléphone").Fill("Téléphone", typed).Submit().WantStatus(200).WantSound().Want("Le téléphone est enregistré")
			want := map[string]string{"person": "+3223456789", "school": "+33299000009", "site": "+3223456789"}[what]
			if p := stale.Submit(); p.Status != http.StatusConflict && p.Status != http.StatusForbidden || !strings.Contains(p.Text(), "n'en remplace aucun") {
				t.Errorf("%s: who is late is answered %d: %s", what, p.Status, p.Text())
			}
			if got := b.one(m.sql, m.arg); got != want {
				t.Errorf("%s has the telephone %q, not %q", what, got, want)
			}
			if got := c.Get(m.page).WantSound().Buttons(); slices.Contains(got, "Enregistrer le téléphone") {
				t.Errorf("%s: a telephone that is there can be changed", what)
			}
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act = $1 AND name = 'helpdesk'`, m.act); n != "1" {
				t.Errorf("%s: %s lines in the history", what, n)
			}
		}
		b.in[admin].Get("/administration/comptes/" + b.ids["invited"]).Want("Téléphone saisi par l'assistance")
		b.in[admin].Get("/administration/organisations/" + b.ids["ref Collège Nouveau"]).Want("Téléphone d'une implantation saisi par l'assistance")
	})
}

// Of two who enter a telephone at the same instant, one does; the other is told.
func TestTwoEnterATelephoneAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for what, m := range b.missingPhones() {
			var done sync.WaitGroup
			answers := make([]int, 2)
			for i, who := range []string{helper, admin} {
				phone := "02 99 00 00 0" + number(i+1)
				done.Go(func() { answers[i] = b.in[who].PostForm(m.page+"/telephone", url.Values{"telephone": {phone}}).Status })
			}
			done.Wait()
			won := slices.Index(answers, http.StatusOK)
			lost := slices.IndexFunc(answers, func(s int) bool { return s == http.StatusConflict || s == http.StatusForbidden })
			if won < 0 || lost < 0 || b.one(m.sql, m.arg) != "+332990000"+"0"+number(won+1) {
				t.Errorf("%s: answered %v, has %s", what, answers, b.one(m.sql, m.arg))
			}
			if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE act = $1`, m.act); n != "1" {
				t.Errorf("%s: %s lines in the history", what, n)
			}
		}
	})
}

// Whoever the helpdesk asks about, whatever the group: the answer is the one of the person's own pages, and the page asks
// the database as little as any other (R140).
func TestHelpdeskSaysWhatTheirOwnPagesSay(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		asked := 0
		for _, role := range townspeople[1:] {
			who, ok, err := b.a.Accounts.Identify(t.Context(), b.secrets[role])
			if err != nil || !ok {
				t.Fatalf("%s: %t %v", role, ok, err)
			}
			who.At = b.d.Clock.Now()
			for _, n := range []int64{running, draft, joining, abandoned, 99} {
				own, enter, hidden := ownPages(t, b.house, who, n)
				st, missing := b.standing(who, n)
				if missing != hidden {
					t.Errorf("%s, group %d: %t for the helpdesk, %t for them", role, n, missing, hidden)
				}
				if diff := cmp.Diff([][]apperr.Reason{own, enter}, [][]apperr.Reason{st.Join, st.Enter}, cmpopts.EquateEmpty(), cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
					t.Errorf("%s, group %d:\n%s", role, n, diff)
				}
				asked += len(own) + len(enter)
				account := b.one(`SELECT CAST(number AS TEXT) FROM account_accounts WHERE id = $1`, who.ID)
				for _, desk := range []string{helper, admin} {
					path := "/assistance/comptes/" + account + "?groupement=" + number(int(n))
					if n, status := b.statements(b.town, path, desk); n > mostStatements || status != http.StatusOK {
						t.Errorf("%s by %s of %s: %d, %d statements", path, desk, role, status, n)
					}
				}
			}
		}
		if asked < 20 {
			t.Errorf("only %d reasons were compared", asked)
		}
	})
}

// ownPages are the reasons of a person's own pages: why they cannot join, and why they enter nothing.
func ownPages(t *testing.T, h *house, who access.Actor, n int64) (join, enter []apperr.Reason, hidden bool) {
	t.Helper()
	v, err := h.a.Needs.Show(t.Context(), who, n)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil, true
	}
	h.ok(err)
	needs, err := h.a.Needs.ShowNeeds(t.Context(), who, n)
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Forbidden {
		return v.JoinWhy, e.Reasons, false
	}
	h.ok(err)
	return v.JoinWhy, needs.Open, false
}

// standing is what the helpdesk is told of somebody and a group, true when there is none that they see.
func (h *house) standing(who access.Actor, n int64) (needs.Standing, bool) {
	h.t.Helper()
	var st needs.Standing
	err := h.d.View(h.t.Context(), func(tx *db.Tx) error {
		missing, err := h.a.Accounts.Missing(h.t.Context(), tx, who.ID)
		h.ok(err)
		st, err = h.a.Needs.Standing(h.t.Context(), tx, who, n, missing)
		return err
	})
	if apperr.Is(err, apperr.NotFound) {
		return st, true
	}
	h.ok(err)
	return st, false
}

// secret says whether a route is entered by something that went to an account's own mailbox, or by its password: whoever has it is that
// account's owner, whatever browser they use.
func (x try) secret() bool {
	return strings.Contains(x.route, "{jeton}") || strings.Contains(x.route, "{secret}") || x.route == "/connexion"
}

// ownDoing holds that what was just done is its doer's: the history names nobody else as who did it, and no session was opened but theirs
// (R141). It costs nothing where nothing was written.
func (s *stage) ownDoing(x try, role string) {
	s.t.Helper()
	if x.secret() || len(s.touched()) == 0 {
		return
	}
	const own = ` IN ('', (SELECT coalesce(max(a.id), '') FROM was_account_accounts a WHERE a.user_name = $1))` // whoever closed their account is nameless by now
	as := s.called(role)
	for what, q := range map[string]string{
		"a line of the history": `SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE id NOT IN (SELECT id FROM was_history_lines) AND NOT (account_id` + own + `)`,
		"a session":             `SELECT CAST(count(*) AS TEXT) FROM account_sessions WHERE id NOT IN (SELECT id FROM was_account_sessions) AND NOT (account_id` + own + `)`,
	} {
		if n := s.one(q, as); n != "0" {
			s.t.Errorf("%s by %s makes %s of somebody else", x.name(), role, what)
		}
	}
}

// userNameOf is what somebody of the town signs in by.
func userNameOf(role string) string {
	if role == admin {
		return "admin"
	}
	return userOf(role)
}

// ownName holds that a page speaks to who opened it: the account's menu names them (R141).
func (s *stage) ownName(role string, p *webtest.Page) {
	s.t.Helper()
	if role != visitor && p.Status == http.StatusOK && len(p.Hops) == 0 {
		p.In(".app-header").Want(s.one(`SELECT display_name FROM account_accounts WHERE user_name = $1`, s.called(role)))
	}
}

// Nobody can act as somebody else: the routes of the demonstration, where one enters with a click, are not there, nor is there one of the
// API that opens a session (R141). What each act and each page of every role is, the matrices hold.
func TestNobodyActsAsSomebodyElse(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R141")
	for _, r := range newTown(t).house(t).a.Mux.Routes() {
		if r.Pattern == "/boite" || strings.HasPrefix(r.Pattern, "/demo") {
			t.Errorf("%s %s is there without the demonstration", r.Method, r.Pattern)
		}
		if strings.HasPrefix(r.Pattern, rest.Below) && strings.Contains(r.Pattern, "session") {
			t.Errorf("the API has %s", r.Pattern)
		}
	}
}
