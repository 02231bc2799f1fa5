package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// searches are words that mean something to SQL, to LIKE, to Go or to nobody.
var searches = []string{
	"%", "_", "%%", "'", `"`, `\`, `\%`, "' OR 1=1 --", "'; DROP TABLE needs_groups; --", ") UNION SELECT * FROM account_accounts --", "$1", "?", ":a", "@", "*", "^", "-",
	"<script>", "{{.}}", "élève œuvre", strings.Repeat("a", 20_000), strings.Repeat("mot ", 5_000), strings.Repeat("a b c d e f g h i j ", 1_000), "\t\n", "\u202e", "🎒",
}

// lists are the pages that search, and the field that they search by.
var lists = []struct{ role, path, field string }{
	{visitor, "/groupements", "q"},
	{admin, "/administration/comptes", "q"},
	{admin, "/administration/coordonnateurs", "etablissement"},
	{admin, "/administration/mails", "adresse"},
	{visitor, "/contact", "q"},
}

// Whatever is searched for is only text: it is found or not, it is shown again as it was typed, and it changes nothing.
func TestSearchesAreText(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.contents()
		for _, l := range lists {
			for _, q := range searches {
				w := b.send(http.MethodGet, l.path+"?"+url.Values{l.field: {q}}.Encode(), b.secrets[l.role], "")
				if w.Code != http.StatusOK {
					b.t.Errorf("%s searched for %.30q: %d", l.path, q, w.Code)
				}
			}
		}
		for _, q := range searches {
			f := keyed(url.Values{"cherche": {q}, "prenom": {"Camille"}, "version": {"2"}})
			if w := b.send(http.MethodPost, "/compte/profil", b.secrets[schoolless], f.Encode()); w.Code >= 400 && w.Code != http.StatusConflict {
				b.t.Errorf("the profile searched for %.30q: %d", q, w.Code)
			}
		}
		for _, q := range []string{"%", "_", "' OR 1=1 --"} {
			b.in[visitor].Get("/groupements?q=" + url.QueryEscape(q)).WantNot("Groupement 1")
			b.in[admin].Get("/administration/comptes?q="+url.QueryEscape(q)).WantNot("dominique", "asker@preau.test")
		}
		b.in[visitor].Get("/groupements?q=GROUPEMENT").Want("Groupement 1", "Groupement 3")
		delete(before, "account_accounts") // an empty search saves the profile
		for _, table := range changed(before, b.contents()) {
			if !slices.Contains([]string{"account_accounts", "history_lines", "core_done"}, table) {
				b.t.Errorf("searching changed %s", table)
			}
		}
	})
}

// A page number, a size or a filter that nobody could have clicked on gives a page all the same.
func TestPagesThatAreNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for _, path := range []string{"/groupements", "/groupements/1/suivi", "/administration/comptes", "/administration/messages", "/administration/mails", "/adhesions"} {
			role := admin
			if strings.HasSuffix(path, "/suivi") {
				role = coordinator
			}
			for _, q := range []string{
				"page=0", "page=-1", "page=999999999", "page=9223372036854775807", "page=99999999999999999999", "page=x", "parpage=-1", "parpage=0", "parpage=1000000000",
				"parpage=x", "etat=nulle", "etat=%27", "genre=nul", "avant=x", "avant=-1", "page=1&page=2", "parpage=100&page=1000000", "jamais=x",
			} {
				w := b.send(http.MethodGet, path+"?"+q, b.secrets[role], "")
				if w.Code != http.StatusOK {
					b.t.Errorf("%s?%s: %d", path, q, w.Code)
				}
			}
		}
	})
}

// elsewheres are ways to write another site's address.
var elsewheres = []string{
	"https://evil.test/", "//evil.test/", `/\evil.test`, `\\evil.test`, "/\t/evil.test", "/%09/evil.test", "javascript:alert(1)", " //evil.test", "/\r\nLocation: https://evil.test",
	"http:evil.test", "///evil.test", "/\u0000/evil.test", "https:/evil.test", "data:text/html,x", "evil.test", "?suite=//evil.test",
}

// No link of ours leads somebody who has just signed in to another site.
func TestNoWayToAnotherSite(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.house(t)
	for _, to := range elsewheres {
		esc := url.QueryEscape(to)
		for _, path := range []string{
			"/connexion?suite=" + esc, "/langue?suite=" + esc, "/compte/profil?suite=" + esc, "/contact?page=" + esc, "/contact/envoye?n=2026-000001&page=" + esc,
		} {
			for _, role := range []string{visitor, member} {
				rec := h.send(http.MethodGet, path, w.secrets[role], "")
				wantHere(t, path, rec)
				page := rec.Body.String()
				for _, bad := range []string{`href="//`, `href="https://evil`, `href="javascript`, `action="//`, `href="/\`, `action="https`} {
					if strings.Contains(page, bad) {
						t.Errorf("%s leads elsewhere: %s", path, bad)
					}
				}
			}
		}
		if strings.ContainsRune(to, 0) {
			continue // no form is read that has one
		}
		login := url.Values{"nom_utilisateur": {"member"}, "mot_de_passe": {goodPassword}, "suite": {to}}
		wantHere(t, "signing in to "+to, h.send(http.MethodPost, "/connexion", "", login.Encode()))
		wantHere(t, "choosing a language at "+to, h.send(http.MethodPost, "/langue", "", url.Values{"langue": {"fr"}, "suite": {to}}.Encode()))
		profile := url.Values{
			"etablissement": {w.ids["ref Collège Membre"]}, "prenom": {"Camille"}, "nom": {"Membre"}, "fonction": {"Gestion"}, "telephone": {"02 99 00 00 00"}, "langue": {"fr"},
			"version": {h.one(`SELECT CAST(version AS TEXT) FROM account_accounts WHERE user_name = 'member'`)}, "suite": {to},
		}
		saved := h.send(http.MethodPost, "/compte/profil", w.secrets[member], profile.Encode())
		if wantHere(t, "a profile on the way to "+to, saved); saved.Code != http.StatusSeeOther {
			t.Errorf("the profile is not saved: %d", saved.Code)
		}
		rec := h.send(http.MethodPost, "/groupements/1/adherer", "", "_cle=1", "Referer", to, "Host", "preau.test")
		wantHere(t, "joining from "+to, rec)
	}
}

