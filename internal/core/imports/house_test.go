package imports_test

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/directory/intake"
	intakemsg "preau/internal/core/directory/intake/msg"
	"preau/internal/core/document"
	documentmsg "preau/internal/core/document/msg"
	"preau/internal/core/imports"
	importsmsg "preau/internal/core/imports/msg"
	orgmsg "preau/internal/core/org/msg"
	registersmsg "preau/internal/core/registers/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	sheetmsg "preau/internal/kit/sheet/msg"
	lotsintake "preau/internal/needs/intake"
	needsmsg "preau/internal/needs/msg"
)

// house is the service with the sheets of the directory.
type house struct {
	t     testing.TB
	d     *dbtest.DB
	q     *jobs.Queue
	s     *imports.Service
	files *document.Service
	store blob.Store
	words *i18n.Catalogue
	who   access.Actor
	at    imports.Place // empty: the platform
}

func newHouse(t testing.TB, d *dbtest.DB) *house {
	t.Helper()
	return openHouse(t, d, blobtest.Folder(t))
}

// openHouse is the program started on a database and a store as they are.
func openHouse(t testing.TB, d *dbtest.DB, store blob.Store) *house {
	t.Helper()
	return openHouseWith(t, d, store, d.Clock)
}

func openHouseWith(t testing.TB, d *dbtest.DB, store blob.Store, c clock.Clock) *house {
	t.Helper()
	h := &house{t: t, d: d, store: store}
	h.q = jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler))
	h.files = document.New(document.Options{DB: d.DB, Jobs: h.q, Store: store})
	h.s = imports.New(imports.Options{DB: d.DB, Jobs: h.q, Files: h.files, Clock: c, Log: slog.New(slog.DiscardHandler), Kinds: append(intake.Kinds(), lotsintake.Kinds()...)})
	var err error
	h.words, err = i18n.Load(documentmsg.Source(), importsmsg.Source(), intakemsg.Source(), needsmsg.Source(), orgmsg.Source(), registersmsg.Source(), sheetmsg.Source())
	h.ok(err)
	return h
}

