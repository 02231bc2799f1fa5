package demoweb_test

import (
	"cmp"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/account/password"
	"preau/internal/core/instance"
	"preau/internal/demo"
	"preau/internal/demo/demoweb"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

// site is the whole program with the story told, and these pages.
type site struct {
	*app.App
	story *demo.Story
}

func newSite(t *testing.T, d *dbtest.DB, base string) *site {
	t.Helper()
	story, err := demo.Read()
	if err != nil {
		t.Fatal(err)
	}
	post := demo.NewPost(mail.NewMailbox(d.DB))
	a, err := app.New(app.Options{
		DB: d.DB, Clock: d.Clock, Log: slog.New(slog.DiscardHandler), Key: make(instance.Key, 32), Files: blobtest.Folder(t), PublicURL: base, Version: "test",
		Demo: true, Transport: post, Texts: demo.Telephones(d.DB), Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, Extra: []i18n.Source{demoweb.Source()},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = story.Tell(t.Context(), a.Stage(d.DB, d.Clock, post), dbtest.Start)
	if err != nil {
		t.Fatal(err)
	}
	demoweb.New(demoweb.Options{
		Frame: a.Frame, Accounts: a.Accounts, Box: demo.NewBox(d.DB, a.Mailbox).WithTexts(demo.Telephones(d.DB), a.TakeText), People: story.Accounts(), URL: webtest.Base,
	}).Mount(a.Mux)
	return &site{App: a, story: story}
}

// TestPages tells the story once for each engine.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newSite(t, d, webtest.Base)
		t.Run("accounts", s.accounts)
		t.Run("enter with one click", s.enter)
		t.Run("enter refused", s.refused)
		t.Run("accounts for scripts", s.accountsJSON)
		t.Run("mailbox", s.box)
		t.Run("mail", s.mail)
		t.Run("mailbox for scripts", s.boxJSON)
		t.Run("a mail just sent", s.newMail)
		t.Run("password changed", s.changed)
	})
}

func (s *site) open(t *testing.T) *webtest.Client {
	t.Helper()
	return webtest.New(t, s.Handler)
}

func (s *site) accounts(t *testing.T) {
	p := s.open(t).Get("/demo").WantStatus(http.StatusOK).Want("Ceci est une démonstration", "Le mot de passe est le même pour tous les comptes : "+demo.Password)
	for _, a := range s.story.Accounts() {
		p.Want(a.Name, a.UserName)
	}
	if n := len(s.story.Accounts()); n != len(demo.Roles()) {
		t.Errorf("%d accounts for %d roles", n, len(demo.Roles()))
	}
	p.Click("Mails").WantPath("/boite")
	s.open(t).Get("/connexion").Want("Ceci est une démonstration").Click("Essayer un compte de démonstration").WantPath("/demo")
	s.open(t).Get("/").Click("Essayer un compte de démonstration").WantPath("/demo")
	en := s.open(t)
	en.Lang = "en"
	en.Get("/demo").Want("This is a demonstration", "The password is the same")
}

// enter signs in as each of them in turn, in the same browser.
func (s *site) enter(t *testing.T) {
	c := s.open(t)
	for _, a := range s.story.Accounts() {
		p := c.Get("/demo").Press("Entrer comme "+a.Name).WantStatus(http.StatusOK).Want("Vous êtes "+a.Name, a.Name)
		want := map[demo.Role]string{demo.Incomplete: "/compte/profil", demo.Newcomer: "/conditions/acceptation"}[a.Role]
		if p.Path != cmp.Or(want, "/") {
			t.Errorf("%s comes to %s", a.Name, p.Path)
		}
		c.Get("/demo").Want("Vous êtes " + a.Name)
	}
	for _, a := range s.story.Accounts() { // and as anybody does
		f := s.open(t).Get("/connexion").Form("Connexion")
		f.Set("nom_utilisateur", a.Email).Set("mot_de_passe", demo.Password).Submit().WantStatus(http.StatusOK).Want(a.Name)
	}
}

func (s *site) refused(t *testing.T) {
	c := s.open(t)
	for _, name := range []string{"", "martin.leroussel", "denis.rabillard", "nobody"} {
		c.PostForm("/demo/connexion", url.Values{"compte": {name}}).WantStatus(http.StatusNotFound)
	}
	c.Get("/demo/connexion").WantStatus(http.StatusMethodNotAllowed)
	c.Forge("/demo/connexion", url.Values{"compte": {"ines.karadec"}}).WantStatus(http.StatusForbidden)
	if c.Cookie("session") != "" {
		t.Error("somebody was signed in")
	}
}

func (s *site) accountsJSON(t *testing.T) {
	p := s.open(t).Get("/demo/comptes.json").WantStatus(http.StatusOK)
	if ct := p.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		t.Errorf("content type %q", ct)
	}
	got := read[[]demoweb.Card](t, p)
	if len(got) != len(demo.Roles()) || got[0].Role != demo.Admin || got[0].SignIn != "ines.karadec" || got[0].Password != demo.Password {
		t.Fatalf("%+v", got)
	}
	for _, c := range got {
		if c.Label == "" || c.Try == "" || c.Name == "" || !strings.Contains(c.Email, "@example.") {
			t.Errorf("%+v", c)
		}
	}
}

