package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/document"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// kept counts what the store has.
func (h *house) kept() int {
	h.t.Helper()
	n := 0
	for _, err := range h.store.List(h.t.Context()) {
		h.ok(err)
		n++
	}
	return n
}

func (h *house) count(q string, args ...any) string {
	h.t.Helper()
	return h.one(`SELECT CAST(count(*) AS TEXT) FROM `+q, args...)
}

// The coordinator gives the convention, a member takes it, who is none is told how to, and the coordinator sees who has it.
func TestDocumentsOfAGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		covers.Statement(t, "R033")
		b := inhabited(t, e)
		c := b.in[coordinator]
		p := c.Get("/groupements/2/documents").WantSound().Click("Ajouter un document").WantSound().Want("Les adhérents du groupement le trouvent sous « Documents »", "20 Mo au plus")
		p = p.Form("Ajouter un document").Choose("Nature", "Règlement").Fill("Titre", "Règlement d'achat").Check("Tout le monde").
			Attach("Fichier", `C:\Bureau\Règlement 2027.pdf`, []byte(pdf("règlement"))).Submit()
		p.WantStatus(200).WantPath("/groupements/2/documents").Want("« Règlement d'achat » est déposé", "Règlement · PDF", "Tout le monde", "Aucun adhérent sur 0").WantSound()

		v := b.in[visitor].Get("/groupements/1/documents").WantSound()
		v.Want("Notice", "Un autre document est réservé aux adhérents", "Si le vôtre en est un, connectez-vous", "Se connecter").WantNot("Charte", "Retiré", "Qui l'a pris", "Ajouter")
		b.in[stranger].Get("/groupements/1/documents").WantSound().Want("Ils s'ouvrent à votre établissement dès que son adhésion est acceptée").WantNot("Charte")
		b.in[visitor].Get("/groupements/1/documents/1/versions/1").WantPath("/connexion")

		m := b.in[member].Get("/groupements/1/documents").WantSound().Want("Charte", "Notice").WantNot("réservé", "Qui l'a pris")
		file := m.In("tbody tr:first-child").Click("Télécharger")
		if string(file.Body) != pdf("Charte") || file.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(file.Header.Get("Content-Security-Policy"), "sandbox") ||
			file.Header.Get("Content-Disposition") != "attachment; filename=Charte.pdf" || file.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("the file: %q %v", file.Body, file.Header)
		}
		b.in[member].Get("/").Want("Vous avez téléchargé « Charte » (version 1) dans « Groupement 1 »")

		c.Get("/groupements/1/documents").Want("1 adhérent sur 2", "Documents retirés (1)")
		d := c.Get("/groupements/1/documents/1").WantSound().Want("1 adhérent sur 2", "Pas encore", "Camille member", "Camille member a téléchargé la version 1", "Coco coordinator a déposé le document")
		p = d.Click("Modifier").WantSound().Form("Enregistrer").Fill("Titre", "Charte signée").Attach("Nouveau fichier (facultatif)", "v2.pdf", []byte(pdf("v2"))).Submit()
		p.WantStatus(200).Want("« Charte signée » est remplacé", "Version 2 du", "dont 0 la version en cours")
		b.in[member].Get("/groupements/1/documents/1/versions/1").WantStatus(403).WantSound().Want("Cette version a été remplacée par la version 2")
		c.Get("/groupements/1/documents/1").Click("Télécharger Version 1 du 21 novembre 2026")
		p = c.Get("/groupements/1/documents/1").Click("Retirer").WantSound().Want("Les versions déjà téléchargées restent gardées").Press("Retirer")
		p.WantStatus(200).Want("« Charte signée » est retiré", "Documents retirés (2)")
		b.in[member].Get("/groupements/1/documents").WantNot("Charte")
		if got := string(c.Get("/groupements/1/documents/1/versions/1").Body); got != pdf("Charte") {
			t.Errorf("what was agreed to: %q", got)
		}
	})
}

// A form that is refused comes back with what was typed, and keeps the file: it goes with the next try.
func TestFileIsSentOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.kept()
		p := b.in[coordinator].Get("/groupements/1/documents/nouveau").Form("Ajouter un document").Choose("Nature", "Notice").Check("Tout le monde").
			Attach("Fichier", "Mode d'emploi.txt", []byte("Bonjour à tous")).Submit()
		p.WantStatus(422).WantSound().Want("Donnez un titre au document", "« Mode d'emploi.txt » (15 octets) est arrivé")
		p = p.Form("Ajouter un document").Fill("Titre", "Mode d'emploi").Submit()
		p.WantStatus(200).WantPath("/groupements/1/documents").Want("Mode d'emploi", "texte (.txt), 15 octets", "Tout le monde")
		if b.kept() != before+1 || b.count(`needs_documents WHERE title = 'Mode d''emploi'`) != "1" {
			t.Errorf("%d more are kept", b.kept()-before)
		}
		// Another file instead: the first one is let go.
		p = b.in[coordinator].Get("/groupements/1/documents/nouveau").Form("Ajouter un document").Attach("Fichier", "a.txt", []byte("première")).Submit().WantStatus(422)
		p = p.Form("Ajouter un document").Choose("Nature", "Notice").Fill("Titre", "Seconde").Attach("Fichier", "b.txt", []byte("seconde")).Submit()
		p.WantStatus(200).Want("Seconde")
		b.drain()
		if b.kept() != before+2 {
			t.Errorf("%d more are kept", b.kept()-before)
		}
	})
}

