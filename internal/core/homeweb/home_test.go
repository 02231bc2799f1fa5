package homeweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
)

func TestPublicHome(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R001")
	s := one(t)
	s.Settings.OperatorLine = "Ce projet est propulsé par AJI - Gestion pour l'Education."
	p := s.as(t, "").Get("/").WantSound()
	p.Want("Achats du Nord", "Plateforme de collecte des besoins", "Acheter ensemble", "lot par lot", "la page dit pourquoi")
	p.In("footer").Want("Ce projet est propulsé par AJI - Gestion pour l'Education.")
	p.In("header.app-header").Want("Inscription", "Connexion")
	if got := p.In("main").Click("Inscription").Path; got != "/inscription" {
		t.Errorf("« Inscription » leads to %s", got)
	}
	if got := p.In("main").Click("Connexion").Path; got != "/connexion" {
		t.Errorf("« Connexion » leads to %s", got)
	}
	if got := p.In("main").Row("dites vos besoins").Click("Groupements").Path; got != "/groupements" {
		t.Errorf("the door leads to %s", got)
	}
	p.WantNot("Commandes", "services sous un même toit")

	for path, want := range map[string]string{"/aide": "Aide", "/conditions": "Conditions"} {
		q := s.as(t, "").Get(path).Want(want, "Plateforme de collecte des besoins")
		q.In("footer").Want("Ce projet est propulsé par AJI - Gestion pour l'Education.")
		q.In("header.app-header").Want("Inscription", "Connexion")
	}

	s.Settings.Texts = map[instance.ServiceKey]instance.ServiceTexts{instance.Needs: {Title: "Collecte des besoins de l'AJI"}}
	s.as(t, "").Get("/").Want("Collecte des besoins de l'AJI").WantNot("Plateforme de collecte")
}

func TestPublicHomeFollowsTheSettings(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.Settings.OpenSignUp = false
	s.as(t, "").Get("/").WantSound().Want("Recevez une invitation").WantNot("Inscription", "Créez un compte")
	s.Settings.OpenSignUp = true
	s.Settings.Services = []instance.ServiceKey{instance.Needs, instance.Ordering, instance.Casework, instance.Offers}
	c := s.as(t, "")
	c.Get("/").WantSound().Want("4 services sous un même toit", "Groupements", "Commandes", "Demandes", "Offres")
	c.Lang = "en"
	c.Get("/").WantSound().Want("4 services under one roof", "Sign in", "Sign up", "Orders", "First visit?")
}

func TestHomeOfSomebody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newSite(t, d)
		s.insert(t, "hv", "Hélène", "Vandenbroucke")
		now := d.Clock.Now()
		s.Work.waiting = []inbox.Item{
			item("Budget", now.Add(26*24*time.Hour), time.Time{}),
			item("Manuels", now.Add(14*24*time.Hour), time.Time{}),
			item("Mobilier", now.Add(-2*24*time.Hour), time.Time{}),
			item("Demandes", time.Time{}, now.Add(-3*24*time.Hour)),
		}
		s.Work.awaited = []inbox.Item{item("Papier", time.Time{}, now.Add(-24*time.Hour))}
		s.did(t, "hv", history.Line{Object: history.Object{Kind: "needs.sheet", ID: "x"}, Act: "needs.sheet.validate", Data: map[string]string{"lot": "12", "lot_title": "Tables", "group": "7", "title": "Mobilier 2027"}})
		s.did(t, "hv", history.Line{Object: history.Object{Kind: "account", ID: "hv"}, Act: "save_profile"})
		s.did(t, "hv", history.Line{Object: history.Object{Kind: "account", ID: "hv"}, Act: "save_profile"})
		s.did(t, "hv", history.Line{Object: history.Object{Kind: "thing", ID: "x"}, Act: "unheard of"})
		s.did(t, "other", history.Line{Object: history.Object{Kind: "account", ID: "hv"}, Act: "suspend"})

		p := s.as(t, "hv").Get("/").WantSound()
		p.Want("Bonjour Hélène", "4 choses vous attendent, dont 1 en retard.", "Ce que vous attendez", "Prochaines dates")
		p.Row("Mobilier : à faire").Want("en retard de 2 jours")
		p.Row("Manuels : à faire").Want("encore 14 jours")
		p.Row("Demandes : à faire").Want("depuis 3 jours")
		p.Row("Papier : à faire").Want("depuis hier").WantNot("Ouvrir")
		p.WantNot("Par où commencer")
		work := p.Find("ul.app-work")[0].Text()
		wantOrder(t, work, "Mobilier", "Manuels", "Budget", "Demandes")
		wantOrder(t, p.Find("ol.app-dates")[0].Text(), "Manuels", "Avant 11 h 00 (heure de Paris)", "Budget")
		feed := p.Find("ul.app-feed")[0].Text()
		wantOrder(t, feed, "Vous avez modifié votre profil", "Vous avez validé le lot 12 (Tables) de « Mobilier 2027 »")
		if got := p.In("ul.app-feed").Click("le lot 12 (Tables)").Path; got != "/groupements/7/besoins/12" {
			t.Errorf("the lot leads to %s", got)
		}
		if n := len(p.Find("ul.app-feed > li")); n != 2 {
			t.Errorf("%d lines of activity, want 2: %s", n, feed)
		}
		if got := p.Row("Mobilier : à faire").Click("Ouvrir").Path; got != "/faire/Mobilier" {
			t.Errorf("the act leads to %s", got)
		}
	})
}