// onBoth runs a test on both engines, with an administrator.
func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.who = h.admin("Ada")
		test(h)
	})
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// admin is another administrator.
func (h *house) admin(name string) access.Actor {
	h.t.Helper()
	a := access.Actor{ID: id.New(), Name: name, At: h.d.Clock.Now(), Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
	h.run(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $2, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`, a.ID, name, name+"@preau.test")
	return a
}

func (h *house) run(q string, args ...any) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	}))
}

// as is the actor of a form of its own.
func (h *house) as(who access.Actor) access.Actor {
	who.Key, who.Act, who.Body = id.New(), "POST /test", "body"
	who.At = h.d.Clock.Now()
	return who
}

func (h *house) stage(name, content string) document.File {
	h.t.Helper()
	f, err := h.files.Stage(h.t.Context(), h.who, h.at.Use(), name, strings.NewReader(content))
	h.ok(err)
	return f
}

// start sends a sheet.
func (h *house) start(kind, name, content string) int64 {
	h.t.Helper()
	n, err := h.s.Start(h.t.Context(), h.as(h.who), h.at, kind, h.stage(name, content).ID)
	h.ok(err)
	return n
}

func (h *house) drain() {
	h.t.Helper()
	_, err := h.q.Drain(h.t.Context())
	h.ok(err)
}

// sent is a sheet that was read and compared.
func (h *house) sent(kind, name, content string) int64 {
	h.t.Helper()
	n := h.start(kind, name, content)
	h.drain()
	return n
}

func (h *house) show(n int64, v imports.View) imports.Record {
	h.t.Helper()
	r, err := h.s.Show(h.t.Context(), h.who, h.at, n, v, 1, 100)
	h.ok(err)
	return r
}

// apply lets a sheet be written.
func (h *house) apply(n int64) imports.Record {
	h.t.Helper()
	h.ok(h.s.Apply(h.t.Context(), h.as(h.who), h.at, n, h.show(n, "").Version))
	h.drain()
	return h.show(n, "")
}

// wantCounts fails unless an import is in a state with these figures: read, new, changed, same, refused.
func (h *house) wantCounts(n int64, s imports.State, want ...int64) {
	h.t.Helper()
	r := h.show(n, "")
	got := []int64{r.Lines, r.New, r.Changed, r.Same, r.Refused}
	if r.State != s || fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("import %d is %s with %v, want %s with %v: %s", n, r.State, got, s, want, h.said(r))
	}
}

// said are the faults of a record as its page says them.
func (h *house) said(r imports.Record) string {
	t := h.words.For(i18n.French, time.UTC)
	var out []string
	for _, m := range r.Import.Fault {
		out = append(out, t.M(m))
	}
	for _, f := range r.Faults {
		out = append(out, fmt.Sprintf("%d %s %s %q %s", f.Line, f.Letter, f.Header, f.Value, t.M(f.Reason)))
	}
	return strings.ReplaceAll(strings.Join(out, "\n"), "\u00a0", " ")
}

// refusal is what a form is told next to its fields.
func (h *house) refusal(err error) string {
	h.t.Helper()
	e, is := apperr.As(err)
	if !is {
		h.t.Fatalf("%v is no refusal", err)
	}
	t := h.words.For(i18n.French, time.UTC)
	var out []string
	for _, f := range e.Fields {
		out = append(out, t.M(f.Msg))
	}
	if e.Msg.Key != "" {
		out = append(out, t.M(e.Msg))
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.Join(out, "\n"), "\u00a0", " "), "\u202f", " ")
}

func (h *house) one(q string, args ...any) string {
	h.t.Helper()
	var out string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.Value[string](h.t.Context(), tx, `SELECT coalesce((`+q+`), '')`, args...)
		return err
	}))
	return out
}

func (h *house) count(table string) string {
	h.t.Helper()
	return h.one(`SELECT CAST(count(*) AS TEXT) FROM ` + table)
}

// orgs is every organisation in short, without what differs from run to run.
func (h *house) orgs() string {
	h.t.Helper()
	type row struct{ text string }
	var out []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		rows, err := db.All(h.t.Context(), tx, func(r *row) []any { return []any{&r.text} }, `SELECT kind || '|' || name || '|' || uai || '|' || fase || '|' || siret || '|' || phone || '|' || email ||
			'|' || address || '|' || commune || '|' || source || '|' || CAST(version AS TEXT) || '|' || (SELECT CAST(count(*) AS TEXT) FROM history_lines l WHERE l.object_id = o.id)
			|| '|' || (SELECT CAST(count(*) AS TEXT) FROM org_sites s WHERE s.org_id = o.id) FROM org_organisations o ORDER BY name_fold, uai, fase, siret`)
		for _, r := range rows {
			out = append(out, r.text)
		}
		return err
	}))
	return strings.Join(out, "\n")
}

func (h *house) giveBack(n int64) (imports.Copy, string) {
	h.t.Helper()
	c, err := h.s.GiveBack(h.t.Context(), h.who, h.at, n, h.words.For(i18n.French, time.UTC))
	h.ok(err)
	b, err := io.ReadAll(c)
	h.ok(errors.Join(err, c.Close()))
	return c, string(b)
}

// uai is a made-up number with its letter.
func uai(n int) string {
	s := fmt.Sprintf("%07d", n)
	return s + string("ABCDEFGHJKLMNPRSTUVWXYZ"[n%23])
}

// directory makes a file of the shape of the French register.
func directory(lines ...string) string {
	return "\ufeffIdentifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Adresse_1;Adresse_2;Code postal;Code_commune;Nom_commune;Telephone;Mail;SIREN_SIRET;Type_contrat_prive\r\n" +
		strings.Join(lines, "\r\n") + "\r\n"
}

// school is a line of it.
func school(n int, name string, more ...string) string {
	get := func(i int, or string) string {
		if i < len(more) {
			return more[i]
		}
		return or
	}
	return strings.Join([]string{
		uai(n), name, "Ecole", "Public", cmp.Or(get(3, ""), "1 rue du Puits"), "", "35000", "35238", "Rennes", get(0, "0299000001"), get(1, "ecole@example.org"), get(2, "73282932000074"), "C0NTRAT SIMPLE",
	}, ";")
}