// The same form sent twice with its file is one document, and the second file does not stay.
func TestUploadSentTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		f := keyed(documentForm("Deux fois", forMembers))
		for range 2 {
			p := b.uploadAs(coordinator, "/groupements/1/documents/nouveau", f, "a.pdf", pdf("x"))
			if firstStatus(p) != 303 {
				t.Fatalf("%d: %s", p.Status, p.Text())
			}
		}
		if p := b.uploadAs(coordinator, "/groupements/1/documents/nouveau", f, "a.pdf", pdf("autre")); p.Status != 409 {
			t.Errorf("another file under the same key: %d", p.Status)
		}
		b.d.Clock.Advance(document.StagedFor + time.Hour)
		b.drain()
		left, made := b.count(`document_files WHERE state IN ('staged', 'unbound')`), b.count(`needs_documents WHERE title = 'Deux fois'`)
		if bound := b.count(`document_files WHERE state = 'bound'`); left != "0" || made != "1" || bound != number(b.kept()) {
			t.Errorf("%s files are left, %s documents, %s bound of %d kept", left, made, bound, b.kept())
		}
	})
}

// What is wrong with a file is told next to its field, and nothing of it is kept.
func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	before, kept := b.contents(), b.kept()
	for _, c := range []struct{ name, content, says string }{
		{"vide.pdf", "", "Ce fichier est vide"},
		{"facture.pdf", "MZ\x90\x00\x03", "Ce type de fichier n'est pas accepté ici. Sont acceptés : PDF, Word (.docx)"},
		{"page.pdf", "<!doctype html><script>alert(1)</script>", "n'est pas accepté"},
		{"convention.exe", pdf("x"), "Le nom finit par « .exe », alors que le contenu est d'un autre type : PDF"},
		{"image.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "Cette image est abîmée"},
		{"lourd.pdf", pdf(strings.Repeat("x", document.DefaultLimit)), "Ce fichier est trop lourd : 20 Mo au plus"},
	} {
		p := b.upload(coordinator, "/groupements/1/documents/nouveau", documentForm("Un titre à garder", forEverybody), c.name, c.content)
		p.WantStatus(422).WantSound().Want(c.says)
		if f := p.In("#f-fichier-e"); f.Text() == "" {
			t.Errorf("%s: nothing next to the field", c.name)
		}
		wantTyped(t, p, "titre", "Un titre à garder")
	}
	p := b.upload(member, "/groupements/1/documents/nouveau", documentForm("x", forEverybody), "a.pdf", pdf("x"))
	p.WantStatus(403).Want("Cela revient aux coordonnateurs")
	if done := changed(before, b.contents()); len(done) > 0 || b.kept() != kept {
		t.Errorf("refused files changed %q", done)
	}
}

// A file of two gigabytes is cut long before its end, and the form comes back with what was typed.
func TestHugeFile(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	before, kept := b.contents(), b.kept()
	for name, known := range map[string]int64{"its length is told": 2 << 30, "its length is not told": -1} {
		head := "--x\r\nContent-Disposition: form-data; name=\"titre\"\r\n\r\nUn titre à garder\r\n" +
			"--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"film.pdf\"\r\nContent-Type: application/pdf\r\n\r\n" + pdf("")
		body := &metered{from: io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, 2<<30))}
		r := httptest.NewRequest(http.MethodPost, "/groupements/1/documents/nouveau", body)
		r.ContentLength = known
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.Header.Set("Origin", webtest.Base)
		r.Header.Set("Accept-Language", "fr")
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: b.secrets[coordinator]})
		w := httptest.NewRecorder()
		b.a.Handler.ServeHTTP(w, r)
		page := webtest.Fold(w.Body.String())
		if w.Code != 422 || !strings.Contains(page, "trop lourd") || !strings.Contains(page, "Un titre à garder") {
			t.Errorf("%s: %d %s", name, w.Code, reading(w.Body.Bytes()))
		}
		if most := int64(100 << 20); body.n > most || known > 0 && body.n > 1<<20 {
			t.Errorf("%s: %d bytes were read", name, body.n)
		}
	}
	if done := changed(before, b.contents()); len(done) > 0 || b.kept() != kept {
		t.Errorf("a huge file changed %q", done)
	}
}

