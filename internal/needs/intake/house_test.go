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

	"preau/internal/core/access"
	"preau/internal/core/document"
	documentmsg "preau/internal/core/document/msg"
	"preau/internal/core/imports"
	importsmsg "preau/internal/core/imports/msg"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/sheet"
	sheetmsg "preau/internal/kit/sheet/msg"
	"preau/internal/needs/group"
	"preau/internal/needs/intake"
	needsmsg "preau/internal/needs/msg"
)

// house is the imports with a group that is being prepared, and its coordinator.
type house struct {
	t      testing.TB
	d      *dbtest.DB
	q      *jobs.Queue
	s      *imports.Service
	groups *group.Service
	files  *document.Service
	store  blob.Store
	words  *i18n.Catalogue
	place  imports.Place
	school string // the support establishment
	number int64
	who    access.Actor
}

// open is the program started on a database and a store as they are.
func open(t testing.TB, d *dbtest.DB, store blob.Store, c clock.Clock) *house {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	h := &house{t: t, d: d, store: store, q: jobs.New(d.DB, d.Clock, log)}
	h.files = document.New(document.Options{DB: d.DB, Jobs: h.q, Store: store})
	h.s = imports.New(imports.Options{DB: d.DB, Jobs: h.q, Files: h.files, Clock: c, Log: log, Kinds: intake.Kinds()})
	h.groups = group.New(d.DB, nil, nil) // nobody is mailed
	var err error
	h.words, err = i18n.Load(documentmsg.Source(), importsmsg.Source(), needsmsg.Source(), sheetmsg.Source())
	h.ok(err)
	return h
}

func newHouse(t testing.TB, d *dbtest.DB) *house {
	t.Helper()
	h := open(t, d, blobtest.Folder(t), d.Clock)
	h.school = h.org("Lycée Jean-Moulin")
	h.who = h.coordinator("Bénédicte Goffin", h.school)
	h.place, h.number = h.draft()
	return h
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) org(name string) string {
	h.t.Helper()
	var o org.Organisation
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) (err error) {
		o, err = org.Insert(h.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, Place: org.Place{Commune: "Rennes"}})
		return err
	}))
	return o.ID
}

