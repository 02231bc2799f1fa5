package app_test

import (
	"log/slog"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"preau/internal/app"
	"preau/internal/core/account/password"
	"preau/internal/core/backup"
	"preau/internal/core/instance"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/kit/sms"
	"preau/internal/kit/web/webtest"
)

// restored opens the program on what a backup brought back, as another machine would.
func (h *house) restored(r backup.Restoring) *house {
	h.t.Helper()
	d, err := db.Open(h.t.Context(), db.Options{URL: r.Database, Clock: h.d.Clock})
	h.ok(err)
	h.t.Cleanup(func() { _ = d.Close() }) // the test may have closed it
	again := *h.d
	again.DB, again.URL = d, r.Database
	out := &house{t: h.t, d: &again, mails: mail.NewMemory(), store: &moody{Store: r.Files}, vault: &moody{Store: r.Secrets}}
	key, err := instance.ParseKey(strings.Repeat("A", 43))
	h.ok(err)
	out.a, err = app.New(app.Options{
		DB: d, Clock: h.d.Clock, Log: slog.New(slog.DiscardHandler), Key: key, Files: r.Files, Secrets: r.Secrets, PublicURL: webtest.Base, Version: "test",
		Transport: out.mails, Texts: sms.NewMailbox(d), Hashing: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1},
	})
	h.ok(err)
	h.ok(out.a.Search.Refresh(h.t.Context()))
	h.ok(out.a.Offers.Public.Refresh(h.t.Context()))
	return out
}

// needed is what the database says it needs still of all that a backup would save, and of some more.
func (h *house) needed(more ...string) (out []string) {
	h.t.Helper()
	c := app.Saved()
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		secrets, err := c.Secrets(h.t.Context(), tx)
		h.ok(err)
		needed, err := c.Needed(h.t.Context(), tx, append(secrets, more...))
		h.ok(err)
		files, err := c.Files(h.t.Context(), tx)
		h.ok(err)
		keys := more
		for _, f := range files {
			keys = append(keys, f.Key)
		}
		bound, err := c.Bound(h.t.Context(), tx, keys)
		h.ok(err)
		if n := h.one(`SELECT CAST(count(*) AS TEXT) FROM document_files WHERE state = 'bound' AND sha256 <> ''`); strconv.Itoa(len(bound)) != n {
			h.t.Errorf("%d files are bound, not %s", len(bound), n)
		}
		out = needed
		return nil
	}))
	return out
}