func TestDueToTheSecond(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.insert(t, "hv", "Hélène", "Vandenbroucke")
	due := s.d.Clock.Now()
	s.Work.waiting = []inbox.Item{item("Lots", due, time.Time{})}
	for _, c := range []struct {
		after time.Duration
		want  string
		not   string
	}{
		{-25 * time.Hour, "encore 1 jour", "en retard"},
		{-time.Hour, "aujourd'hui avant 11 h 00", "en retard"},
		{900 * time.Millisecond, "aujourd'hui avant 11 h 00", "en retard"},
		{time.Second, "Une chose vous attend, et elle est en retard.", "aujourd'hui avant"},
		{24 * time.Hour, "en retard d'un jour", "Prochaines dates"},
	} {
		s.d.Clock.Set(due.Add(c.after))
		s.as(t, "hv").Get("/").Want(c.want).WantNot(c.not)
	}
}

func TestEmptyHome(t *testing.T) {
	t.Parallel()
	s := one(t)
	p := s.as(t, "new").Get("/").WantSound()
	p.Want("Bonjour econome.nord", "Rien ne vous attend aujourd'hui.", "Par où commencer", "Il manque : établissement, fonction, prénom, nom et téléphone.", "Groupements", "Lire l'aide")
	p.WantNot("Prochaines dates", "Dernière activité", "Ce qui vous attend", "Ce que vous attendez")
	if got := p.In("main").Click("Compléter mon profil").Path; got != "/compte/profil?suite=/" {
		t.Errorf("the profile is at %s", got)
	}
	c := s.as(t, "new")
	c.Lang = "en"
	c.Get("/").WantSound().Want("Hello econome.nord", "Nothing is waiting for you today.", "Missing: ", "first name, last name and telephone.")
}

// Nothing to do, but something under way: the page says so, and where it will be said.
func TestHomeWhileWaiting(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.insert(t, "hv", "Hélène", "Vandenbroucke")
	s.Work.awaited = []inbox.Item{item("Papier", s.d.Clock.Now().Add(time.Hour), time.Time{})}
	p := s.as(t, "hv").Get("/").WantSound()
	p.Want("Dès que quelque chose dépendra de vous", "Ce que vous attendez", "Prochaines dates").WantNot("Par où commencer")
}

func TestFirstAdministratorSetsUp(t *testing.T) {
	t.Parallel()
	s := one(t)
	s.Settings.SetUp = false
	if got := s.as(t, "admin").Get("/").Path; got != "/mise-en-route" {
		t.Errorf("the administrator is at %s", got)
	}
	s.as(t, "hv").Get("/").WantPath("/").WantStatus(http.StatusOK)
	s.as(t, "").Get("/").WantPath("/").WantStatus(http.StatusOK)
	s.Settings.SetUp = true
	p := s.as(t, "admin").Get("/").WantPath("/").WantStatus(http.StatusOK).WantSound()
	if got := p.In("main").Click("Administration").Path; got != "/administration" {
		t.Errorf("the administration is at %s", got)
	}
}

func item(name string, due, since time.Time) inbox.Item {
	return inbox.Item{
		Service: "needs", Title: i18n.M("test.thing", "name", name), Detail: i18n.M("test.detail", "name", name),
		Act: i18n.M("test.act"), Path: "/faire/" + name, Due: due, Since: since,
	}
}

// wantOrder fails the test unless the parts are read one after the other.
func wantOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			t.Fatalf("%q does not come, or not in its place, in %q", part, text)
		}
		rest = after
	}
}

func (s *site) did(t *testing.T, account string, l history.Line) {
	t.Helper()
	who := people["hv"]
	who.ID, who.At = account, s.d.Clock.Now()
	if err := s.d.InTx(t.Context(), func(tx *db.Tx) error { return history.Write(context.Background(), tx, who, l) }); err != nil {
		t.Fatal(err)
	}
}
