package instance_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

func TestDefaultsBeforeAnySave(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		got := mustGet(t, s)
		if diff := cmp.Diff(instance.Defaults(), got); diff != "" {
			t.Error(diff)
		}
		for lang, want := range map[i18n.Lang]string{i18n.French: "Plateforme de collecte des besoins", i18n.English: "Needs collection platform"} {
			if title := got.ServiceTitle(s.T(lang), instance.Needs); title != want {
				t.Errorf("title of the service in %s: %q", lang, title)
			}
		}
	})
}

func TestSaveAndRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		mustGet(t, s)
		in := sound()
		in.Title, in.Zone, in.Amounts, in.SetUp = "  Achats du Nord ", instance.Brussels, instance.HTVA, true
		in.Services = []instance.ServiceKey{instance.Ordering, instance.Needs, instance.Needs}
		in.Texts[instance.Needs] = instance.ServiceTexts{Title: "Besoins du Nord", OperatorLine: "Ligne des besoins"}
		in.Texts[instance.Ordering] = instance.ServiceTexts{Title: "  "}
		mustSave(t, s, in, 0)

		got := mustGet(t, s)
		want := sound()
		want.Zone, want.Amounts, want.SetUp = instance.Brussels, instance.HTVA, true
		want.Services = []instance.ServiceKey{instance.Needs, instance.Ordering}
		want.Texts = map[instance.ServiceKey]instance.ServiceTexts{instance.Needs: in.Texts[instance.Needs]}
		want.SMTP.Password, want.SMTP.HasPassword = "", true
		want.Version, want.SavedAt, want.SavedBy = 1, dbtest.Start, admin.ID
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		tr := s.T(i18n.French)
		for what, pair := range map[string][2]string{
			"own title":     {got.ServiceTitle(tr, instance.Needs), "Besoins du Nord"},
			"usual title":   {got.ServiceTitle(tr, instance.Ordering), "Plateforme de commandes"},
			"own line":      {got.ServiceLine(instance.Needs), "Ligne des besoins"},
			"common line":   {got.ServiceLine(instance.Ordering), "Propulsé par la Fédération du Nord"},
			"contact":       {got.ServiceContact(instance.Needs), "achats@nord.test"},
			"zone":          {s.Zone(t.Context()).String(), instance.Brussels},
			"speech's zone": {tr.ZoneName(), "heure de Bruxelles"},
			"gross":         {got.Amounts.Net() + " " + got.Amounts.Gross(), "HTVA TVAC"},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
			}
		}
	})
}

func TestCallersCannotChangeWhatIsKept(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	s := newService(t, d, nil)
	got := mustGet(t, s)
	got.Services[0], got.SignIn[0], got.Texts[instance.Needs] = "x", "x", instance.ServiceTexts{Title: "x"}
	if diff := cmp.Diff(instance.Defaults(), mustGet(t, s)); diff != "" {
		t.Error(diff)
	}
}

func TestStaleSaveIsAConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		mustSave(t, s, sound(), 0)
		for _, seen := range []int64{0, 2} {
			if err := s.Save(t.Context(), admin, instance.Defaults(), seen); !apperr.Is(err, apperr.Conflict) {
				t.Errorf("version %d seen: %v", seen, err)
			}
		}
		mustSave(t, s, instance.Defaults(), 1)
		if got := mustGet(t, s); got.Version != 2 || got.Title != "Préau" {
			t.Errorf("version %d, title %q", got.Version, got.Title)
		}
	})
}

func TestRepeatedSaveIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		who := admin
		who.Key, who.Act, who.Body = "k1", "POST /administration/reglages", "b1"
		for range 2 {
			if err := s.Save(t.Context(), who, sound(), 0); err != nil {
				t.Fatal(err)
			}
		}
		if got := mustGet(t, s); got.Version != 1 {
			t.Errorf("version %d", got.Version)
		}
	})
}

func TestOnlyAdministratorsSave(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, mail.NewMemory())
		member := access.Actor{ID: "m", Grants: []access.Grant{
			{Role: access.Member, Place: access.Place{Kind: access.Organisation, ID: "o"}},
			{Role: access.Admin, Place: access.Place{Kind: access.Organisation, ID: "o"}},
		}}
		for who, want := range map[*access.Actor]apperr.Kind{{}: apperr.Unauthenticated, &member: apperr.NotFound} {
			if err := s.Save(t.Context(), *who, sound(), 0); !apperr.Is(err, want) {
				t.Errorf("save by %q: %v", who.ID, err)
			}
			if _, err := s.TestMail(t.Context(), *who, "a@b.test"); !apperr.Is(err, want) {
				t.Errorf("trial by %q: %v", who.ID, err)
			}
		}
		if got := mustGet(t, s); got.Version != 0 {
			t.Error("something was saved")
		}
	})
}

