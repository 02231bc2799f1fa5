package requestweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	accessmsg "preau/internal/core/access/msg"
	"preau/internal/core/frame"
	framemsg "preau/internal/core/frame/msg"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	instancemsg "preau/internal/core/instance/msg"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/core/request"
	requestmsg "preau/internal/core/request/msg"
	"preau/internal/core/request/requestweb"
	"preau/internal/core/request/requestweb/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	dbmsg "preau/internal/kit/db/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/web"
	webmsg "preau/internal/kit/web/msg"
	uimsg "preau/internal/kit/web/ui/msg"
	"preau/internal/kit/web/webtest"
)

// site is the pages with a frame around them, on real use cases: Ada is a member of a school, and Bo asks to be one.
type site struct {
	http.Handler
	t      *testing.T
	d      *dbtest.DB
	s      *request.Service
	q      *jobs.Queue
	mails  *mail.Memory
	people map[string]string // accounts by the secret of their session
	school access.Place
}

func newSite(t *testing.T, d *dbtest.DB) *site {
	t.Helper()
	s := &site{t: t, d: d, q: jobs.New(d.DB, d.Clock, nil), mails: mail.NewMemory(), people: map[string]string{}}
	cat, err := i18n.Load(msg.Source(), requestmsg.Source(), accessmsg.Source(), framemsg.Source(), instancemsg.Source(), notifymsg.Source(),
		dbmsg.Source(), webmsg.Source(), uimsg.Source())
	s.ok(err)
	settings, err := instance.New(instance.Options{DB: d.DB, Clock: d.Clock, Catalogue: cat, Key: make([]byte, 32)})
	s.ok(err)
	out := notify.New(d.DB, s.q, d.Clock, s.mails, notify.Options{
		BaseURL: webtest.Base, Catalogue: cat,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Préau", From: "preau@preau.test", Zone: time.UTC}, nil
		},
	}, make([]byte, 32), request.Kinds()...)
	s.s = request.New(d.DB, out, access.Base())
	s.s.Open(request.Chain{Reclaim: func(context.Context, *db.Tx, access.Actor, string) error { return nil }}) // all are proven here
	fr := frame.New(frame.Options{DB: d.DB, Settings: settings.Get, Inbox: inbox.New(s.s), Identify: s.identify})
	m := web.NewMux()
	requestweb.New(s.s, fr, func(context.Context) string { return "/aide" }).Mount(m)
	m.Get("/entrer/{qui}", func(w http.ResponseWriter, r *http.Request) error {
		frame.Opened(w, r, r.PathValue("qui"), time.Hour)
		return web.SeeOther(w, r, "/acces/demandes")
	})
	s.Handler, err = web.Handler(m, web.Options{
		Clock: d.Clock, Log: slog.New(slog.DiscardHandler), Catalogue: cat, PublicURL: webtest.Base, Identify: fr.Identify, Errors: fr.Errors,
	})
	s.ok(err)
	s.fill()
	return s
}

func (s *site) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) do(fn func(tx *db.Tx) error) {
	s.t.Helper()
	s.ok(s.d.InTx(s.t.Context(), fn))
}

