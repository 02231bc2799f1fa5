package update_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	catalogmsg "preau/internal/catalog/msg"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/core/document"
	documentmsg "preau/internal/core/document/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
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
)

// house is the updates of a Belgian purchasing body, with one market.
type house struct {
	testing.TB
	d       *dbtest.DB
	q       *jobs.Queue
	s       *update.Service
	markets *catalog.Service
	files   *document.Service
	store   blob.Store
	words   *i18n.Catalogue
	who     access.Actor
	market  int64
	woken   int // how often who searches was woken
}

func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t testing.TB, d *dbtest.DB) *house {
	t.Helper()
	h := openHouse(t, d, blobtest.Folder(t), d.Clock)
	h.who = h.somebody("Paule", catalog.Central)
	h.market = h.newMarket("Fournitures")
	return h
}

// openHouse is the program started on a database and a store as they are.
func openHouse(t testing.TB, d *dbtest.DB, store blob.Store, c clock.Clock) *house {
	t.Helper()
	h := &house{TB: t, d: d, store: store}
	zone, err := time.LoadLocation("Europe/Brussels")
	h.ok(err)
	h.q = jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler))
	h.files = document.New(document.Options{DB: d.DB, Jobs: h.q, Store: store})
	h.markets = catalog.New(d.DB, func() *time.Location { return zone })
	h.s = update.New(update.Options{
		DB: d.DB, Jobs: h.q, Files: h.files, Clock: c, Log: slog.New(slog.DiscardHandler), Zone: func() *time.Location { return zone },
		Country: func() registers.Country { return registers.Belgium }, Shown: func() { h.woken++ },
	})
	h.words, err = i18n.Load(documentmsg.Source(), catalogmsg.Source(), registersmsg.Source(), sheetmsg.Source())
	h.ok(err)
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// somebody has an account, and a role on the whole platform.
func (h *house) somebody(name string, role access.RoleKey) access.Actor {
	h.Helper()
	a := access.Actor{ID: id.New(), Name: name, Grants: []access.Grant{{Role: role, Place: access.Everywhere}}}
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $2, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`, a.ID, name, name+"@preau.test")
		return err
	}))
	return a
}

func (h *house) view(fn func(tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.View(h.Context(), fn))
}

func (h *house) newMarket(title string) int64 {
	h.Helper()
	var supplier org.Organisation
	h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) (err error) {
		supplier, err = org.Insert(h.Context(), tx, org.Organisation{Kind: org.Supplier, Country: "BE", Name: "Papeterie " + title})
		return err
	}))
	n, err := h.markets.Create(h.Context(), h.as(h.who), catalog.Input{Title: title, SupplierRef: supplier.Ref, StartsOn: "2020-01-01", EndsOn: "2099-12-31"})
	h.ok(err)
	return n
}

// as is the actor of a form of its own.
func (h *house) as(who access.Actor) access.Actor {
	who.Key, who.Act, who.Body = id.New(), "POST /test", "body"
	who.At = h.d.Clock.Now()
	return who
}

// titles of the usual sheet.
const titles = "Référence;Désignation;Catégorie;Prix HTVA;TVA (%)\n"

// sheetOf makes a sheet of lines "reference price": a stylo each.
func sheetOf(lines ...string) string {
	var b strings.Builder
	b.WriteString(titles)
	for _, l := range lines {
		ref, price, _ := strings.Cut(l, " ")
		fmt.Fprintf(&b, "%s;Stylo %s;Écriture;%s;21\n", ref, ref, price)
	}
	return b.String()
}

func (h *house) stage(name, content string) string {
	h.Helper()
	f, err := h.files.Stage(h.Context(), h.who, update.Sheets, name, strings.NewReader(content))
	h.ok(err)
	return f.ID
}

// begin sends a sheet.
func (h *house) begin(m update.Mode, content string) (int64, error) {
	h.Helper()
	return h.s.Begin(h.Context(), h.as(h.who), h.market, update.Input{Mode: m, FileID: h.stage("catalogue.csv", content)})
}

func (h *house) drain() {
	h.Helper()
	_, err := h.q.Drain(h.Context())
	h.ok(err)
}

// sent is a sheet that was read.
func (h *house) sent(m update.Mode, content string) int64 {
	h.Helper()
	n, err := h.begin(m, content)
	h.ok(err)
	h.drain()
	return n
}

func (h *house) look(n int64, l update.Look) update.Record {
	h.Helper()
	r, err := h.s.Show(h.Context(), h.who, h.market, n, l)
	h.ok(err)
	return r
}

type act func(*house, int64, int64) error

var (
	golive     act = func(h *house, n, v int64) error { return h.s.GoLive(h.Context(), h.as(h.who), h.market, n, v) }
	drop       act = func(h *house, n, v int64) error { return h.s.Drop(h.Context(), h.as(h.who), h.market, n, v) }
	undo       act = func(h *house, n, v int64) error { return h.s.Undo(h.Context(), h.as(h.who), h.market, n, v) }
	unschedule act = func(h *house, n, v int64) error { return h.s.Unschedule(h.Context(), h.as(h.who), h.market, n, v) }
)

func (h *house) do(a act, n int64) error {
	h.Helper()
	return a(h, n, h.look(n, update.Look{}).Version)
}

func (h *house) schedule(n int64, day string) error {
	h.Helper()
	return h.s.Schedule(h.Context(), h.as(h.who), h.market, n, h.look(n, update.Look{}).Version, day)
}

// live is a sheet that was read and put live.
func (h *house) live(m update.Mode, content string) int64 {
	h.Helper()
	n := h.sent(m, content)
	h.ok(h.do(golive, n))
	return n
}

// sees fails unless the market shows these articles, "reference price"; - is one that was withdrawn, ? one without a price.
func (h *house) sees(want ...string) {
	h.Helper()
	if got := h.shown(); strings.Join(got, ", ") != strings.Join(want, ", ") {
		h.Errorf("shows %s\n want %s", strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

func (h *house) shown() []string {
	h.Helper()
	var out []string
	h.view(func(tx *db.Tx) error {
		all, err := article.Scan(h.Context(), tx, 0, 1<<30)
		for _, a := range all {
			if a.Market == h.market {
				out = append(out, a.Reference+" "+priceOf(a.Data))
			}
		}
		return err
	})
	return out
}

func priceOf(d article.Data) string {
	switch {
	case d.Withdrawn:
		return "-"
	case d.Price == article.NoPrice:
		return "?"
	}
	return fmt.Sprint(d.Price)
}

// is fails unless an update is in a state, with these figures: read, new, changed, withdrawn, same, refused, remarks.
func (h *house) is(n int64, s update.State, want ...int64) {
	h.Helper()
	r := h.look(n, update.Look{View: update.Faults})
	got := []int64{r.Lines, r.New, r.Changed, r.Withdrawn, r.Same, r.Counts.Refused, r.Warned}
	if r.State != s || len(want) > 0 && fmt.Sprint(got) != fmt.Sprint(want) {
		h.Errorf("update %d is %s with %v, want %s with %v:\n%s", n, r.State, got, s, want, h.said(n))
	}
}

// said is what the update's page tells of its lines, remarks in brackets.
func (h *house) said(n int64) string {
	h.Helper()
	t := h.words.For(i18n.French, time.UTC)
	var out []string
	r := h.look(n, update.Look{View: update.Faults, Size: 100})
	for _, m := range r.Fault {
		out = append(out, t.M(m))
	}
	for _, f := range append(r.Faults, h.look(n, update.Look{View: update.Remarks, Size: 100}).Faults...) {
		line := fmt.Sprintf("%d %s %s %q %s", f.Line, f.Letter, f.Header, f.Value, t.M(f.Reason))
		if f.Warning {
			line = "(" + line + ")"
		}
		out = append(out, line)
	}
	return plain(strings.Join(out, "\n"))
}

func plain(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(s)
}

// refusal is what a form is told, and the codes of a refusal's reasons.
func (h *house) refusal(err error) string {
	h.Helper()
	e, is := apperr.As(err)
	if !is {
		h.Fatalf("%v is no refusal", err)
	}
	t := h.words.For(i18n.French, time.UTC)
	var out []string
	for _, f := range e.Fields {
		out = append(out, f.Name+": "+t.M(f.Msg))
	}
	for _, r := range e.Reasons {
		out = append(out, r.Code)
	}
	if e.Msg.Key != "" {
		out = append(out, t.M(e.Msg))
	}
	return plain(strings.Join(out, "\n"))
}

func (h *house) giveBack(n int64) string {
	h.Helper()
	c, err := h.s.GiveBack(h.Context(), h.who, h.market, n, h.words.For(i18n.French, time.UTC))
	h.ok(err)
	b, err := io.ReadAll(c)
	h.ok(errors.Join(err, c.Close()))
	return plain(string(b))
}