// The drill: a platform with orders, demands, files and mails that wait is saved, goes on, and is lost. What comes back can be read by whom it
// concerns, sends nothing a second time, and does not say a word of a demand that was wiped since.
func TestRestoreDrill(t *testing.T) {
	t.Parallel()
	covers.Statement(t, "C080", "C081")
	w := watch(t, db.SQLite)
	n, wiped := w.lives(), w.begins()
	number := w.ids["order"]
	w.as(w.house, coordinator).PostForm("/commandes/a-passer/"+number+"/envoyer", url.Values{"version": {"1"}}) // its mail waits
	w.run(`UPDATE account_tokens SET purpose = 'reset', used_at = NULL, killed_at = NULL WHERE purpose IN ('activation', 'reset')`)
	if reset := w.one(`SELECT CAST(count(*) AS TEXT) FROM account_tokens WHERE purpose = 'reset'`); reset == "0" {
		t.Fatal("no link was asked for")
	}
	shelf := func() blob.Shelf {
		s, err := blob.NewShelfFolder(t.TempDir())
		w.ok(err)
		return s
	}
	saving := backup.Saving{
		DB: w.d.DB, Clock: w.d.Clock, Contents: app.Saved(), Files: w.store, Secrets: w.vault, To: shelf(), SecretsTo: shelf(), Scratch: t.TempDir(), Program: "test",
		KeepDays: 30, KeepSecretsDays: 7,
	}
	first, err := backup.Make(t.Context(), saving)
	w.ok(err)
	if first.Files < 2 || first.Saved < 3 || first.Rows["casework_demands"] < 2 {
		t.Fatalf("saved %+v", first.Manifest)
	}
	secret := w.one(`SELECT secret FROM casework_keys WHERE id = (SELECT key_id FROM casework_demands WHERE number = $1)`, wiped)
	if needed := w.needed(); !slices.Contains(needed, secret) || len(needed) < 3 {
		t.Errorf("needed %q", needed)
	}
	// It goes on: the mail leaves, and a demand is wiped.
	w.mails.Reset()
	w.drain()
	if got := w.mails.To("commandes@fournisseur.test"); len(got) != 1 {
		t.Fatalf("%d mails to the supplier", len(got))
	}
	keyID := w.one(`SELECT key_id FROM casework_demands WHERE number = $1`, wiped)
	w.ok(w.d.InTx(t.Context(), func(tx *db.Tx) error { return w.a.Seal.Destroy(t.Context(), tx, keyID) }))
	w.drain()
	if needed := w.needed(secret); slices.Contains(needed, secret) || len(needed) < 2 {
		t.Errorf("after the demand was wiped, needed %q", needed)
	}
	w.d.Clock.Advance(time.Hour)
	_, err = backup.Make(t.Context(), saving)
	w.ok(err)

	r := backup.Restoring{
		From: saving.To, SecretsFrom: saving.SecretsTo, Set: first.Name, Contents: app.Saved(),
		Database: filepath.Join(t.TempDir(), "preau.db"), Files: blobtest.Folder(t), Secrets: blobtest.Folder(t),
	}
	got, err := backup.Restore(t.Context(), r)
	w.ok(err)
	if len(got.Faults) > 0 {
		t.Fatalf("%q", got.Faults)
	}
	h := w.restored(r)
	held, err := h.a.HoldBack(t.Context(), "restored")
	w.ok(err)
	if held.Mails == 0 {
		t.Error("no mail waited")
	}
	// An order of the number that comes next may be at a supplier: it was given since the copy, as far as anybody knows.
	for what, q := range map[string]string{
		"orders":  `SELECT CAST(min(n) AS TEXT) FROM ordering_order_numbers WHERE year = (SELECT max(year) FROM ordering_order_numbers)`,
		"baskets": `SELECT CAST(n AS TEXT) FROM ordering_counters WHERE name = 'basket'`,
		"demands": `SELECT CAST(n AS TEXT) FROM casework_years WHERE year = (SELECT max(year) FROM casework_years)`,
	} {
		if n, err := strconv.Atoi(h.one(q)); err != nil || n < 1000 || n%1000 != 0 {
			t.Errorf("the number of %s goes on from %d", what, n)
		}
	}
	if got := h.one(`SELECT CAST(count(*) AS TEXT) FROM ordering_orders WHERE number = $1`, number); got != "1" {
		t.Errorf("the order %s has lost its number", number)
	}
	h.drain()
	if sent := h.mails.To("commandes@fournisseur.test"); len(sent) > 0 {
		t.Errorf("the supplier gets the order again, %d times (%d texts held back)", len(sent), held.Texts)
	}
	if state := h.one(`SELECT state FROM ordering_orders WHERE number = $1`, number); state == "sent" {
		t.Errorf("the order is %s, and nobody knows", state)
	}
	if p := w.as(h, aidant).Get("/demandes/" + n); p.Status == 200 && p.Path == "/demandes/"+n {
		t.Error("a session of the copy serves")
	}
	if n := h.one(`SELECT CAST(count(*) AS TEXT) FROM account_tokens WHERE purpose IN ('signin', 'reset') AND used_at IS NULL AND killed_at IS NULL`); n != "0" {
		t.Errorf("%s links of the copy serve", n)
	}
	in := h.browser()
	in.PostForm("/connexion", keyed(url.Values{"nom_utilisateur": {userOf(aidant)}, "mot_de_passe": {goodPassword}})).WantStatus(200)
	for path, want := range map[string]int{"/demandes/" + n: 200, "/demandes/" + n + "/fichiers/1": 200} {
		p := in.Get(path)
		if p.Status != want || path == "/demandes/"+n && !strings.Contains(p.Text(), "Quatrefaurt") {
			t.Errorf("%s: %d %s", path, p.Status, p.Text())
		}
	}
	if p := in.Get("/demandes/" + wiped); strings.Contains(p.Text(), "Quatrefaurt") || p.Status == 500 {
		t.Errorf("a wiped demand is back: %d %s", p.Status, p.Text())
	}
	proof, err := h.a.Prove(t.Context(), true)
	if err != nil || proof.Opened < 1 || proof.Gone != 1 {
		t.Errorf("%+v %v", proof, err)
	}
	bound := func() string {
		return h.one(`SELECT CAST(count(*) AS TEXT) FROM document_files WHERE state = 'bound'`)
	}
	before := bound()
	w.d.Clock.Advance(25 * time.Hour)
	h.drain()
	if after := bound(); after != before {
		t.Errorf("after the first night %s of %s files are left", after, before)
	}
}