func (s *site) fill() {
	s.t.Helper()
	s.do(func(tx *db.Tx) error {
		o, err := org.Insert(s.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: "Collège", Place: org.Place{Commune: "Rennes"}})
		s.school = access.Place{Kind: access.Organisation, ID: o.ID}
		for i, name := range []string{"Ada", "Bo", "Cleo", "Sam"} {
			s.people[name] = id.New()
			if err == nil {
				_, err = tx.Exec(s.t.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
				first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
				VALUES ($1, $2, $3, $3, $4, $4, '', '', '', $3, '', '', 'fr', 'active', 0, '', '', 0, $3, $3, 1)`, s.people[name], i, name, name+"@preau.test")
			}
		}
		return err
	})
	s.names("Ada")
	s.names("Bo")
}

// names is the profile in which somebody chooses the school.
func (s *site) names(name string) {
	s.t.Helper()
	s.do(func(tx *db.Tx) error {
		return s.s.NameEstablishment(s.t.Context(), tx, access.Actor{ID: s.people[name], Name: name}, s.people[name], s.school.ID)
	})
}

func (s *site) identify(ctx context.Context, secret string) (access.Actor, bool, error) {
	a := access.Actor{ID: s.people[secret], Name: secret, Address: secret + "@preau.test"}
	err := s.d.View(ctx, func(tx *db.Tx) error {
		var err error
		a.Grants, err = access.GrantsOf(ctx, tx, a.ID, tx.Now())
		return err
	})
	return a, a.ID != "", err
}

// as is somebody's browser.
func (s *site) as(name string) *webtest.Client {
	s.t.Helper()
	c := webtest.New(s.t, s)
	c.Get("/entrer/" + name).WantStatus(200)
	return c
}

func (s *site) mailsTo(name string) []mail.Message {
	s.t.Helper()
	_, err := s.q.Drain(s.t.Context())
	s.ok(err)
	return s.mails.To(name + "@preau.test")
}

func each(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(t, newSite(t, d)) })
}

func form(pairs ...string) url.Values {
	v := url.Values{"_cle": {id.New()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestConfirmByPages(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		p := s.as("Bo").Get("/acces/demandes").WantSound().Want("Rien à décider")
		p.Click("Voir").WantSound().Want("À décider", "Bo@preau.test", "Collège").WantNot("Confirmer")
		ada := s.as("Ada")
		p = ada.Get("/acces/demandes").WantSound().Row("Bo").Click("Décider").WantSound().Want("Collège", "Bo@preau.test")
		p.Press("Confirmer").WantPath("/acces/demandes").Want("C'est confirmé", "Rien à décider")
		if got := s.mailsTo("Bo"); len(got) != 1 || !strings.Contains(got[0].Text, "Ada a confirmé") {
			t.Errorf("the mails say %+v", got)
		}
		s.as("Bo").Get("/acces/demandes").Want("Confirmé")
		ada.Get("/acces/demandes/1").WantStatus(200).Want("Confirmé", "Ada").WantNot("Refuser")
		p = ada.PostForm("/acces/demandes/1", form("acte", "refuser", "motif", "Non")).WantStatus(403)
		p.Want("Ada a déjà décidé")
		s.names("Cleo") // both members may decide now
		s.as("Bo").Get("/acces/demandes").Row("Cleo").Click("Décider").Press("Confirmer").Want("C'est confirmé")
		s.as("Ada").Get("/acces/demandes").Want("Rien à décider").WantNot("Cleo")
	})
}

func TestRefuseByPages(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ada := s.as("Ada")
		p := ada.Get("/acces/demandes/1").Form("Refuser").Submit().WantStatus(422).WantSound().Want("Dites pourquoi")
		long := strings.Repeat("é", 1001)
		p = p.Form("Refuser").Fill("Motif du refus", long).Submit().WantStatus(422)
		if got := p.Form("Refuser").Value("Motif du refus"); got != long {
			t.Errorf("%d characters of the reason are left", len(got))
		}
		refuse := form("acte", "refuser", "motif", "Inconnu <ici>")
		for range 2 { // the same form twice
			ada.PostForm("/acces/demandes/1", refuse).WantPath("/acces/demandes").Want("C'est refusé")
		}
		if got := s.mailsTo("Bo"); len(got) != 1 || !strings.Contains(got[0].Text, "Inconnu <ici>") || strings.Contains(got[0].HTML, "<ici>") {
			t.Errorf("the mails say %+v", got)
		}
		s.as("Bo").Get("/acces/demandes/1").Want("Refusé", "Inconnu <ici>")
	})
}

// To visitors there is a sign-in, to strangers nothing; nobody confirms themselves, and no form confirms by mistake.
func TestWhoMayNotDecide(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		visitor := webtest.New(t, s)
		for _, path := range []string{"/acces/demandes", "/acces/demandes/1", "/acces/demandes/7"} {
			if p := visitor.Get(path); len(p.Hops) == 0 || !strings.HasPrefix(p.Hops[0], "/connexion") {
				t.Errorf("a visitor at %s: %d %v", path, p.Status, p.Hops)
			}
		}
		sam := s.as("Sam")
		sam.Get("/acces/demandes").WantStatus(200).WantNot("Bo")
		sam.Get("/acces/demandes/1").WantStatus(404)
		sam.PostForm("/acces/demandes/1", form("acte", "confirmer")).WantStatus(404)
		s.as("Bo").PostForm("/acces/demandes/1", form("acte", "confirmer")).WantStatus(403)
		ada := s.as("Ada")
		for _, acte := range []string{"", "donner", "CONFIRMER", "confirmer "} {
			ada.PostForm("/acces/demandes/1", form("acte", acte)).WantStatus(422)
		}
		ada.PostForm("/acces/demandes/1", form()).WantStatus(422)
		for _, n := range []string{"0", "-1", "01", "2", "9223372036854775807", "99999999999999999999", "x"} {
			ada.Get("/acces/demandes/" + n).WantStatus(404)
		}
		s.as("Bo").Get("/acces/demandes/1").Want("À décider")
	})
}
