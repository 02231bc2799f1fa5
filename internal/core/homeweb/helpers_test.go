package homeweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"testing/fstest"
	"time"

	"preau/internal/core/access"
	accountmsg "preau/internal/core/account/msg"
	"preau/internal/core/frame"
	framemsg "preau/internal/core/frame/msg"
	"preau/internal/core/home"
	"preau/internal/core/homeweb"
	"preau/internal/core/homeweb/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	instancemsg "preau/internal/core/instance/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	dbmsg "preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	webmsg "preau/internal/kit/web/msg"
	"preau/internal/kit/web/static"
	uimsg "preau/internal/kit/web/ui/msg"
	"preau/internal/kit/web/webtest"
)

// site is the pages with a frame around them, and a work list that the test fills.
type site struct {
	http.Handler
	d        *dbtest.DB
	t        *i18n.Catalogue
	Settings instance.Settings
	Work     work
}

// work is a module's answer to the work list.
type work struct{ waiting, awaited []inbox.Item }

func (w *work) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if who.ID != "hv" {
		return nil
	}
	out := make([]inbox.Query, len(w.waiting))
	for i, item := range w.waiting {
		out[i] = inbox.Query{From: "(SELECT 1 AS one) AS rows", Item: func(inbox.Row) inbox.Item { return item }}
	}
	return out
}

func (w *work) Awaited(context.Context, *db.Tx, access.Actor) ([]inbox.Item, error) {
	return w.awaited, nil
}

// words are those of the module that this test stands for.
var words = i18n.Source{Prefix: "test", FS: fstest.MapFS{
	"fr.json": {Data: []byte(`{"thing": "{name} : à faire", "detail": "Détail de {name}", "act": "Ouvrir"}`)},
	"en.json": {Data: []byte(`{"thing": "{name}: to do", "detail": "Detail of {name}", "act": "Open"}`)},
}}

// people are who may sign in, by the secret of their session.
var people = map[string]access.Actor{
	"hv":    {ID: "hv", Name: "Hélène Vandenbroucke", UserName: "helene", Lang: i18n.French, OrgID: "o", OrgName: "Institut Sainte-Aldegonde"},
	"new":   {ID: "new", Name: "econome.nord", UserName: "econome.nord"},
	"admin": {ID: "admin", Name: "Ada Minis", Lang: i18n.French, Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}},
}

func newSite(t *testing.T, d *dbtest.DB) *site { t.Helper(); return newSiteAt(t, d, webtest.Base) }

func newSiteAt(t *testing.T, d *dbtest.DB, base string) *site {
	t.Helper()
	cat, err := i18n.Load(words, msg.Source(), framemsg.Source(), instancemsg.Source(), accountmsg.Source(), dbmsg.Source(), webmsg.Source(), uimsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{d: d, t: cat, Settings: instance.Defaults()}
	s.Settings.SetUp, s.Settings.Title = true, "Achats du Nord"
	settings := func(context.Context) (instance.Settings, error) { return s.Settings, nil }
	box := inbox.New(&s.Work)
	f := frame.New(frame.Options{
		DB: d.DB, Settings: settings, Inbox: box, Version: "1.0",
		Identify: func(_ context.Context, secret string) (access.Actor, bool, error) {
			who, ok := people[secret]
			return who, ok, nil
		},
	})
	m := web.NewMux()
	front := homeweb.New(homeweb.Options{Frame: f, Settings: settings, Home: home.New(d.DB, box), Clock: d.Clock})
	front.Mount(m)
	m.Get("/conditions", front.Terms)
	m.Get("/entrer/{qui}", func(w http.ResponseWriter, r *http.Request) error {
		frame.Opened(w, r, r.PathValue("qui"), time.Hour)
		return web.SeeOther(w, r, "/aide")
	})
	s.Handler, err = web.Handler(m, web.Options{
		Clock: d.Clock, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), Catalogue: cat,
		Zone:      func() *time.Location { return s.Settings.Location() },
		PublicURL: base, Identify: f.Identify, Language: frame.Language, Errors: f.Errors, Assets: assets,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// as opens a browser, signed in unless who is "".
func (s *site) as(t *testing.T, who string) *webtest.Client {
	t.Helper()
	c := webtest.New(t, s)
	if who != "" {
		c.Get("/entrer/" + who).WantStatus(http.StatusOK)
	}
	return c
}

// one opens the pages on SQLite alone, where the engine plays no part.
func one(t *testing.T) *site {
	t.Helper()
	return newSite(t, dbtest.Open(t, db.SQLite))
}

// insert adds an account whose profile is complete.
func (s *site) insert(t *testing.T, id, first, last string) {
	t.Helper()
	ctx := t.Context()
	err := s.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO org_organisations (id, num, ref, kind, country, name, name_fold, nature, sector, uai, fase, siren,
			siret, bce, address, complement, postal_code, commune, commune_code, phone, source, created_at, version)
			VALUES ('o', 1, 'o', 'school', 'BE', 'Institut Sainte-Aldegonde', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', $1, 1)`, tx.Now())
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, org_id, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, 1, $1, $1, $2, $2, '', $3, $4, $3, 'Intendante', '+33123456789', 'fr', 'o', 'active', $5, '', '', $5, '', '', 1)`,
			id, id+"@ecole.test", first, last, tx.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// forget empties the history.
func (s *site) forget(t *testing.T) {
	t.Helper()
	err := s.d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM history_lines`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
