package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

// posted sends a form with so much patience, and gives the bare answer.
func (h *house) posted(patience time.Duration, path, secret string, f url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", webtest.Base)
	r.AddCookie(&http.Cookie{Name: "__Host-session", Value: secret})
	w := httptest.NewRecorder()
	h.a.Handler.ServeHTTP(w, r)
	return w
}

// wantUnavailable: a clear page that promises nothing it does not keep, and says when to try again.
func wantUnavailable(t testing.TB, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	page := webtest.Fold(w.Body.String())
	wait, err := strconv.Atoi(w.Header().Get("Retry-After"))
	if w.Code != http.StatusServiceUnavailable || err != nil || wait < 1 || wait > 60 {
		t.Errorf("%s: %d, Retry-After %q: %.300s", what, w.Code, w.Header().Get("Retry-After"), reading(w.Body.Bytes()))
	}
	if !strings.Contains(page, "Service momentanément indisponible") || strings.Contains(page, "SQL") || strings.Contains(page, "database") {
		t.Errorf("%s says: %s", what, reading(w.Body.Bytes()))
	}
}

// trouble breaks the database: what is written meanwhile is refused with a clear page, what is read may go on, and
// afterwards the same form is done, once.
func (b *builder) trouble(what string, patience time.Duration, breaks func(), mends func()) {
	b.t.Helper()
	large := lotForm("Grand lot", "")
	large.Set("lignes", "300")
	for i := range 300 {
		large.Set("article."+number(i), strings.Repeat("a", 250))
		large.Set("unite."+number(i), "pièces")
	}
	large = keyed(large)
	before := b.contents()
	breaks()
	for range 2 {
		begun := time.Now()
		wantUnavailable(b.t, what, b.posted(patience, "/groupements/2/lots/nouveau", b.secrets[coordinator], large))
		if took := time.Since(begun); took > patience+5*time.Second {
			b.t.Errorf("%s: answered after %s", what, took)
		}
	}
	mends()
	if done := changed(before, b.contents()); len(done) > 0 {
		b.t.Errorf("%s: half done: %q", what, done)
	}
	for range 2 {
		b.in[coordinator].PostForm("/groupements/2/lots/nouveau", large).WantStatus(200).WantPath("/groupements/2/lots")
	}
	if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM needs_lots WHERE title = 'Grand lot'`); got != "1" {
		b.t.Errorf("%s: %s lots afterwards", what, got)
	}
}

// Another process holds what is to be written for longer than one waits: on SQLite the one writer, on PostgreSQL the row.
func TestLockedDatabase(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		other := b.d.Another(t)
		release, released := make(chan struct{}), make(chan error, 1)
		b.trouble("a locked database", 300*time.Millisecond, func() {
			held := make(chan struct{})
			go func() {
				released <- other.InTx(context.Background(), func(tx *db.Tx) error {
					_, err := tx.Exec(context.Background(), lockAll(tx.Engine()))
					close(held)
					<-release
					return err
				})
			}()
			<-held
			b.d.Clock.Advance(6 * time.Minute) // sessions are to be noted again, which must keep nobody from reading
			for _, role := range []string{visitor, member, coordinator} {
				w := httptest.NewRecorder()
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/groupements/1", nil)
				r.AddCookie(&http.Cookie{Name: "__Host-session", Value: b.secrets[role]})
				if b.a.Handler.ServeHTTP(w, r); w.Code != http.StatusOK {
					t.Errorf("reading by %s meanwhile: %d", role, w.Code)
				}
				cancel()
			}
		}, func() {
			close(release)
			b.ok(<-released)
		})
	})
}

func lockAll(e db.Engine) string {
	if e == db.Postgres {
		return `LOCK TABLE core_done, account_sessions IN EXCLUSIVE MODE`
	}
	return `UPDATE account_sessions SET agent = agent`
}

// The disk is full.
func TestFullDatabase(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	b.trouble("a full database", time.Minute, func() {
		b.run(`PRAGMA max_page_count = 1`) // that is: as many as there are
		b.in[visitor].Get("/groupements/1").WantStatus(200)
		b.in[member].Get("/groupements/1/besoins/1").WantStatus(200)
	}, func() {
		b.run(`PRAGMA max_page_count = 1000000000`)
	})
}

// The server is gone, with all that was connected to it; then it is back.
func TestPostgresIsGone(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.Postgres)
	u, err := url.Parse(b.d.URL)
	b.ok(err)
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	server, err := db.Open(t.Context(), db.Options{URL: u.String(), Clock: b.d.Clock, MaxConns: 1})
	b.ok(err)
	allow := func(yes string) {
		b.ok(server.InTx(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(context.Background(), `ALTER DATABASE `+name+` ALLOW_CONNECTIONS `+yes)
			if err == nil && yes == "false" {
				_, err = tx.Exec(context.Background(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, name)
			}
			return err
		}))
	}
	t.Cleanup(func() {
		allow("true")
		_ = server.Close() // nothing is left to do there
	})
	b.in[visitor].Get("/").WantStatus(200) // a program that runs knows its settings
	b.trouble("a server that is gone", time.Minute, func() {
		allow("false")
		for _, path := range []string{"/", "/groupements/1", "/compte", "/rien"} {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.AddCookie(&http.Cookie{Name: "__Host-session", Value: b.secrets[member]})
			b.a.Handler.ServeHTTP(w, r)
			wantUnavailable(t, path, w)
		}
	}, func() { allow("true") })
}

// The connection is cut in the middle of an act, while it waits for somebody else.
func TestPostgresConnectionIsCut(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.Postgres)
	other := b.d.Another(t)
	release, released, held := make(chan struct{}), make(chan error, 1), make(chan struct{})
	b.trouble("a connection that is cut", time.Minute, func() {
		go func() {
			released <- other.InTx(context.Background(), func(tx *db.Tx) error {
				_, err := tx.Exec(context.Background(), `LOCK TABLE core_done IN EXCLUSIVE MODE`)
				close(held)
				<-release
				return err
			})
		}()
		<-held
		go func() { // cuts both tries, each once it waits
			for cut := int64(0); cut < 2; {
				err := other.View(context.Background(), func(tx *db.Tx) error {
					n, err := db.Value[int64](context.Background(), tx, `SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
						WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active') AS c`)
					cut += n
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		}()
	}, func() {
		close(release)
		b.ok(<-released)
	})
}

