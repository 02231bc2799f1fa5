package intake_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/intake"
	catalogmsg "preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/document"
	documentmsg "preau/internal/core/document/msg"
	"preau/internal/core/imports"
	importsmsg "preau/internal/core/imports/msg"
	"preau/internal/core/org"
	registersmsg "preau/internal/core/registers/msg"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sheet"
	sheetmsg "preau/internal/kit/sheet/msg"
)

// house is the imports with a market, and somebody of the purchasing body.
type house struct {
	t       testing.TB
	d       *dbtest.DB
	q       *jobs.Queue
	s       *imports.Service
	markets *catalog.Service
	files   *document.Service
	words   *i18n.Catalogue
	place   imports.Place
	number  int64
	who     access.Actor
}

func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t testing.TB, d *dbtest.DB) *house {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	h := &house{t: t, d: d, q: jobs.New(d.DB, d.Clock, log)}
	h.files = document.New(document.Options{DB: d.DB, Jobs: h.q, Store: blobtest.Folder(t)})
	h.s = imports.New(imports.Options{DB: d.DB, Jobs: h.q, Files: h.files, Clock: d.Clock, Log: log, Kinds: intake.Kinds()})
	h.markets = catalog.New(d.DB, func() *time.Location { return time.UTC })
	var err error
	h.words, err = i18n.Load(documentmsg.Source(), importsmsg.Source(), catalogmsg.Source(), sheetmsg.Source(), registersmsg.Source())
	h.ok(err)
	h.who = h.person("Paule Bertin", true)
	supplier := h.org(org.Organisation{Kind: org.Supplier, Name: "Papeterie du Pont"})
	h.place, h.number = h.market("Fournitures", supplier.Ref)
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) org(o org.Organisation) org.Organisation {
	h.t.Helper()
	if o.Country == "" {
		o.Country = "FR"
	}
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) (err error) {
		o, err = org.Insert(h.t.Context(), tx, o)
		return err
	}))
	return o
}

// person makes an active account, of the purchasing body or not.
func (h *house) person(name string, central bool) access.Actor {
	h.t.Helper()
	a := access.Actor{ID: id.New(), Name: name}
	h.run(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $4, $4, '', '', '', $3, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`, a.ID, a.ID, name, a.ID+"@preau.test")
	if central {
		h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(h.t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: a.ID, Role: catalog.Central, Place: access.Everywhere})
			return err
		}))
	}
	return a
}

// as is the same person making another request.
func (h *house) as(a access.Actor) access.Actor {
	h.t.Helper()
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "body", h.d.Clock.Now()
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.t.Context(), tx, a.ID, a.At)
		return err
	}))
	return a
}

func (h *house) market(title, supplier string) (imports.Place, int64) {
	h.t.Helper()
	n, err := h.markets.Create(h.t.Context(), h.as(h.who), catalog.Input{Title: title, SupplierRef: supplier, StartsOn: "2026-09-01", EndsOn: "2028-08-31"})
	h.ok(err)
	var marketID string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		marketID, err = db.Value[string](h.t.Context(), tx, `SELECT id FROM catalog_markets WHERE number = $1`, n)
		return err
	}))
	return imports.Place{Of: intake.Of, ID: marketID}, n
}

func (h *house) run(q string, args ...any) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	}))
}

func (h *house) drain() {
	h.t.Helper()
	_, err := h.q.Drain(h.t.Context())
	h.ok(err)
}

// sent is a CSV that was read and compared.
func (h *house) sent(content string) int64 {
	h.t.Helper()
	return h.sentAs(sheet.CSV, content)
}

func (h *house) sentAs(f sheet.Format, content string) int64 {
	h.t.Helper()
	file, err := h.files.Stage(h.t.Context(), h.who, imports.PlaceSheets, "adherents-"+id.New()+"."+string(f), strings.NewReader(content))
	h.ok(err)
	n, err := h.s.Start(h.t.Context(), h.as(h.who), h.place, "adherents", file.ID)
	h.ok(err)
	h.drain()
	return n
}

func (h *house) show(n int64, v imports.View) imports.Record {
	h.t.Helper()
	r, err := h.s.Show(h.t.Context(), h.as(h.who), h.place, n, v, 1, 100)
	h.ok(err)
	return r
}

// apply lets a sheet be written.
func (h *house) apply(n int64) imports.Record {
	h.t.Helper()
	h.ok(h.s.Apply(h.t.Context(), h.as(h.who), h.place, n, h.show(n, "").Version))
	h.drain()
	return h.show(n, "")
}

// wantCounts fails unless an import is in a state with these figures: read, new, changed, same, refused.
func (h *house) wantCounts(n int64, s imports.State, want ...int64) {
	h.t.Helper()
	r := h.show(n, imports.Faults)
	got := []int64{r.Lines, r.New, r.Changed, r.Same, r.Refused}
	if r.State != s || fmt.Sprint(got) != fmt.Sprint(want) {
		h.t.Errorf("import %d is %s with %v, want %s with %v:\n%s", n, r.State, got, s, want, h.said(r))
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
		out = append(out, fmt.Sprintf("%d %s %q %s", f.Line, f.Header, f.Value, t.M(f.Reason)))
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(strings.Join(out, "\n"))
}

// adherents are the market's in short, by name.
func (h *house) adherents() string {
	h.t.Helper()
	all, err := h.markets.AdherentsForSheet(h.t.Context(), h.as(h.who), h.number)
	h.ok(err)
	var out []string
	for _, a := range all {
		out = append(out, strings.TrimSpace(a.Org.Name+" "+a.StartsOn+" "+a.EndsOn))
	}
	return strings.Join(out, ", ")
}

func (h *house) wantAdherents(want string) {
	h.t.Helper()
	if got := h.adherents(); got != want {
		h.t.Errorf("the adherents are\n%s\nwant\n%s", got, want)
	}
}

func (h *house) export(f sheet.Format) string {
	h.t.Helper()
	all, err := h.markets.AdherentsForSheet(h.t.Context(), h.as(h.who), h.number)
	h.ok(err)
	var b bytes.Buffer
	h.ok(intake.Write(&b, h.words.For(i18n.French, time.UTC), f, "Adhérents", all))
	return b.String()
}

func (h *house) giveBack(n int64) string {
	h.t.Helper()
	c, err := h.s.GiveBack(h.t.Context(), h.as(h.who), h.place, n, h.words.For(i18n.French, time.UTC))
	h.ok(err)
	b, err := io.ReadAll(c)
	h.ok(errors.Join(err, c.Close()))
	return string(b)
}
