package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/web/webtest"
)

// markup is a text that HTML, attributes, addresses or templates would take for something else.
const markup = `<script>alert(1)</script>"'><img src=x onerror=z>{{.}}&amp;<a href=//e.test>`

// A text is a text wherever it is written, on pages and in mails: it is read as it was typed, and is never markup.
func TestMarkupIsText(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	b.writeMarkup()
	for _, x := range b.gets() {
		for _, role := range []string{member, coordinator, admin} {
			p := b.in[role].Get(x.path)
			wantNoMarkup(t, p.Path+" by "+role, p.Body)
		}
	}
	for path, role := range map[string]string{
		"/groupements/5": visitor, "/groupements/5/besoins/1": member, "/groupements/5/adhesions": coordinator, "/groupements/5/suivi": coordinator,
		"/groupements/5/consolidation": coordinator, "/groupements/5/consolidation/membres": coordinator, "/groupements/5/consolidation/lieux": coordinator, "/administration/messages/2026-000003": admin, "/administration/comptes/" + b.ids["member"]: admin,
		"/groupements?q=" + url.QueryEscape(markup): visitor, "/administration/comptes?q=" + url.QueryEscape(markup): admin,
		"/administration/coordonnateurs?etablissement=" + url.QueryEscape(markup): admin, "/adhesions": "asker", "/contact?q=" + url.QueryEscape(markup): visitor,
	} {
		p := b.in[role].Get(path).WantStatus(200).WantSound().Want("<script>alert(1)</script>")
		wantNoMarkup(t, path, p.Body)
	}
	b.drain()
	said := 0
	for _, m := range b.mails.Sent() {
		wantNoMarkup(t, m.Subject, []byte(m.HTML))
		if strings.Contains(m.Text, "<script>alert(1)</script>") {
			said++
		}
	}
	if said < 5 {
		t.Errorf("%d mails say it", said)
	}
}

// writeMarkup types it into every field that keeps a text, in a group of its own.
func (b *builder) writeMarkup() {
	b.t.Helper()
	b.post(admin, "/administration/reglages", with(settings(b.ids["settings"]), "titre", markup, "ligne", markup, "needs_titre", markup, "needs_ligne", markup), 303)
	for _, role := range []string{member, coordinator, "asker"} {
		school := map[string]string{member: "Collège Membre", "asker": "Collège Demandeur"}[role]
		b.post(role, "/compte/profil", url.Values{
			"etablissement": {b.ids["ref "+school]}, "prenom": {markup}, "nom": {markup}, "fonction": {markup}, "telephone": {"02 99 00 00 00"}, "langue": {"fr"},
			"version": {b.version("account_accounts", "user_name", userOf(role))},
		}, 303)
	}
	group := with(b.groupPosts()[0].form, "titre", markup, "description", markup, "saisie_du", "2026-11-20T08:00")
	b.post(coordinator, "/groupements/nouveau", group, 303)
	lot := with(lotForm(markup, ""), "description", markup, "article.0", markup, "unite.0", "<b>u</b>", "rubrique.0", markup, "precision.0", markup)
	b.post(coordinator, "/groupements/5/lots/nouveau", lot, 303)
	b.post(coordinator, "/groupements/5/ouvrir", nil, 303)
	b.post(member, "/groupements/5/adherer", nil, 303)
	b.post("asker", "/groupements/5/adherer", nil, 303)
	b.post(coordinator, "/groupements/5/adhesions", url.Values{"acte": {"accepter"}, "membres": {b.ids["ref Collège Membre"]}}, 303)
	b.post(coordinator, "/groupements/5/adhesions", url.Values{"acte": {"refuser"}, "membres": {b.ids["ref Collège Demandeur"]}, "motif": {markup}}, 303)
	b.post(member, "/groupements/5/besoins/1", url.Values{"q.1": {"3"}, "version": {"0"}, "acte": {"valider"}}, 303)
	b.post(coordinator, "/groupements/5/coordonnateurs", url.Values{"email": {"m@preau.test"}, "prenom": {markup}, "nom": {markup}}, 303)
	b.post(visitor, "/contact", url.Values{"nom": {markup}, "adresse": {"m@preau.test"}, "message": {markup}, "page": {"/" + markup}, "q": {markup}, "motif": {markup}}, 303)
	b.post(admin, "/administration/messages/2026-000003/reponse", url.Values{"reponse": {markup}, "version": {"1"}}, 303)
	b.post(member, "/acces/demandes/1", url.Values{"acte": {"refuser"}, "motif": {markup}}, 303)
	b.post(admin, "/administration/comptes/"+b.ids["waiting"]+"/renvoi", nil, 303)
}

var taken = regexp.MustCompile(`<script>alert|<img src=x|<a href=//e|onerror=z>|<b>u</b>`)

