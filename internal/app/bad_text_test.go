package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
	"preau/internal/kit/web/webtest"
)

// wantTyped fails unless a field of the page still holds what was typed.
func wantTyped(t *testing.T, p *webtest.Page, name, value string) {
	t.Helper()
	for _, n := range p.Find(`[name="` + name + `"]`) {
		if n.Attr("value") == value || webtest.Fold(value) == n.Text() {
			return
		}
	}
	t.Errorf("%s (%d): %s does not hold %.60q any more", p.Path, p.Status, name, value)
}

// refuses posts what cannot be taken: the form comes back with what was typed and says why, and nothing is changed.
func (s *stage) refuses(t *testing.T, role, path string, f url.Values, keeps ...string) *webtest.Page {
	t.Helper()
	p := s.w.as(s.house, role).PostForm(path, keyed(f))
	if p.Status != http.StatusUnprocessableEntity || len(p.Hops) > 0 {
		t.Errorf("%s with %.80q: %d %v, want 422", path, f, p.Status, p.Hops)
	}
	p.WantSound()
	for _, name := range keeps {
		wantTyped(t, p, name, f.Get(name))
	}
	if done := s.undo(); len(done) > 0 {
		t.Errorf("%s is refused and changes %q", path, done)
	}
	return p
}

func with(f url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, all := range f {
		out[name] = all
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// A text that is too long for its field comes back whole.
func TestTooLongTexts(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s, long := w.stage(t), strings.Repeat("œ", 10_000)
	group, lot := w.posts()[0].form, lotForm("Lot", "")
	s.refuses(t, coordinator, "/groupements/nouveau", with(group, "titre", long), "titre", "description", "saisie_du").Want("120")
	s.refuses(t, coordinator, "/groupements/nouveau", with(group, "description", long), "titre", "description").Want("4")
	for _, field := range []string{"titre", "description", "article.0", "unite.0", "rubrique.1", "precision.1"} {
		s.refuses(t, coordinator, "/groupements/2/lots/nouveau", with(lot, field, long), field, "article.1")
	}
	person := url.Values{"email": {"x@preau.test"}, "prenom": {"Nadia"}, "nom": {long}}
	s.refuses(t, coordinator, "/groupements/1/coordonnateurs", person, "email", "prenom", "nom")
	decision := url.Values{"acte": {"refuser"}, "membres": {w.ids["ref Collège Demandeur"]}, "motif": {long}}
	s.refuses(t, coordinator, "/groupements/1/adhesions", decision, "motif")
	s.refuses(t, member, "/acces/demandes/1", url.Values{"acte": {"refuser"}, "motif": {long[:5000]}}, "motif")
	message := url.Values{"nom": {"Dominique"}, "adresse": {"d@preau.test"}, "message": {long}}
	s.refuses(t, visitor, "/contact", message, "nom", "adresse", "message")
	s.refuses(t, visitor, "/contact", with(message, "message", "Bonjour", "nom", long), "nom", "adresse", "message")
	answer := url.Values{"reponse": {long}, "version": {"1"}}
	s.refuses(t, admin, "/administration/messages/2026-000001/reponse", answer, "reponse")
	s.refuses(t, admin, "/administration/comptes/"+w.ids["member"]+"/suspension", url.Values{"motif": {long}}, "motif")
	s.refuses(t, admin, "/administration/reglages", with(settings(w.ids["settings"]), "titre", long), "titre", "ligne")
	profile := url.Values{"prenom": {long}, "nom": {"Membre"}, "fonction": {"Gestion"}, "version": {w.ids["version of "+member]}}
	s.refuses(t, member, "/compte/profil", profile, "prenom", "nom", "fonction")
	sign := signUpForm(strings.Repeat("a", 10_000))
	sign.Set("email", "a@preau.test")
	s.refuses(t, visitor, "/inscription", sign, "nom_utilisateur", "email")
	s.refuses(t, visitor, "/connexion", url.Values{"nom_utilisateur": {"member"}, "mot_de_passe": {long}}, "nom_utilisateur")
}

// More than a form may weigh, or than it may hold, is refused before anything is read of it.
func TestTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.stage(t)
	post := func(body string) int {
		return s.send(http.MethodPost, "/groupements/2/lots/nouveau", w.secrets[coordinator], body).Code
	}
	if got := post("titre=" + strings.Repeat("a", 1<<20)); got != http.StatusRequestEntityTooLarge {
		t.Errorf("a megabyte: %d", got)
	}
	if got := post(strings.Repeat("a=1&", 6_000)); got != http.StatusUnprocessableEntity {
		t.Errorf("6,000 fields: %d", got)
	}
	if got := post("titre=Lot&lignes=999999999"); got != http.StatusSeeOther {
		t.Errorf("more lines promised than sent: %d", got)
	}
	s.undo()
	for _, kind := range []string{"application/json", "multipart/form-data", "text/plain", "multipart/form-data; boundary=x", "", "application/x-www-form-urlencoded; charset=utf-16"} {
		rec := s.send(http.MethodPost, "/groupements/2/lots/nouveau", w.secrets[coordinator], `{"titre": "Lot"}`, "Content-Type", kind)
		if rec.Code != http.StatusUnsupportedMediaType {
			t.Errorf("a body of type %q: %d", kind, rec.Code)
		}
	}
}

// A key that no page of ours gave is as good as any, however long: the act is done once.
func TestEnormousKey(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		key := strings.Builder{}
		for range 3_000 {
			key.WriteString(id.New())
		}
		for _, q := range []string{"3", "3", "4"} {
			p := b.in[member].PostForm("/groupements/1/besoins/1", url.Values{"_cle": {key.String()}, "q.1": {q}, "version": {"1"}})
			if want := map[string]int{"3": http.StatusOK, "4": http.StatusConflict}[q]; p.Status != want {
				t.Errorf("%s under an enormous key: %d, want %d", q, p.Status, want)
			}
		}
		if got := b.version("needs_sheets", "state", "entry"); got != "2" {
			t.Errorf("the sheet is at version %s", got)
		}
	})
}