type metered struct {
	from io.Reader
	n    int64
}

func (m *metered) Read(b []byte) (int, error) {
	n, err := m.from.Read(b)
	m.n += int64(n)
	return n, err
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// While the store of files is away, what is sent comes back with the reason and what was typed; downloads say so; the rest
// of the program goes on. Afterwards everything is there, and the same form goes through.
func TestStoreIsAway(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		before := b.contents()
		b.store.away = true
		f := keyed(documentForm("Pendant la panne", forMembers))
		p := b.uploadAs(coordinator, "/groupements/1/documents/nouveau", f, "a.pdf", pdf("x"))
		p.WantStatus(503).WantSound().Want("Le rangement des fichiers ne répond pas pour le moment")
		wantTyped(t, p, "titre", "Pendant la panne")
		p = b.in[member].Get("/groupements/1/documents/1/versions/1").WantStatus(503).Want("Le rangement des fichiers ne répond pas")
		if p.Header.Get("Content-Disposition") != "" || p.Header.Get("Retry-After") == "" {
			t.Errorf("headers %v", p.Header)
		}
		b.in[member].Get("/groupements/1/documents").WantStatus(200)
		w := httptest.NewRecorder()
		b.a.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "unavailable: files") {
			t.Errorf("ready: %d %s", w.Code, w.Body)
		}
		for _, table := range changed(before, b.contents()) {
			if table != "document_files" { // a row that the sweep will find
				t.Errorf("changed %s", table)
			}
		}
		b.store.away = false
		if p := b.uploadAs(coordinator, "/groupements/1/documents/nouveau", f, "a.pdf", pdf("x")); firstStatus(p) != 303 {
			t.Errorf("afterwards: %d", p.Status)
		}
		if got := string(b.in[member].Get("/groupements/1/documents/1/versions/1").Body); got != pdf("Charte") {
			t.Errorf("afterwards: %q", got)
		}
		b.d.Clock.Advance(document.StagedFor + time.Hour)
		b.drain()
		if got := b.count(`document_files WHERE state IN ('staged', 'unbound')`); got != "0" {
			t.Errorf("%s files are left", got)
		}
	})
}

// Part of a file is given, and a file fetched in parts is noted once.
func TestPartsOfAFile(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	whole := pdf("Charte")
	for i := 0; i < len(whole); i += 5 {
		w := b.send(http.MethodGet, "/groupements/1/documents/1/versions/1", b.secrets[member], "", "Range", fmt.Sprintf("bytes=%d-%d", i, i+4))
		if want := whole[i:min(i+5, len(whole))]; w.Code != http.StatusPartialContent || w.Body.String() != want {
			t.Errorf("from %d: %d %q", i, w.Code, w.Body)
		}
	}
	if got := b.count(`history_lines WHERE act = 'needs.document.download'`); got != "1" {
		t.Errorf("%s lines", got)
	}
}

// Who may not send a file, or is no longer signed in, gets back what was typed, and no byte of the file is kept.
func TestTypedBesideAFile(t *testing.T) {
	t.Parallel()
	b := inhabited(t, db.SQLite)
	before := b.kept()
	p := b.upload(visitor, "/groupements/1/documents/nouveau", documentForm("Un titre à garder", forMembers), "a.pdf", pdf("x"))
	if !p.Has("Un titre à garder") || b.kept() != before {
		t.Errorf("%d %v: %s", p.Status, p.Hops, p.Text())
	}
}

// uploadAs sends a form with its own key.
func (b *builder) uploadAs(role, path string, f url.Values, name, content string) *webtest.Page {
	b.t.Helper()
	return b.uploadIn(role, path, "fichier", f, name, content)
}

// uploadIn sends a form with its own key, and a file in a field of this name.
func (b *builder) uploadIn(role, path, field string, f url.Values, name, content string) *webtest.Page {
	b.t.Helper()
	type pair struct{ name, value string }
	var pairs []pair
	for of, all := range f {
		for _, v := range all {
			pairs = append(pairs, pair{of, v})
		}
	}
	slices.SortFunc(pairs, func(a, c pair) int { return strings.Compare(a.name, c.name) })
	var body strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&body, "--x\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", p.name, p.value)
	}
	fmt.Fprintf(&body, "--x\r\nContent-Disposition: form-data; name=%q; filename=%q\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n--x--\r\n", field, name, content)
	return b.in[role].PostRaw(path, "multipart/form-data; boundary=x", body.String())
}
