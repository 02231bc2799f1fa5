package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/kit/db"
	"preau/internal/kit/web/webtest"
)

// unpacked are the files of an archive.
func unpacked(t testing.TB, p *webtest.Page) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(p.Body), int64(len(p.Body)))
	if err != nil {
		t.Fatalf("no archive: %v", err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

// One's data comes as an archive: prepared by a job that one may leave and find again, told by mail, downloaded by oneself
// alone for 48 hours, then deleted.
func TestExportOfOnesData(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for i, data := range []string{`{"old_telephone":"Coco","new_telephone":""}`, `{"representant.before":"Coco","representant.after":""}`} { // what they wrote of others
			b.run(`INSERT INTO history_lines (id, object_kind, object_id, act, from_state, to_state, account_id, name, data, done_at)
				SELECT $1, 'x', 'x', 'x', '', '', id, 'Camille', $2, 1 FROM account_accounts WHERE user_name = 'member'`, "said-"+number(i), data)
		}
		p := b.in[member].Get("/compte/donnees").WantStatus(200).WantSound().Press("Préparer l'archive").WantStatus(200).WantSound()
		p.Want("La préparation de votre archive a commencé", "En préparation depuis").WantNot("Télécharger")
		b.in[member].PostForm("/compte/donnees/export", keyed(nil)).WantStatus(200) // once more: it goes on
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM retention_exports`); n != "1" {
			t.Errorf("%s exports", n)
		}
		if m := b.mailTo("member@preau.test"); !strings.Contains(m.Text, "/compte/donnees") || !strings.Contains(m.Subject, "prêtes à être téléchargées") {
			t.Errorf("the mail says %s: %s", m.Subject, m.Text)
		}
		b.in[member].Get("/compte/donnees").WantSound().Want("Archive prête")
		got := b.in[member].Get("/compte/donnees/export").WantStatus(200)
		if kind := got.Header.Get("Content-Type"); kind != "application/zip" || !strings.Contains(got.Header.Get("Content-Disposition"), "mes-donnees.zip") {
			t.Errorf("served as %s, %s", kind, got.Header.Get("Content-Disposition"))
		}
		b.wantWhole(unpacked(t, got))
		for _, other := range []string{neighbour, admin} {
			b.in[other].Get("/compte/donnees/export").WantStatus(404)
		}
		b.browser().Get("/compte/donnees/export").WantPath("/connexion")
		b.d.Clock.Set(b.d.Clock.Now().Add(2*day - time.Second))
		b.in[member] = b.again(member)
		b.in[member].Get("/compte/donnees/export").WantStatus(200)
		b.d.Clock.Set(b.d.Clock.Now().Add(2 * time.Second))
		b.in[member].Get("/compte/donnees/export").WantStatus(404)
		b.in[member].Get("/compte/donnees").Want("Préparer l'archive")
		b.drain()
		if got := b.one(`SELECT e.state || ' ' || f.state FROM retention_exports e JOIN document_files f ON f.id = e.file_id`); got != "gone deleted" {
			t.Errorf("after 48 hours: %s", got)
		}
	})
}

// again signs in once more: the session of a few hours is over.
func (b *builder) again(role string) *webtest.Client {
	b.t.Helper()
	c := b.browser()
	c.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {userOf(role)}, "mot_de_passe": {goodPassword}})).WantStatus(200)
	return c
}

// wantWhole compares the member's archive with the tables: it says all that they say of the member, and nothing of others.
func (b *builder) wantWhole(files map[string]string) {
	b.t.Helper()
	all := ""
	for name, text := range files {
		all += text
		if base, ok := strings.CutSuffix(name, ".json"); ok && (files[base+".csv"] == "" || !strings.Contains(files["LISEZMOI.txt"], base+"\u00a0: ")) {
			b.t.Errorf("%s has no CSV, or LISEZMOI.txt does not tell of it", name)
		}
	}
	for _, other := range []string{"Coco", "other.member", "Camille other", "coordinator", "Collège Voisin", "Dominique", "admin@preau.test", "argon2", "unconfirmed"} {
		if strings.Contains(all, other) {
			b.t.Errorf("the archive says %s", other)
		}
	}
	me := b.one(`SELECT id FROM account_accounts WHERE user_name = 'member'`)
	for file, want := range map[string]string{
		"compte": "1", "connexions": `SELECT count(*) FROM account_sessions WHERE account_id = $1`, "liens": `SELECT count(*) FROM account_tokens WHERE account_id = $1`,
		"roles": `SELECT count(*) FROM access_grants WHERE account_id = $1`, "emails": `SELECT count(*) FROM notify_mails WHERE account_id = $1 AND kind <> 'retention.export_ready'`,
		"actes": `SELECT count(*) FROM history_lines WHERE account_id = $1`, "adhesions": `SELECT count(*) FROM needs_memberships WHERE asked_by = $1`,
		"besoins-saisis": `SELECT count(*) FROM needs_sheets WHERE saved_by = $1`, "besoins-valides": `SELECT count(*) FROM needs_sheets WHERE validated_by = $1`,
	} {
		if strings.HasPrefix(want, "SELECT") {
			want = b.one(strings.Replace(want, "count(*)", "CAST(count(*) AS TEXT)", 1), me)
		}
		var rows []map[string]any
		if err := json.Unmarshal([]byte(files[file+".json"]), &rows); err != nil || number(len(rows)) != want {
			b.t.Errorf("%s has %d rows, want %s: %v", file, len(rows), want, err)
		}
		if n := strings.Count(files[file+".csv"], "\r\n") - 1; number(n) != want {
			b.t.Errorf("%s.csv has %d rows, want %s", file, n, want)
		}
	}
	var mine []map[string]any
	b.ok(json.Unmarshal([]byte(files["compte.json"]), &mine))
	if got := mine[0]; got["email"] != "member@preau.test" || got["establishment"] != "Collège Membre" || got["created_at"] != "2026-11-21T10:00:00Z" || got["phone"] != "+33299000000" {
		b.t.Errorf("the account is %v", got)
	}
	b.ok(json.Unmarshal([]byte(files["connexions.json"]), &mine))
	if _, ok := mine[0]["remembered"].(bool); !ok {
		b.t.Errorf("whether a session is remembered is %v", mine[0]["remembered"])
	}
	b.ok(json.Unmarshal([]byte(files["adhesions.json"]), &mine))
	if titles := []any{mine[0]["group_title"], mine[1]["group_title"]}; !slices.Contains(titles, any("Groupement 1")) {
		b.t.Errorf("the groups are %v", titles)
	}
}

// An export that was cut begins anew and ends as one; one whose account is closed meanwhile goes nowhere; one that waits for
// long may be asked for again.
func TestExportThatIsCut(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		b.store.away = true
		b.post(member, "/compte/donnees/export", nil, 303)
		if _, err := b.a.Queue.Drain(t.Context()); err == nil {
			t.Error("the store is away, and nothing says so")
		}
		b.in[member].Get("/compte/donnees").Want("En préparation").WantNot("Préparer une nouvelle archive")
		b.d.Clock.Set(b.d.Clock.Now().Add(70 * time.Minute))
		b.in[member].Get("/compte/donnees").Want("Préparer une nouvelle archive")
		b.store.away = false
		b.in[member].Get("/compte/donnees").Press("Préparer une nouvelle archive").WantStatus(200)
		b.drain()
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM retention_exports WHERE state = 'ready'`) + b.one(`SELECT CAST(count(*) AS TEXT) FROM document_files WHERE state = 'bound' AND use_key = 'retention.export'`); got != "11" {
			t.Errorf("exports that are ready, and files: %s", got)
		}
		b.post(schoolless, "/compte/donnees/export", nil, 303)
		b.in[schoolless].Get("/compte/donnees/fermeture").Form("Fermer mon compte pour toujours").Fill("Votre mot de passe", goodPassword).Submit().WantStatus(200)
		b.drain()
		if got := b.one(`SELECT CAST(count(*) AS TEXT) FROM retention_exports WHERE state = 'gone'`) + b.one(`SELECT CAST(count(*) AS TEXT) FROM document_files WHERE state = 'bound' AND use_key = 'retention.export'`); got != "21" {
			t.Errorf("exports that are gone, and files: %s", got)
		}
	})
}

// Every share can be read, of anybody: an export fails for nobody.
func TestEveryShare(t *testing.T) {
	onBoth(t, func(t *testing.T, e db.Engine) {
		b := inhabited(t, e)
		for _, role := range townspeople[1:] {
			b.post(role, "/compte/donnees/export", nil, 303)
		}
		b.drain()
		if n := b.one(`SELECT CAST(count(*) AS TEXT) FROM retention_exports WHERE state = 'ready'`); n != number(len(townspeople)-1) {
			t.Errorf("%s exports are ready", n)
		}
		files := unpacked(t, b.in[coordinator].Get("/compte/donnees/export").WantStatus(200))
		for _, file := range []string{"groupements-crees", "documents-deposes", "fichiers", "adhesions-decidees", "roles-donnes"} {
			if files[file+".json"] == "" {
				t.Errorf("the coordinator's archive has no %s", file)
			}
		}
		for _, h := range app.Holdings() {
			for _, s := range h.Shares {
				if len(s.Columns) == 0 || s.Of == "" {
					t.Errorf("share %s says nothing", s.File)
				}
			}
		}
	})
}