// person makes an active account.
func (h *house) person(name string) access.Actor {
	h.t.Helper()
	a := access.Actor{ID: id.New(), Name: name}
	h.run(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $4, $4, '', '', '', $3, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`, a.ID, a.ID, name, a.ID+"@preau.test")
	return a
}

func (h *house) coordinator(name, org string) access.Actor {
	h.t.Helper()
	a := h.person(name)
	h.grant(a, group.Coordinator, access.Place{Kind: access.Organisation, ID: org})
	return a
}

func (h *house) grant(a access.Actor, role access.RoleKey, p access.Place) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := access.Give(h.t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: p})
		return err
	}))
}

func (h *house) take(a access.Actor, role access.RoleKey, p access.Place) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := access.TakeBack(h.t.Context(), tx, access.ByProgram("test", tx.Now()), a.ID, role, p)
		return err
	}))
}

// as is the same person making another request.
func (h *house) as(a access.Actor) access.Actor {
	h.t.Helper()
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "body", h.d.Clock.Now()
	if a.ID == "" {
		return a
	}
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.t.Context(), tx, a.ID, a.At)
		return err
	}))
	return a
}

// draft is a new group without lots.
func (h *house) draft() (imports.Place, int64) {
	h.t.Helper()
	at := h.d.Clock.Now()
	n, err := h.groups.CreateGroup(h.t.Context(), h.as(h.who), group.Input{
		SupportID: h.school, Title: "Manuels 2027", JoinUntil: at.Add(5 * 24 * time.Hour), EntryFrom: at, EntryUntil: at.Add(9 * 24 * time.Hour),
	})
	h.ok(err)
	return imports.Place{Of: intake.Of, ID: h.one(`SELECT id FROM needs_groups WHERE number = $1`, n)}, n
}

func (h *house) run(q string, args ...any) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	}))
}

func (h *house) one(q string, args ...any) string {
	h.t.Helper()
	var out string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.Value[string](h.t.Context(), tx, `SELECT coalesce((`+q+`), '')`, args...)
		return err
	}))
	return out
}

func (h *house) drain() {
	h.t.Helper()
	_, err := h.q.Drain(h.t.Context())
	h.ok(err)
}

func (h *house) stage(who access.Actor, name, content string) (document.File, error) {
	return h.files.Stage(h.t.Context(), who, imports.PlaceSheets, name, strings.NewReader(content))
}

// start sends a sheet.
func (h *house) start(name, content string) int64 {
	h.t.Helper()
	f, err := h.stage(h.who, name, content)
	h.ok(err)
	n, err := h.s.Start(h.t.Context(), h.as(h.who), h.place, "lots", f.ID)
	h.ok(err)
	return n
}

// sent is a sheet that was read and compared.
func (h *house) sent(content string) int64 {
	h.t.Helper()
	n := h.start(fmt.Sprintf("lots-%s.csv", id.New()), content)
	h.drain()
	return n
}

func (h *house) show(n int64, v imports.View) imports.Record {
	h.t.Helper()
	r, err := h.s.Show(h.t.Context(), h.as(h.who), h.place, n, v, 1, 100)
	h.ok(err)
	return r
}

func (h *house) asksToWrite(n int64) {
	h.t.Helper()
	h.ok(h.s.Apply(h.t.Context(), h.as(h.who), h.place, n, h.show(n, "").Version))
}

// apply lets a sheet be written.
func (h *house) apply(n int64) imports.Record {
	h.t.Helper()
	h.asksToWrite(n)
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

// lots are the group's lots in short.
func (h *house) lots() string {
	h.t.Helper()
	_, lots, err := h.groups.LotsForSheet(h.t.Context(), h.as(h.who), h.number)
	h.ok(err)
	var out []string
	for _, l := range lots {
		out = append(out, fmt.Sprintf("%d %s", l.Position, strings.TrimSpace(l.Title+" "+l.Description)))
		for _, i := range l.Lines {
			out = append(out, strings.TrimRight(fmt.Sprintf("  %d %s|%s|%s|%s|%d", i.Number, i.Section, i.Title, i.Note, i.Unit, i.Decimals), " "))
		}
	}
	return strings.Join(out, "\n")
}

func (h *house) wantLots(want string) {
	h.t.Helper()
	if got := h.lots(); got != want {
		h.t.Errorf("the lots are\n%s\nwant\n%s", got, want)
	}
}

func (h *house) export(f sheet.Format) string {
	h.t.Helper()
	_, lots, err := h.groups.LotsForSheet(h.t.Context(), h.as(h.who), h.number)
	h.ok(err)
	var b bytes.Buffer
	h.ok(intake.Write(&b, h.words.For(i18n.French, time.UTC), f, "Lots", lots))
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

// history are the lines of an act about the group: who, and which import they name.
func (h *house) history(act string) []string {
	h.t.Helper()
	var out []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} },
			`SELECT name || ' ' || (CASE WHEN account_id = '' THEN '-' ELSE 'account' END) || ' ' || data FROM history_lines WHERE act = $1 AND object_id = $2 ORDER BY id`, act, h.place.ID)
		return err
	}))
	return out
}

func wantKind(t testing.TB, what string, err error, k apperr.Kind) {
	t.Helper()
	if err == nil || apperr.KindOf(err) != k {
		t.Errorf("%s: got %v, want %s", what, err, k)
	}
}

func wantReason(t testing.TB, what string, err error, code string) {
	t.Helper()
	if e, ok := apperr.As(err); !ok || len(e.Reasons) == 0 || e.Reasons[0].Code != code {
		t.Errorf("%s: got %v, want a refusal for %s", what, err, code)
	}
}
