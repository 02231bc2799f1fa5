package homeweb_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/web/browsertest"
)

// Each page is held against axe-core: wide and light, narrow and dark, with and without scripts.
func TestPagesInABrowser(t *testing.T) {
	s := newSiteAt(t, dbtest.Open(t, db.SQLite), "http://127.0.0.1")
	s.busy(t)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for _, x := range []struct {
		who string
		o   browsertest.Options
	}{
		{"", browsertest.Options{}},
		{"hv", browsertest.Options{Width: 390, Dark: true, JavaScript: true}},
		{"new", browsertest.Options{Width: 390, Language: "en"}},
	} {
		p := browsertest.New(t, server.URL, x.o)
		if x.who != "" {
			p.Open("/entrer/" + x.who)
		}
		for _, path := range []string{"/", "/aide", "/accessibilite", "/donnees-personnelles", "/conditions", "/langue"} {
			p.Open(path)
			p.CheckAccessible()
		}
	}
}

// busy gives somebody a full home page.
func (s *site) busy(t *testing.T) {
	t.Helper()
	s.insert(t, "hv", "Hélène", "Vandenbroucke")
	s.Settings.OperatorLine, s.Settings.Contact = "Ce projet est propulsé par AJI - Gestion pour l'Education.", "aide@nord.test"
	now := s.d.Clock.Now()
	s.Work.waiting = []inbox.Item{
		item("Mobilier scolaire 2027-2030", now.Add(-50*time.Hour), time.Time{}),
		item("Manuels et fournitures 2027", now.Add(14*24*time.Hour), time.Time{}),
		item("Denrées biologiques", time.Time{}, now.Add(-3*24*time.Hour)),
	}
	s.Work.awaited = []inbox.Item{item("Papier", time.Time{}, now.Add(-24*time.Hour))}
	s.did(t, "hv", history.Line{Object: history.Object{Kind: "account", ID: "hv"}, Act: "save_profile"})
	s.did(t, "hv", history.Line{Object: history.Object{Kind: "needs.sheet", ID: "x"}, Act: "needs.sheet.validate", Data: map[string]string{"lot": "12"}})
}