func wantHere(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	at := w.Header().Get("Location")
	if at == "" {
		return
	}
	base, err := url.Parse(webtest.Base)
	if err != nil {
		t.Fatal(err)
	}
	u, err := base.Parse(at)
	if err != nil || u.Host != base.Host || u.Scheme != base.Scheme || strings.HasPrefix(at, `/\`) || strings.ContainsAny(at, "\r\n\t") {
		t.Errorf("%s leads to %q", what, at)
	}
	if len(w.Header()["Location"]) > 1 {
		t.Errorf("%s: two places", what)
	}
}

// What a browser says of itself may be anything.
func TestStrangeHeaders(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.house(t)
	long := strings.Repeat("fr-FR;q=0.5, ", 4_000)
	for _, headers := range [][]string{
		{"Accept-Language", long},
		{"Accept-Language", "\xff\xfe"},
		{"Accept-Language", "*;q=NaN"},
		{"Accept-Language", "../../etc/passwd"},
		{"User-Agent", long},
		{"Referer", "https://preau.test/" + strings.Repeat("a", 50_000)},
		{"Referer", "::"},
		{"X-Request-Id", "<script>"},
		{"X-Forwarded-For", long},
		{"Accept-Encoding", "gzip;q=zzz, br"},
		{"Range", "bytes=0-1,5-"},
		{"If-Modified-Since", "no date"},
		{"HX-Request", "true"},
		{"HX-Current-URL", "https://evil.test/"},
		{"Cookie", strings.Repeat("a=b; ", 5_000)},
		{"Cookie", "__Host-session=" + strings.Repeat("x", 30_000)},
		{"Cookie", "__Host-session=\"; __Host-flash=%%%; __Host-langue=<script>"},
		{"Cookie", "__Host-session=\xff\xfe\x01"},
		{"Cookie", "__Host-session=" + w.secrets[member] + "x"},
		{"Cookie", "__Host-flash=W3siayI6Im5lZWRzd2ViLnRpdGxlIiwiYSI6W3siayI6ImZvbyJ9XX1d"},
		{"Cookie", "__Host-flash=bm90IGpzb24"},
	} {
		for _, path := range []string{"/", "/groupements/1", "/compte", "/connexion", "/rien"} {
			rec := h.send(http.MethodGet, path, "", "", headers...)
			if rec.Code == http.StatusOK && path == "/compte" {
				t.Errorf("%.40q opens somebody's account", headers)
			}
			if strings.Contains(rec.Body.String(), "<script>") {
				t.Errorf("%.40q comes back as markup on %s", headers, path)
			}
		}
	}
}

// A method that a page does not have is told so, with those that it has; HEAD is GET without its text.
func TestUnknownMethods(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.house(t)
	before := h.contents()
	refused := func(method, path string) {
		rec := h.send(method, path, w.secrets[admin], "")
		if rec.Code != http.StatusMethodNotAllowed || rec.Header().Get("Allow") == "" {
			t.Errorf("%s %s: %d, Allow %q", method, path, rec.Code, rec.Header().Get("Allow"))
		}
	}
	for _, x := range append(each(w.posts()), each(w.gets())...) {
		for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get"} {
			refused(method, x.path)
		}
	}
	for _, path := range []string{"/aide", "/compte", "/groupements", "/groupements/1/suivi", "/administration"} {
		refused(http.MethodPost, path)
	}
	for _, path := range []string{"/deconnexion", "/groupements/1/adherer", "/compte/securite/sessions"} {
		refused(http.MethodGet, path)
		refused(http.MethodHead, path)
	}
	if done := changed(before, h.contents()); len(done) > 0 {
		t.Errorf("methods that are not there changed %q", done)
	}
}

// What a form names and the page never offered is refused, and changes nothing.
func TestForgedFields(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.stage(t)
	group := w.posts()[0].form
	profile := url.Values{"prenom": {"Camille"}, "nom": {"Membre"}, "version": {w.ids["version of "+member]}}
	for _, x := range []struct {
		role, path string
		form       url.Values
		want       int
	}{
		{coordinator, "/groupements/nouveau", with(group, "support", w.ids["Lycée Ailleurs"]), 422},
		{coordinator, "/groupements/nouveau", with(group, "support", "' OR 1=1"), 422},
		{coordinator, "/groupements/nouveau", with(group, "support", ""), 422},
		{coordinator, "/groupements/1/adhesions", url.Values{"acte": {"accepter"}, "membres": {w.ids["ref Collège Nouveau"]}}, 404},
		{coordinator, "/groupements/1/adhesions", url.Values{"acte": {"accepter"}, "membres": {w.ids["ref Collège Demandeur"], "nulle"}}, 404},
		{coordinator, "/groupements/1/adhesions", url.Values{"acte": {"accepter"}}, 422},
		{coordinator, "/groupements/1/adhesions", url.Values{"membres": {w.ids["ref Collège Demandeur"]}}, 422},
		{coordinator, "/groupements/2/lots/1", lotForm("Lot", "-1"), 409},
		{coordinator, "/groupements/2/lots/1", lotForm("Lot", "x"), 409},
		{coordinator, "/groupements/2/lots/nouveau", with(lotForm("Lot", ""), "decimales.1", "9"), 422},
		{coordinator, "/groupements/2/lots/nouveau", with(lotForm("Lot", ""), "decimales.1", "-1"), 422},
		{member, "/groupements/1/besoins/1", sheetForm("valider", "99", "q.1", "1"), 409},
		{member, "/groupements/1/besoins/1/aucun", sheetForm("", "99"), 409},
		{member, "/compte/profil", with(profile, "etablissement", "nulle"), 422},
		{member, "/compte/profil", with(profile, "telephone", "12"), 422},
		{member, "/compte/securite/sessions", url.Values{"session": {"nulle"}}, 404},
		{admin, "/administration/coordonnateurs", url.Values{"support": {"nulle"}, "email": {"x@preau.test"}, "prenom": {"P"}, "nom": {"N"}}, 422},
		{admin, "/administration/reglages", with(settings(w.ids["settings"]), "zone", "Mars/Olympus"), 422},
		{admin, "/administration/reglages", with(settings(w.ids["settings"]), "services", "rien"), 422},
		{admin, "/administration/reglages", with(settings(w.ids["settings"]), "smtp_port", "99999"), 422},
		{admin, "/administration/reglages", with(settings(w.ids["settings"]), "smtp_serveur", "mail\r\nEHLO x"), 422},
		{visitor, "/langue", url.Values{"langue": {"xx"}}, 422},
	} {
		p := w.as(s.house, x.role).PostForm(x.path, keyed(x.form))
		if p.Status != x.want || len(p.Hops) > 0 {
			t.Errorf("%s with %.100q: %d %v, want %d", x.path, x.form, p.Status, p.Hops, x.want)
		}
		if done := s.undo(); len(done) > 0 {
			t.Errorf("%s with %.100q changes %q", x.path, x.form, done)
		}
	}
}

// Dates that do not exist, or in an order that cannot be, come back as they were typed.
func TestDatesAsTyped(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.stage(t)
	group := w.posts()[0].form
	for _, typed := range []string{
		"2026-02-30T10:00", "2027-03-28T02:30", "20266-01-01T10:00", "0026-01-01T10:00", "demain", "2026-12-05", "12/05/2026", "9999999999", "2026-12-05T25:00",
		"2026-11-20T10:00", "2026-11-22T08:00", "", "<b>", "2026-12-05T18:00Z",
	} {
		p := s.refuses(t, coordinator, "/groupements/nouveau", with(group, "saisie_jusqu_au", typed), "saisie_jusqu_au", "titre", "saisie_du")
		if len(p.Find(`[aria-invalid="true"]`)) == 0 {
			t.Errorf("%q: no field is named", typed)
		}
	}
	s.refuses(t, coordinator, "/groupements/nouveau", with(group, "adhesions_jusqu_au", "2026-12-06T10:00"), "adhesions_jusqu_au")
	p := w.as(s.house, coordinator).PostForm("/groupements/nouveau", keyed(with(group, "saisie_jusqu_au", "5/12/2026 18:00"))).WantStatus(200)
	p.WantPath("/groupements/5/lots/nouveau")
}

// A lot without lines cannot hold a member up: that nothing is wanted of it can be said.
func TestLotWithoutLines(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	b.post(coordinator, "/groupements/2/lots/nouveau", url.Values{"titre": {"Vide"}, "lignes": {"0"}}, 303)
	b.post(coordinator, "/groupements/2/ouvrir", nil, 303)
	b.post(member, "/groupements/2/adherer", nil, 303)
	b.post(coordinator, "/groupements/2/adhesions", url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Membre"]}}, 303)
	b.d.Clock.Advance(25 * time.Hour)
	b.run(`UPDATE account_sessions SET seen_at = seen_at + 90000000000, expires_at = expires_at + 90000000000`)
	p := b.in[member].Get("/groupements/2/besoins/3").WantStatus(200).WantSound()
	p.Click("Je n'ai aucun besoin pour ce lot").Press("Je n'ai aucun besoin pour ce lot").WantPath("/groupements/2/besoins").Want("Validé, aucun besoin")
}
