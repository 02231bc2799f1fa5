package instanceweb_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/core/instance"
	"preau/internal/kit/covers"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

// nothing is an empty page.
type nothing struct{}

func (nothing) Render(context.Context, io.Writer) error { return nil }

const (
	saveButton  = "Enregistrer les réglages"
	tryButton   = "Enregistrer et envoyer un essai"
	setUpButton = "Terminer et ouvrir la plateforme"
)

func TestSetUpOpensThePlatform(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R001")
		c := s.as(t, "admin")
		if !s.now(t).WantsSetUp(people["admin"]) || s.now(t).WantsSetUp(people["member"]) {
			t.Error("who is led to « Mise en route » is the administrator alone")
		}
		c.Get("/administration").Want("La mise en route n'est pas terminée").Click("Terminer la mise en route").WantPath("/mise-en-route")
		f := c.Get("/mise-en-route").WantStatus(http.StatusOK).Want("Mise en route").Form(setUpButton)
		f.Fill("Nom de la plateforme", "Achats du Nord").Fill("Adresse de contact", "contact@nord.test")
		f.Fill("Ligne de l'opérateur", "Ce projet est propulsé par AJI - Gestion pour l'Education.")
		f.Choose("Fuseau horaire", "Heure de Bruxelles").Choose("Montants", "HTVA et TVAC")
		f.Check("Commandes").Check("Lien reçu par mail").Uncheck("Chacun peut ouvrir un compte")
		p := f.Submit().WantStatus(http.StatusOK).WantPath("/")
		p.Want("La plateforme est ouverte", "Achats du Nord", "Ce projet est propulsé par AJI - Gestion pour l'Education.")
		got := s.now(t)
		if !got.SetUp || got.Contact != "contact@nord.test" || got.Zone != instance.Brussels || got.Amounts != instance.HTVA ||
			!got.Has(instance.Ordering) || !got.Allows(instance.Link) || got.OpenSignUp {
			t.Errorf("%+v", got)
		}
		c.Get("/mise-en-route").WantPath("/administration/reglages")
		c.Get("/administration").WantNot("La mise en route n'est pas terminée").Click("Réglages").WantPath("/administration/reglages")
	})
}

func TestServicesTitleIsTheOperators(t *testing.T) {
	s := one(t)
	covers.Statement(t, "R001")
	c := s.as(t, "admin")
	c.Get("/").Want("Plateforme de collecte des besoins")
	f := c.Get("/administration/reglages").Want("Vide : Plateforme de commandes.").Form(saveButton)
	f.Fill("Titre de « Groupements »", "Besoins du Nord").Submit().WantPath("/administration").Want("Réglages enregistrés")
	c.Get("/").Want("Besoins du Nord").WantNot("Plateforme de collecte des besoins")
	if !s.now(t).SetUp {
		t.Error("whoever saves the settings needs no « Mise en route » any more")
	}
}

func TestRefusedSettingsKeepWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		f := s.as(t, "admin").Get("/administration/reglages").Form(saveButton)
		long := strings.Repeat("é", 201)
		f.Fill("Nom de la plateforme", "").Fill("Adresse de contact", "contact").Fill("Ligne de l'opérateur", long)
		f.Uncheck("Groupements").Uncheck("Nom d'utilisateur ou adresse").Fill("Serveur d'envoi (SMTP)", "http://x").Fill("Port", "abc")
		f.Fill("Contact de « Commandes »", "nulle").Fill("Utilisateur", "preau").Fill("Mot de passe d'envoi", "secret")
		p := f.Submit().WantStatus(http.StatusUnprocessableEntity)
		p.Want("Il y a 9 erreurs à corriger", "Donnez un nom", "forme d'une adresse", "200 caractères au plus", "Ouvrez au moins un service",
			"Gardez au moins une façon", "sans http://", "de 1 à 65 535", "l'adresse qui envoie")
		f = p.Form(saveButton)
		for label, want := range map[string]string{
			"Nom de la plateforme": "", "Adresse de contact": "contact", "Ligne de l'opérateur": long, "Serveur d'envoi (SMTP)": "http://x",
			"Port": "abc", "Contact de « Commandes »": "nulle", "Utilisateur": "preau", "Mot de passe d'envoi": "", "Groupements": "",
		} {
			if got := f.Value(label); got != want {
				t.Errorf("%s: %q, want %q", label, got, want)
			}
		}
		if n := len(p.Find("details[open]")); n != 1 {
			t.Errorf("%d folds are open, want the one with a fault", n)
		}
		if s.now(t).Version != 0 {
			t.Error("something was saved")
		}
	})
}