func read[T any](t *testing.T, p *webtest.Page) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(p.Body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func (s *site) box(t *testing.T) {
	c := s.open(t)
	p := c.Get("/boite").WantStatus(http.StatusOK).Want("Boîte de la démonstration", "Activez votre compte", "1–20 sur", "martin.leroussel@example.com")
	p.Click("Page 2").WantStatus(http.StatusOK).Want("21–40 sur").WantNot("martin.leroussel@example.com")
	c.Get("/boite?page=999&parpage=100").WantStatus(http.StatusOK).Want("1 001–1 025 sur 1 025")
	c.Get("/boite?page=x&parpage=7").WantStatus(http.StatusOK).Want("1–20 sur")
	p = p.Form("Filtrer").Fill("Adresse du destinataire", " Solenn.Abgrallec@example.org").Submit()
	p.Want("solenn.abgrallec@example.org", "Votre compte vous attend").WantNot("martin.leroussel@example.com")
	c.Get("/boite?a=nobody@example.org").Want("Aucun mail à cette adresse").Click("Tous les mails").WantPath("/boite").Want("1–20 sur")
	c.Get("/boite?a=%ff").WantStatus(http.StatusUnprocessableEntity)
}

// mail follows the link of the newest mail, as who got it would.
func (s *site) mail(t *testing.T) {
	c := s.open(t)
	p := c.Get("/boite?a=martin.leroussel@example.com").Click("[Préau] Activez votre compte").WantStatus(http.StatusOK)
	p.Want("Démonstration", "martin.leroussel@example.com", "Nom d'utilisateur", "Association des gestionnaires (démonstration)")
	p.Click(webtest.Base + "/activation/").WantStatus(http.StatusOK).Want("Activer")
	p.Click("Tous les mails à martin.leroussel@example.com").WantPath("/boite?a=martin.leroussel%40example.com")
	p.Click("Revenir à la boîte").WantPath("/boite")
	c.Get("/boite/" + id.New()).WantStatus(http.StatusNotFound)
}

// given is what scripts rely on.
type given struct {
	To, Subject, Text, HTML string
	At                      time.Time
	Links                   []string
}

func (s *site) boxJSON(t *testing.T) {
	c := s.open(t)
	all := read[[]given](t, c.Get("/boite.json").WantStatus(http.StatusOK))
	if len(all) != 50 || all[0].At.Before(all[1].At) {
		t.Errorf("%d mails, the first at %s and %s", len(all), all[0].At, all[1].At)
	}
	one := read[[]given](t, c.Get("/boite.json?a=martin.leroussel@example.com"))
	if len(one) != 1 || one[0].To != "martin.leroussel@example.com" || one[0].Subject != "[Préau] Activez votre compte" ||
		!strings.Contains(one[0].HTML, "<a ") || !strings.Contains(one[0].Text, one[0].Links[0]) {
		t.Fatalf("%+v", one)
	}
	c.Get(one[0].Links[0]).WantStatus(http.StatusOK).Want("Activer")
	if body := string(c.Get("/boite.json?a=nobody@example.org").Body); strings.TrimSpace(body) != "[]" {
		t.Errorf("no mail is %s", body)
	}
}

// newMail arrives in the box as soon as the jobs have run.
func (s *site) newMail(t *testing.T) {
	c := s.open(t)
	c.Get("/demo").Press("Entrer comme Agnès Bellanger")
	c.Get("/groupements").Click("Manuels scolaires 2027").Press("Adhérer").WantStatus(http.StatusOK)
	if _, err := s.Queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := read[[]given](t, c.Get("/boite.json?a=maelle.quemener@example.org"))
	if !strings.Contains(got[0].Subject, "Collège Georges Brassens demande à adhérer") {
		t.Errorf("the newest is %q", got[0].Subject)
	}
}

// changed is a visitor who changes a demonstration account's password: the next one is told, not left before a closed door.
func (s *site) changed(t *testing.T) {
	c := s.open(t)
	c.Get("/demo").Press("Entrer comme Karim Ouadah")
	f := c.Get("/compte/securite").Form("Changer de mot de passe")
	f.Set("mot_de_passe_actuel", demo.Password).Set("mot_de_passe", "trois petits tours").Set("mot_de_passe_2", "trois petits tours")
	f.Submit().WantStatus(http.StatusOK)
	p := s.open(t).Get("/demo").Press("Entrer comme Karim Ouadah").WantStatus(http.StatusConflict)
	p.Want("Karim Ouadah n'a plus le mot de passe de la démonstration").Press("Entrer comme Inès Karadec").WantStatus(http.StatusOK)
}

// Mails of a run that listened elsewhere lead to this one.
func TestMailsOfAnEarlierRun(t *testing.T) {
	d := dbtest.Open(t, "sqlite")
	s := newSite(t, d, "http://localhost:8080")
	c := s.open(t)
	got := read[[]given](t, c.Get("/boite.json?a=martin.leroussel@example.com"))
	if !strings.HasPrefix(got[0].Links[0], webtest.Base+"/activation/") {
		t.Errorf("links %v", got[0].Links)
	}
	c.Get("/boite?a=martin.leroussel@example.com").Click("[Préau] Activez").Click(webtest.Base + "/activation/").WantStatus(http.StatusOK)
}