func TestHistoryNamesWhatChangedAndNoSecret(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		mustSave(t, s, sound(), 0)
		var lines []history.Line
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			lines, err = history.Of(ctx, tx, history.Object{Kind: "instance.settings", ID: "1"}, 10)
			return err
		})
		if len(lines) != 1 {
			t.Fatalf("%d lines", len(lines))
		}
		want := map[string]string{
			"titre": "Achats du Nord", "contact": "achats@nord.test", "ligne": "Propulsé par la Fédération du Nord",
			"smtp_serveur": "smtp.nord.test", "smtp_utilisateur": "preau", "smtp_mot_de_passe": "", "smtp_expediteur": "ne-pas-repondre@nord.test",
		}
		if diff := cmp.Diff(want, lines[0].Data); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPasswordIsSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		mustSave(t, s, sound(), 0)
		if out := outgoing(t, s); out.Password != "très secret" {
			t.Errorf("the transport gets %q", out.Password)
		}
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			raw, err := db.Value[string](ctx, tx, `SELECT data FROM instance_settings`)
			if strings.Contains(raw, "secret") || !strings.Contains(raw, `"smtp_password":"`) {
				t.Errorf("as stored: %s", raw)
			}
			return err
		})

		keep := mustGet(t, s)
		keep.Title = "Autre"
		mustSave(t, s, keep, 1)
		if out := outgoing(t, s); out.Password != "très secret" {
			t.Errorf("kept: %q", out.Password)
		}

		other, err := instance.New(instance.Options{DB: d.DB, Clock: d.Clock, Catalogue: newCatalogue(t), Key: key(2)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Outgoing(t.Context()); err == nil {
			t.Error("another key opens the password")
		}

		drop := mustGet(t, s)
		drop.SMTP.NoPassword = true
		mustSave(t, s, drop, 2)
		if out := outgoing(t, s); out.Password != "" || out.HasPassword {
			t.Errorf("dropped: %+v", out)
		}
	})
}

func TestPasswordIsAskedAgainForAnotherServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s := newService(t, d, nil)
		mustSave(t, s, sound(), 0)
		for what, change := range map[string]func(*instance.SMTP){
			"host": func(m *instance.SMTP) { m.Host = "smtp.evil.test" },
			"port": func(m *instance.SMTP) { m.Port = 2525 },
			"user": func(m *instance.SMTP) { m.User = "autre" },
			"tls":  func(m *instance.SMTP) { m.TLS = mail.Opportunistic },
		} {
			next := mustGet(t, s)
			change(&next.SMTP)
			if got := fields(s.Save(t.Context(), admin, next, 1)); !cmp.Equal(got, []string{instance.FieldPassword}) {
				t.Errorf("%s changed: faults of %v", what, got)
			}
		}
		next := mustGet(t, s)
		next.SMTP.Host, next.SMTP.Password = "smtp2.nord.test", "nouveau"
		mustSave(t, s, next, 1)
		if out := outgoing(t, s); out.Password != "nouveau" || out.Host != "smtp2.nord.test" {
			t.Errorf("%+v", out)
		}
	})
}

func outgoing(t *testing.T, s *instance.Service) instance.SMTP {
	t.Helper()
	out, err := s.Outgoing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Keys are asked of administrators while one of the ways that they need is open, and only by who has come by one: nobody is locked out by it.
func TestAdminKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		s, err := instance.New(instance.Options{
			DB: d.DB, Clock: d.Clock, Catalogue: newCatalogue(t), Key: key(1), Services: []instance.ServiceKey{instance.Needs, instance.Ordering},
			Ways: []instance.Way{instance.Password, instance.Passkey},
		})
		if err != nil {
			t.Fatal(err)
		}
		in := sound()
		in.AdminKeys = true
		weak, strong := admin, admin
		weak.Session, strong.Session, strong.Strong = "one", "two", true
		for name, x := range map[string]struct {
			who  access.Actor
			ways []instance.Way
			ok   bool
		}{
			"by a password":             {weak, []instance.Way{instance.Password, instance.Passkey}, false},
			"while none can have a key": {strong, []instance.Way{instance.Password}, false},
			"by a key":                  {strong, []instance.Way{instance.Password, instance.Passkey}, true},
		} {
			in.SignIn = x.ways
			err := s.Save(t.Context(), x.who, in, mustGet(t, s).Version)
			if x.ok != (err == nil) || !x.ok && !apperr.Is(err, apperr.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
			if x.ok {
				kept := mustGet(t, s)
				if !kept.StrictAdmins() {
					t.Error("it was not saved")
				}
				if err := s.Save(t.Context(), weak, kept, kept.Version); err != nil { // what is on already asks nothing more
					t.Error(err)
				}
				off := mustGet(t, s)
				off.AdminKeys = false
				if err := s.Save(t.Context(), strong, off, off.Version); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