func TestStaleSettingsShowBoth(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		f := s.as(t, "admin").Get("/administration/reglages").Form(saveButton)
		s.save(t, func(x *instance.Settings) {
			x.Title, x.Services, x.Zone = "Nom d'un autre", []instance.ServiceKey{instance.Needs, instance.Ordering}, instance.Brussels
		})
		p := f.Fill("Nom de la plateforme", "Mon nom").Submit().WantStatus(http.StatusConflict)
		p.Want("changés entre-temps", "Ce qui diffère")
		p.Row("Nom d'un autre").Want("Nom de la plateforme", "Mon nom")
		p.Row("Groupements, Commandes").Want("Services")
		p.Row("Heure de Bruxelles").Want("Heure de Paris")
		if got := s.now(t).Title; got != "Nom d'un autre" {
			t.Errorf("overwritten: %q", got)
		}
		p.Press(saveButton).WantStatus(http.StatusOK)
		if got := s.now(t).Title; got != "Mon nom" {
			t.Errorf("saved knowingly: %q", got)
		}
	})
}

func TestDoublePostSavesOnce(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		f := s.as(t, "admin").Get("/administration/reglages").Form(saveButton).Fill("Nom de la plateforme", "Nord")
		f.Submit().WantPath("/administration")
		f.Submit().WantStatus(http.StatusOK).WantPath("/administration")
		if v := s.now(t).Version; v != 1 {
			t.Errorf("version %d", v)
		}
	})
}

// Enter in a field is the form's first button: it saves, and sends nothing. A trial that cannot go says that the settings were saved.
func TestEnterSaves(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for _, path := range []string{"/mise-en-route", "/administration/reglages"} {
			all := s.as(t, "admin").Get(path).WantSound().Find("form#reglages button")
			if len(all) != 3 || all[0].Attr("name") != "" {
				t.Errorf("%s: Enter presses %q", path, all[0].Text())
			}
		}
		s.as(t, "admin").Get("/mise-en-route").Form("Enregistrer et envoyer un SMS d'essai").Submit().WantStatus(http.StatusUnprocessableEntity).WantSound().Want("Les réglages sont enregistrés. L'essai n'est pas parti.")
		if v := s.now(t).Version; v != 1 {
			t.Errorf("version %d", v)
		}
	})
}

func TestTrial(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		f := s.as(t, "admin").Get("/mise-en-route").Form(tryButton)
		if got := f.Value("Adresse de l'essai"); got != "ada@nord.test" {
			t.Errorf("to %q", got)
		}
		p := f.Submit().WantStatus(http.StatusUnprocessableEntity).Want("Indiquez d'abord le serveur d'envoi")
		f = p.Form(tryButton).Fill("Serveur d'envoi (SMTP)", "smtp.nord.test").Fill("Adresse d'expédition", "envoi@nord.test")
		f.Choose("Chiffrement", "TLS dès la connexion").Fill("Port", "465").Fill("Utilisateur", "preau").Fill("Mot de passe d'envoi", "très secret")
		p = f.Submit().WantStatus(http.StatusOK).WantPath("/mise-en-route").Want("Essai envoyé à ada@nord.test", "250 kept")
		if got := s.mails.To("ada@nord.test"); len(got) != 1 || got[0].From != "envoi@nord.test" {
			t.Errorf("%+v", got)
		}
		if strings.Contains(p.Text(), "très secret") || p.Form(tryButton).Value("Mot de passe d'envoi") != "" || s.now(t).SetUp {
			t.Error("the password came back, or the trial ended « Mise en route »")
		}
		s.mails.Answer(mail.Refuse)
		p.Press(tryButton).Want("refusé par le serveur", "no such user")
		s.mails.Answer(mail.Defer)
		p = p.Press(tryButton).Want("non parti", "connection refused")
		p.Form(tryButton).Fill("Adresse de l'essai", "ada").Submit().WantStatus(http.StatusUnprocessableEntity).Want("forme d'une adresse")
	})
}