// While the mail server is down everything can be done; the mails wait, are seen to wait, and leave later, once each.
func TestMailServerIsDown(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.mails.Reset()
		b.mails.Answer(mail.Defer)
		b.post(stranger, "/groupements/1/adherer", nil, 303)
		b.post(coordinator, "/groupements/1/adhesions", url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Nouveau"]}}, 303)
		b.post(visitor, "/inscription", signUpForm("patient"), 303)
		b.post(visitor, "/contact", url.Values{"nom": {"Dominique"}, "adresse": {"d@preau.test"}, "message": {"Bonjour"}}, 303)
		b.drain()
		if got := b.mails.Sent(); len(got) > 0 {
			t.Fatalf("mails left: %+v", got)
		}
		b.in[admin].Get("/administration/mails?etat=differe").WantStatus(200).WantSound().Want("coordinator@preau.test", "patient@preau.test")
		b.in[stranger].Get("/compte/mails").WantStatus(200).WantSound().Want("other.school@preau.test")
		b.mails.Answer(nil)
		b.d.Clock.Advance(2 * time.Hour)
		b.drain()
		for _, address := range []string{"coordinator@preau.test", "other.school@preau.test", "patient@preau.test", "d@preau.test"} {
			if got := b.mails.To(address); len(got) != 1 {
				t.Errorf("%d mails to %s", len(got), address)
			}
		}
	})
}

// A session that ended in the middle of typing loses nothing: the page gives back what was sent, and sends it again once
// the person has signed in elsewhere. The sent key makes the repeat harmless.
func TestSessionEndsWhileTyping(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.stage(t)
	c := w.as(s.house, member)
	form := c.Get("/groupements/1/besoins/1").Form("Enregistrer").Fill("Quantité, Bécher 250 ml (pièces)", "41")
	s.run(`UPDATE account_sessions SET expires_at = expires_at - 1000000000000000`)
	p := form.Submit().WantStatus(401).WantSound().Want("Votre session est terminée", "q.1 : 41")
	again := p.Form("Renvoyer ce que j’avais saisi")
	again.Submit().WantStatus(401)
	s.run(`UPDATE account_sessions SET expires_at = expires_at + 1000000000000000`)
	again.Submit().WantStatus(200).Want("Enregistré")
	again.Submit().WantStatus(200).Want("Enregistré")
	wantTyped(t, c.Get("/groupements/1/besoins/1"), "q.1", "41")
}

// So is it with a form that carries files: what stands behind them is given back too, and they are named, to be chosen again.
func TestSessionEndsWithFiles(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C028")
	w := newTown(t)
	s := w.stage(t)
	c := w.as(s.house, aidant)
	form := c.Get(draftDemand+"/brouillon").Form("Enregistrer le brouillon").Fill("Titre", "Loyers bloqués").Fill("Mandat déjà détenu, daté du", "2026-11-02").Attach("Joindre des fichiers", "avis.pdf", []byte(samplePDF))
	signed := c.Get("/mandats/"+w.ids["drafted demand"]).Form("Joindre le mandat signé").Fill("Date de signature", "2026-11-01").Attach("Fichier", "mandat.pdf", []byte(samplePDF))
	s.run(`UPDATE account_sessions SET expires_at = expires_at - 1000000000000000`)
	p := form.Submit().WantStatus(401).WantSound().Want("Votre session est terminée", "titre : Loyers bloqués", "mandat_du : 2026-11-02", "Fichiers à choisir de nouveau : avis.pdf")
	signed.Submit().WantStatus(401).WantSound().Want("mandat_du : 2026-11-01", "Fichiers à choisir de nouveau : mandat.pdf")
	s.run(`UPDATE account_sessions SET expires_at = expires_at + 1000000000000000`)
	p.Form("Renvoyer ce que j’avais saisi").Submit().WantStatus(200).Want("Le brouillon est enregistré")
	f := c.Get(draftDemand + "/brouillon").Form("Enregistrer le brouillon")
	if f.Value("Titre") != "Loyers bloqués" || f.Value("Mandat déjà détenu, daté du") != "2026-11-02" {
		t.Errorf("kept: %q, %q", f.Value("Titre"), f.Value("Mandat déjà détenu, daté du"))
	}
}

// What nobody typed, and what may not be shown, is not given back.
func TestRefusedPostKeepsSecrets(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.stage(t)
	c := w.as(s.house, visitor)
	c.PostForm("/compte/securite/mot-de-passe", keyed(map[string][]string{"mot_de_passe_actuel": {"un secret bien gardé"}})).WantNot("un secret bien gardé")
	c.PostForm("/groupements/1/adherer", keyed(nil)).WantPath("/connexion")
}