// 600 lines are too many for a lot: they come back, all of them, to be parted.
func TestLotOfSixHundredLines(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.stage(t)
	var pasted strings.Builder
	typed := url.Values{"titre": {"Grand lot"}, "lignes": {"600"}, "acte": {"enregistrer"}}
	for i := range 600 {
		fmt.Fprintf(&pasted, "Article %d\tpièces\n", i)
		typed.Set(fmt.Sprint("article.", i), fmt.Sprint("Article ", i))
		typed.Set(fmt.Sprint("unite.", i), "pièces")
	}
	s.refuses(t, coordinator, "/groupements/2/lots/nouveau", typed, "article.0", "article.499", "article.500", "article.599").Want("500 lignes")
	paste := url.Values{"titre": {"Grand lot"}, "lignes": {"3"}, "coller": {pasted.String()}, "acte": {"enregistrer"}}
	p := s.refuses(t, coordinator, "/groupements/2/lots/nouveau", paste).Want("500 lignes")
	wantTyped(t, p, "article.3", "Article 0")
	wantTyped(t, p, "article.602", "Article 599")
	more := s.w.as(s.house, coordinator).PostForm("/groupements/2/lots/nouveau", keyed(with(paste, "acte", "lignes"))).WantStatus(200)
	wantTyped(t, more, "article.602", "Article 599")
	five := url.Values{"titre": {"Grand lot"}, "lignes": {"3"}, "coller": {pasted.String()[:strings.Index(pasted.String(), "Article 500")]}}
	s.w.as(s.house, coordinator).PostForm("/groupements/2/lots/nouveau", keyed(five)).WantPath("/groupements/2/lots").Want("Grand lot", "500")
	bad := url.Values{"titre": {"Lot"}, "lignes": {"3"}, "coller": {"Article sans unité"}}
	s.undo()
	wantTyped(t, s.refuses(t, coordinator, "/groupements/2/lots/nouveau", bad), "article.3", "Article sans unité")
}

// Quantities as people write them: what can be read is read, what cannot comes back with its line named.
func TestQuantitiesAsTyped(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "R049")
	w := newTown(t)
	s := w.stage(t)
	for _, x := range []struct{ line, typed, shown string }{
		{"1", "1 024", "1 024"},
		{"1", "1\u202f024", "1 024"},
		{"1", "00012", "12"},
		{"1", "+3", "3"},
		{"1", "7,0", "7"},
		{"1", "9 999 999", "9 999 999"},
		{"2", "2,5", "2,5"},
		{"2", "2.5", "2,5"},
		{"2", "0,1", "0,1"},
	} {
		f := url.Values{"q." + x.line: {x.typed}, "version": {"1"}, "acte": {"enregistrer"}}
		p := s.w.as(s.house, member).PostForm("/groupements/1/besoins/1", keyed(f)).WantStatus(200).WantPath("/groupements/1/besoins/1")
		if got := p.Find(`[name="q.` + x.line + `"]`); len(got) != 1 || webtest.Fold(got[0].Attr("value")) != x.shown {
			t.Errorf("%q is kept as %q, want %q", x.typed, got[0].Attr("value"), x.shown)
		}
		s.undo()
	}
	for _, typed := range []string{
		"-1", "−1", "- 2", "1,5", "0,001", "10 000 000", "99999999999999999999999", "1e9", "Infinity", "NaN", "0x10", "1,2,3", "1..2", ",", ".", "douze", "12 pièces", "½", "１２", "=1+1", "1;2", "<b>1</b>",
	} {
		f := url.Values{"q.1": {typed}, "q.2": {"2,5"}, "version": {"1"}, "acte": {"valider"}}
		s.refuses(t, member, "/groupements/1/besoins/1", f, "q.1", "q.2").Want("Bécher 250 ml")
	}
	f := url.Values{"q.1": {"3"}, "q.2": {"0,25"}, "q.99": {"7"}, "version": {"1"}, "acte": {"enregistrer"}}
	s.refuses(t, member, "/groupements/1/besoins/1", f, "q.1", "q.2").Want("Acide")
}