func TestPasswordOnThePage(t *testing.T) {
	s := one(t)
	s.save(t, func(x *instance.Settings) {
		x.SMTP = instance.SMTP{Host: "smtp.nord.test", Port: 587, TLS: mail.StartTLS, User: "preau", Password: "très secret", From: "a@nord.test"}
	})
	c := s.as(t, "admin")
	p := c.Get("/administration/reglages").Want("Un mot de passe est enregistré")
	if strings.Contains(string(p.Body), "secret") {
		t.Error("the password is on the page")
	}
	p.Form(saveButton).Fill("Serveur d'envoi (SMTP)", "smtp.autre.test").Submit().WantStatus(http.StatusUnprocessableEntity).
		Want("saisissez de nouveau le mot de passe", "Un mot de passe est enregistré")
	c.Get("/administration/reglages").Form(saveButton).Check("Retirer le mot de passe enregistré").Submit().WantStatus(http.StatusOK)
	if s.now(t).SMTP.HasPassword {
		t.Error("the password is kept")
	}
}

// How mails come back is set beside how they leave; the secret is kept sealed, and never shown.
func TestReturnsOnThePage(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		c := s.as(t, "admin")
		f := c.Get("/administration/reglages").Want("Mails qui reviennent", "/webhooks/mail").WantNot("Un secret est enregistré").Form(saveButton)
		f.Fill("Adresse de retour", "trop+long@nord.test").Fill("Secret du service d'envoi", "court").Submit().WantStatus(http.StatusUnprocessableEntity).
			Want("Indiquez une adresse sans « + »", "au moins 24 caractères").WantSound()
		const secret = "whsec_c2VjcmV0IGRlcyBlc3NhaXMgc2VjcmV0"
		f = c.Get("/administration/reglages").Form(saveButton)
		f.Fill("Adresse de retour", "retours@nord.test").Fill("Secret du service d'envoi", secret).Submit().WantPath("/administration")
		if got := s.now(t).Returns; got.Address != "retours@nord.test" || !got.HasSecret || got.Secret != "" {
			t.Errorf("%+v", got)
		}
		if got, err := s.settings.ReturnsSecret(t.Context()); err != nil || got != secret {
			t.Errorf("%q, %v", got, err)
		}
		p := c.Get("/administration/reglages").Want("Un secret est enregistré").WantSound()
		if strings.Contains(string(p.Body), secret) {
			t.Error("the page shows the secret")
		}
		p.Form(saveButton).Submit().WantPath("/administration") // empty: kept
		if got, _ := s.settings.ReturnsSecret(t.Context()); got != secret {
			t.Errorf("%q", got)
		}
		c.Get("/administration/reglages").Form(saveButton).Check("Retirer le secret enregistré").Submit().WantPath("/administration")
		if got, err := s.settings.ReturnsSecret(t.Context()); err != nil || got != "" || s.now(t).Returns.HasSecret {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestOnlyAdministratorsComeIn(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		fields := url.Values{"titre": {"Pris"}, "version": {"0"}}
		for _, path := range []string{"/administration", "/mise-en-route", "/administration/reglages"} {
			for _, who := range []string{"member", "local"} {
				s.as(t, who).Get(path).WantStatus(http.StatusNotFound)
			}
			s.as(t, "").Get(path).WantPath("/connexion?suite=" + url.QueryEscape(path))
			if path == "/administration" {
				continue
			}
			for _, who := range []string{"member", "local"} {
				s.as(t, who).PostForm(path, fields).WantStatus(http.StatusNotFound)
			}
			s.as(t, "").PostForm(path, fields).WantStatus(http.StatusUnauthorized)
			s.as(t, "admin").Forge(path, fields).WantStatus(http.StatusForbidden)
		}
		if s.now(t).Version != 0 {
			t.Error("something was saved")
		}
	})
}