func wantNoMarkup(t *testing.T, where string, html []byte) {
	t.Helper()
	if at := taken.FindIndex(html); at != nil && !strings.HasSuffix(strings.Split(where, "?")[0], ".csv") {
		t.Errorf("%s takes a text for markup: … %s …", where, html[max(0, at[0]-60):min(len(html), at[1]+60)])
	}
}

// What would be a formula in a spreadsheet is a text there, with a mark that shows it.
func TestCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R054")
	b := inhabited(t, db.SQLite)
	starts := []string{"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", "\u200b=1", "＝1", "|x", "%x"}
	lot := url.Values{"titre": {"=Lot"}, "lignes": {"12"}}
	for i, s := range starts {
		lot.Set("article."+number(i), s)
		lot.Set("unite."+number(i), "-u")
	}
	b.post(coordinator, "/groupements/2/lots/nouveau", lot, 303)
	p := b.in[coordinator].Get("/groupements/2/consolidation.csv?lot=3").WantStatus(200)
	for line := range strings.Lines(string(p.Body)) {
		for cell := range strings.SplitSeq(strings.TrimRight(line, "\r\n"), ";") {
			if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell of the file is %q", cell)
			}
		}
	}
	for _, want := range []string{";'=1+1;'-u;0", ";'+1;", ";'-1;", ";'@SUM(A1);", "Lot;3. =Lot"} {
		if !strings.Contains(webtest.Fold(string(p.Body)), want) {
			t.Errorf("%q is not in the file:\n%s", want, p.Body)
		}
	}
}

// A line break in a name or an address makes no header of a mail.
func TestNoHeadersByLineBreaks(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	b.mails.Reset()
	const bcc = "\r\nBcc: victime@preau.test\r\n\r\nBonjour"
	for _, address := range []string{"a@preau.test" + bcc, "a@preau.test\nBcc: v@preau.test", "a@preau.test, b@preau.test", "A <a@preau.test>", "a@preau.test\x00", "<a@preau.test>", "a@preau.test;b@preau.test", "@", "a@", "@b.test", "a b@preau.test", `"a"@preau.test` + "\r", strings.Repeat("a", 300) + "@preau.test"} {
		for path, f := range map[string]url.Values{
			"/contact":                       {"nom": {"D"}, "adresse": {address}, "message": {"Bonjour"}},
			"/groupements/1/coordonnateurs":  {"email": {address}, "prenom": {"P"}, "nom": {"N"}},
			"/administration/coordonnateurs": {"support": {b.ids["Collège Nouveau"]}, "email": {address}, "prenom": {"P"}, "nom": {"N"}},
			"/inscription":                   {"nom_utilisateur": {"crlf"}, "email": {address}, "mot_de_passe": {goodPassword}, "mot_de_passe_2": {goodPassword}},
		} {
			role := map[string]string{"/contact": visitor, "/inscription": visitor, "/groupements/1/coordonnateurs": coordinator}[path]
			if role == "" {
				role = admin
			}
			if p := b.in[role].PostForm(path, keyed(f)); p.Status == 200 && len(p.Hops) > 0 {
				b.drain()
				wantOneAddress(t, path, address, b.mails.Sent())
			}
		}
	}
	b.post(visitor, "/contact", url.Values{"nom": {"Dominique" + bcc}, "adresse": {"d@preau.test"}, "message": {"Bonjour" + bcc}}, 303)
	b.post(coordinator, "/groupements/1/coordonnateurs", url.Values{"email": {"p@preau.test"}, "prenom": {"Pia" + bcc}, "nom": {"N" + bcc}}, 303)
	b.post(coordinator, "/groupements/nouveau", with(b.groupPosts()[0].form, "titre", "Titre"+bcc), 303)
	b.post(coordinator, "/groupements/5/lots/nouveau", lotForm("Lot", ""), 303)
	b.post(coordinator, "/groupements/5/ouvrir", nil, 303)
	b.post(member, "/groupements/5/adherer", nil, 303)
	b.drain()
	if len(b.mails.Sent()) < 4 {
		t.Errorf("%d mails", len(b.mails.Sent()))
	}
	for _, m := range b.mails.Sent() {
		for _, header := range []string{m.Subject, m.To, m.ToName, m.From, m.FromName, m.ReplyTo, m.ListUnsubscribe, m.ID} {
			if strings.ContainsAny(header, "\r\n\x00") || m.To == "victime@preau.test" {
				t.Errorf("a header is %q", header)
			}
		}
	}
}

// wantOneAddress: an address that was taken after all is one, and has no room for another.
func wantOneAddress(t *testing.T, path, typed string, sent []mail.Message) {
	t.Helper()
	for _, m := range sent {
		if strings.ContainsAny(m.To, "\r\n\x00 ,;<>") {
			t.Errorf("%s takes %q for the address %q", path, typed, m.To)
		}
	}
}
