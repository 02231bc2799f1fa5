package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/intake"
	caseworkmsg "preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/account"
	accountmsg "preau/internal/core/account/msg"
	"preau/internal/core/document"
	documentmsg "preau/internal/core/document/msg"
	"preau/internal/core/imports"
	importsmsg "preau/internal/core/imports/msg"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	registersmsg "preau/internal/core/registers/msg"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/sheet"
	sheetmsg "preau/internal/kit/sheet/msg"
)

// house is the imports with the sheets of « Demandes », and an administrator.
type house struct {
	*testing.T
	d     *dbtest.DB
	mails *mail.Memory
	seen  int // of the mails
	q     *jobs.Queue
	s     *imports.Service
	teams *team.Service
	store blob.Store
	files *document.Service
	words *i18n.Catalogue
	ines  access.Actor
}

func onBoth(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d)) })
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := open(t, d, blobtest.Folder(t), d.Clock)
	h.ines = access.Actor{ID: h.person("Inès", "ines@preau.test"), Name: "Inès"}
	h.tx(func(tx *db.Tx) error {
		_, err := access.Give(h.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: h.ines.ID, Role: access.Admin, Place: access.Everywhere})
		return err
	})
	return h
}

// open starts the services on what is there, as a process does.
func open(t *testing.T, d *dbtest.DB, store blob.Store, c clock.Clock) *house {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	h := &house{T: t, d: d, q: jobs.New(d.DB, d.Clock, log), store: store, mails: mail.NewMemory()}
	var err error
	h.words, err = i18n.Load(documentmsg.Source(), importsmsg.Source(), caseworkmsg.Source(), sheetmsg.Source(), registersmsg.Source(), accountmsg.Source(), notifymsg.Source())
	h.ok(err)
	head := func(context.Context, string) (notify.Letterhead, error) {
		return notify.Letterhead{Title: "Demandes", Zone: time.UTC}, nil
	}
	out := notify.New(d.DB, h.q, d.Clock, h.mails, notify.Options{BaseURL: "https://nord.test", Catalogue: h.words, Letterhead: head}, make([]byte, 32), team.Kinds()...)
	h.teams = team.New(d.DB, out, accounts{h}, h.q)
	h.files = document.New(document.Options{DB: d.DB, Jobs: h.q, Store: store})
	h.s = imports.New(imports.Options{DB: d.DB, Jobs: h.q, Files: h.files, Clock: c, Log: log, Kinds: intake.Kinds(h.teams)})
	return h
}

// accounts finds accounts, and makes them without a mail.
type accounts struct{ h *house }

func (a accounts) Invite(ctx context.Context, tx *db.Tx, _ access.Actor, p team.Person) (access.Holder, bool, error) {
	has, err := account.ByAddress(ctx, tx, p.Address)
	if err == nil && has.ID == "" {
		if err = insert(ctx, tx, p, "invited"); err == nil {
			has, err = account.ByAddress(ctx, tx, p.Address)
		}
	}
	return access.Holder{AccountID: has.ID, Name: has.DisplayName(), Address: has.Email, Lang: i18n.French}, has.State == account.Invited, err
}

func insert(ctx context.Context, tx *db.Tx, p team.Person, state string) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $1, $1, $2, $2, '', $3, $4, $5, '', '', 'fr', $6, 0, '', '', 0, $2, $2, 1)`,
		id.New(), p.Address, p.FirstName, p.LastName, strings.TrimSpace(p.FirstName+" "+p.LastName), state)
	return err
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) tx(fn func(tx *db.Tx) error) {
	h.Helper()
	h.ok(h.d.InTx(h.Context(), fn))
}

func (h *house) value(q string, args ...any) (out string) {
	h.Helper()
	h.ok(h.d.View(h.Context(), func(tx *db.Tx) (err error) {
		out, err = db.Value[string](h.Context(), tx, q, args...)
		return err
	}))
	return out
}

// person makes an active account.
func (h *house) person(name, address string) string {
	h.Helper()
	h.tx(func(tx *db.Tx) error {
		return insert(h.Context(), tx, team.Person{Address: address, FirstName: name}, "active")
	})
	return h.value(`SELECT id FROM account_accounts WHERE email = $1`, address)
}

// as is the administrator making another request.
func (h *house) as() access.Actor {
	h.Helper()
	a := h.ines
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "body", h.d.Clock.Now()
	h.tx(func(tx *db.Tx) (err error) {
		a.Grants, err = access.GrantsOf(h.Context(), tx, a.ID, a.At)
		return err
	})
	return a
}

func (h *house) start(slug string, f sheet.Format, content string) int64 {
	h.Helper()
	file, err := h.files.Stage(h.Context(), h.ines, imports.Sheets, id.New()+"."+string(f), strings.NewReader(content))
	h.ok(err)
	n, err := h.s.Start(h.Context(), h.as(), imports.Place{}, "demandes-"+slug, file.ID)
	h.ok(err)
	return n
}

// sent is a sheet that was read and compared.
func (h *house) sent(slug, content string) int64 { return h.sentAs(slug, sheet.CSV, content) }

func (h *house) sentAs(slug string, f sheet.Format, content string) int64 {
	h.Helper()
	n := h.start(slug, f, content)
	h.drain()
	return n
}

func (h *house) drain() {
	h.Helper()
	_, err := h.q.Drain(h.Context())
	h.ok(err)
}

func (h *house) show(n int64, v imports.View) imports.Record {
	h.Helper()
	r, err := h.s.Show(h.Context(), h.as(), imports.Place{}, n, v, 1, 100)
	h.ok(err)
	return r
}

// apply lets a sheet be written.
func (h *house) apply(n int64) imports.Record {
	h.Helper()
	h.ok(h.s.Apply(h.Context(), h.as(), imports.Place{}, n, h.show(n, "").Version))
	h.drain()
	return h.show(n, "")
}

// written is a sheet that is sent and written whole.
func (h *house) written(slug, content string) {
	h.Helper()
	n := h.sent(slug, content)
	if r := h.apply(n); r.State != imports.Done || r.Written != r.Lines {
		h.Fatalf("%s: %s %s", slug, r.State, h.said(h.show(n, imports.Faults)))
	}
}

// wantCounts fails unless an import is in a state with these figures: read, new, changed, same, refused.
func (h *house) wantCounts(n int64, s imports.State, want ...int64) {
	h.Helper()
	r := h.show(n, imports.Faults)
	got := []int64{r.Lines, r.New, r.Changed, r.Same, r.Refused}
	if r.State != s || fmt.Sprint(got) != fmt.Sprint(want) {
		h.Errorf("import %d is %s with %v, want %s with %v:\n%s", n, r.State, got, s, want, h.said(r))
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
		out = append(out, fmt.Sprintf("%d %s: %s", f.Line, f.Header, t.M(f.Reason)))
	}
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(strings.Join(out, "\n"))
}

// export is what the program gives out of a sort; of people, with the zero sort.
func (h *house) export(sort team.Sort, f sheet.Format, lang i18n.Lang) string {
	h.Helper()
	all, err := h.teams.ForSheet(h.Context(), h.as(), sort)
	h.ok(err)
	var b bytes.Buffer
	h.ok(intake.Write(&b, h.words.For(lang, time.UTC), f, "Liste", sort, all))
	return b.String()
}