func TestTamperedForms(t *testing.T) {
	s := one(t)
	c := s.as(t, "admin")
	edit := func() *webtest.Form { return c.Get("/administration/reglages").Form(saveButton) }
	edit().Set("version", "x").Submit().WantStatus(http.StatusConflict)
	edit().Set("services", "offers").Submit().WantStatus(http.StatusUnprocessableEntity).Want("parmi les services proposés")
	edit().Set("connexion", "oidc").Submit().WantStatus(http.StatusUnprocessableEntity).Want("façons de se connecter proposées")
	edit().Set("zone", "Mars").Submit().WantStatus(http.StatusUnprocessableEntity).Want("fuseau horaire de la liste")
	c.PostRaw("/administration/reglages", "application/x-www-form-urlencoded", "titre=%ff&version=0").WantStatus(http.StatusUnprocessableEntity)
	c.PostForm("/administration/reglages", url.Values{}).WantStatus(http.StatusConflict)
	if s.now(t).Version != 0 {
		t.Error("something was saved")
	}
}

func TestEnglish(t *testing.T) {
	s := one(t)
	c := s.as(t, "admin")
	c.Lang = "en"
	c.Get("/administration/reglages").Want("Name of the platform", "Empty: Needs collection platform.").Form("Save the settings").
		Fill("Name of the platform", "").Submit().Want("Give the platform a name")
}

func TestIdentifiersOfNewAccounts(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R100")
		c := s.as(t, "admin")
		p := c.Get("/administration/reglages").Want("Identifiants des nouveaux comptes", "prenom.nom.JJMMAA", "Les autres ne voient jamais cette date").WantSound()
		f := p.Form(saveButton)
		if f.Value("Libres") != "free" || f.Value("Construits : prenom.nom.JJMMAA") != "" {
			t.Error("names are not free at first")
		}
		f.Choose("Identifiants des nouveaux comptes", "Construits : prenom.nom.JJMMAA").Submit().WantPath("/administration")
		if got := s.now(t).Identifiers; got != instance.BuiltIdentifiers {
			t.Errorf("saved %q", got)
		}
		c.PostForm("/administration/reglages", url.Values{"identifiants": {"age"}, "version": {"1"}}).WantStatus(http.StatusUnprocessableEntity).Want("parmi les identifiants proposés")
	})
}

// Maintenance is announced on every page, to whoever is there, in their language and for the time given; a slip keeps what was typed.
func TestMaintenanceIsAnnounced(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		covers.Statement(t, "R167")
		admin := s.as(t, "admin")
		fill := func(from, until, fr, en string) *webtest.Page {
			return admin.Get("/administration/reglages").Form(saveButton).Fill("Montrer l'annonce du", from).Fill("Montrer l'annonce jusqu'au", until).
				Fill("Message en français", fr).Fill("Message en anglais", en).Submit()
		}
		day := func(hours int) string {
			return s.d.Clock.Now().In(s.settings.Zone(t.Context())).Add(time.Duration(hours) * time.Hour).Format("2006-01-02T15:04")
		}
		const fr, en = "Arrêt ce soir à 22 h <b>", "Stopped tonight at 10 pm"
		fill(day(1), "demain", fr, en).WantStatus(http.StatusUnprocessableEntity).Want("Écrivez une date et une heure").WantSound()
		fill(day(2), day(1), fr, en).WantStatus(http.StatusUnprocessableEntity).Want("après son début").WantSound()
		fill(day(1), day(3), fr, "").WantStatus(http.StatusUnprocessableEntity).Want("dans les deux langues").WantSound()
		fill(day(1), day(3), fr, en).WantPath("/administration").WantNot(fr)
		english := s.as(t, "member")
		english.Lang = "en"
		s.d.Clock.Advance(time.Hour)
		for _, who := range []string{"", "member", "admin"} {
			s.as(t, who).Get("/").In("[role=status]").Want("Maintenance", fr)
		}
		s.as(t, "member").Get("/nulle-part").WantStatus(http.StatusNotFound).Want(fr)
		english.Get("/").Want(en).WantNot(fr)
		p := admin.Get("/administration/reglages").WantSound()
		if f := p.Form(saveButton); f.Value("Montrer l'annonce du") != day(0) || f.Value("Message en anglais") != en {
			t.Errorf("%q, %q", f.Value("Montrer l'annonce du"), f.Value("Message en anglais"))
		}
		s.d.Clock.Advance(2 * time.Hour)
		s.as(t, "member").Get("/").WantNot(fr)
		fill("", "", "", "").WantPath("/administration")
		if a := s.now(t).Announcement; a != (instance.Announcement{}) {
			t.Errorf("%+v", a)
		}
	})
}
