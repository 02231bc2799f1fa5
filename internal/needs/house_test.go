package needs_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	accessmsg "preau/internal/core/access/msg"
	files "preau/internal/core/document"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/needs"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/msg"
)

// house is the service on a database of its own, with invented people and a mailbox.
type house struct {
	t       *testing.T
	d       *dbtest.DB
	s       *needs.Service
	files   *files.Service
	q       *jobs.Queue
	mails   *mail.Memory
	notify  *notify.Service
	missing map[string][]i18n.Key // empty fields of people's profiles
	contact string
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{t: t, d: d, mails: mail.NewMemory(), missing: map[string][]i18n.Key{}, contact: "operateur@preau.test"}
	log := slog.New(slog.DiscardHandler)
	h.q = jobs.New(d.DB, d.Clock, log)
	cat, err := i18n.Load(msg.Source(), notifymsg.Source(), accessmsg.Source())
	h.ok(err)
	h.notify = notify.New(d.DB, h.q, d.Clock, h.mails, notify.Options{
		BaseURL: "https://preau.test", Catalogue: cat, Log: log,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Préau", From: "preau@preau.test", Zone: time.UTC}, nil
		},
	}, []byte("a key of tests, thirty-two bytes"), needs.Kinds()...)
	h.files = files.New(files.Options{DB: d.DB, Jobs: h.q, Store: blobtest.Folder(t), Limit: files.Megabyte})
	h.s = needs.New(needs.Options{
		DB: d.DB, Jobs: h.q, Notify: h.notify, Files: h.files, People: h, Profiles: h, Operator: h,
		Speak: func(l i18n.Lang) *i18n.T { return cat.For(l, time.UTC) },
	})
	return h
}

func (h *house) Missing(_ context.Context, _ *db.Tx, accountID string) ([]i18n.Key, error) {
	return h.missing[accountID], nil
}

func (h *house) Contact(context.Context) string { return h.contact }

func (h *house) Invite(ctx context.Context, tx *db.Tx, _ access.Actor, p group.Person) (access.Holder, bool, error) {
	found, err := db.All(ctx, tx, func(x *access.Holder) []any { return []any{&x.AccountID, &x.Name, &x.Address, &x.Lang} },
		`SELECT id, display_name, email, lang FROM account_accounts WHERE email = $1`, p.Address)
	if err != nil {
		return access.Holder{}, false, err
	}
	if len(found) == 1 {
		return found[0], false, nil
	}
	a := insertAccount(h.t, ctx, tx, p.FirstName+" "+p.LastName, p.Address)
	return access.Holder{AccountID: a.ID, Name: a.Name, Address: p.Address, Lang: i18n.French}, true, nil
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// org makes an establishment.
func (h *house) org(name string) org.Organisation {
	h.t.Helper()
	var o org.Organisation
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		var err error
		o, err = org.Insert(h.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, Place: org.Place{Commune: "Rennes"}})
		return err
	}))
	return o
}

func insertAccount(t *testing.T, ctx context.Context, tx *db.Tx, name, address string) access.Actor {
	t.Helper()
	a := access.Actor{ID: id.New(), Name: name, Address: address, UserName: userName(name)}
	_, err := tx.Exec(ctx, `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
		first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
		a.ID, a.UserName, address, name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func userName(name string) string { return strings.ReplaceAll(registers.Fold(name), " ", ".") }

// person makes an active account.
func (h *house) person(name string) access.Actor {
	h.t.Helper()
	var a access.Actor
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		a = insertAccount(h.t, h.t.Context(), tx, name, userName(name)+"@preau.test")
		return nil
	}))
	return a
}

// grant gives a role, as the program, and reads the person's grants again.
func (h *house) grant(a access.Actor, role access.RoleKey, p access.Place) access.Actor {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := access.Give(h.t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: a.ID, Role: role, Place: p})
		return err
	}))
	return h.now(a)
}

// now is the same person making another request: fresh key, grants as they are, the clock's instant.
func (h *house) now(a access.Actor) access.Actor {
	h.t.Helper()
	a.Key, a.Act, a.Body, a.At = id.New(), "POST /test", "body", h.d.Clock.Now()
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		a.Grants, err = access.GrantsOf(h.t.Context(), tx, a.ID, a.At)
		return err
	}))
	return a
}

// member is a person who works in an establishment and acts for it.
func (h *house) member(name string, o org.Organisation) access.Actor {
	h.t.Helper()
	a := h.person(name)
	a.OrgID, a.OrgName = o.ID, o.Name
	return h.grant(a, access.Member, access.Place{Kind: access.Organisation, ID: o.ID})
}

// coordinator is a person named for a support establishment.
func (h *house) coordinator(name string, o org.Organisation) access.Actor {
	h.t.Helper()
	return h.grant(h.person(name), group.Coordinator, access.Place{Kind: access.Organisation, ID: o.ID})
}

// group makes an open group of two lots: entry runs from yesterday for ten days, joining for five.
func (h *house) group(who access.Actor, o org.Organisation) int64 {
	h.t.Helper()
	n := h.draft(who, o)
	h.ok(h.s.OpenGroup(h.t.Context(), h.now(who), n))
	return n
}

func (h *house) draft(who access.Actor, o org.Organisation) int64 {
	h.t.Helper()
	ctx, at := h.t.Context(), h.d.Clock.Now()
	n, err := h.s.CreateGroup(ctx, h.now(who), group.Input{
		SupportID: o.ID, Title: "Manuels scolaires 2027", Description: "Achats de manuels",
		JoinUntil: at.Add(5 * 24 * time.Hour), EntryFrom: at.Add(-24 * time.Hour), EntryUntil: at.Add(10 * 24 * time.Hour),
	})
	h.ok(err)
	for _, title := range []string{"Sciences", "Papier"} {
		_, err := h.s.AddLot(ctx, h.now(who), n, group.LotInput{Title: title, Lines: []group.Line{
			{Title: "Bécher 250 ml", Unit: "pièces"}, {Title: "Acide", Unit: "litres", Decimals: 1}, {Title: "Lunettes", Unit: "pièces"},
		}})
		h.ok(err)
	}
	return n
}

// joined makes an accepted member of a group.
func (h *house) joined(name string, o org.Organisation, coordinator access.Actor, group int64) access.Actor {
	h.t.Helper()
	m := h.member(name, o)
	h.ok(h.s.Join(h.t.Context(), m, group))
	_, err := h.s.Decide(h.t.Context(), h.now(coordinator), group, membership.Decision{Do: membership.Accept, Refs: []string{o.Ref}})
	h.ok(err)
	return h.now(m)
}

func (h *house) drain() {
	h.t.Helper()
	_, err := h.q.Drain(h.t.Context())
	h.ok(err)
}

// lines are who did an act, by the history.
func (h *house) lines(act string) []string {
	h.t.Helper()
	var out []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} }, `SELECT name FROM history_lines WHERE act = $1 ORDER BY id`, act)
		return err
	}))
	return out
}

// wantReason fails unless err refuses with this reason, and gives it.
func (h *house) wantReason(err error, code string) apperr.Reason {
	h.t.Helper()
	e, ok := apperr.As(err)
	if !ok || len(e.Reasons) == 0 || e.Reasons[0].Code != code {
		h.t.Fatalf("got %v, want a refusal for %s", err, code)
	}
	return e.Reasons[0]
}

func (h *house) wantKind(err error, k apperr.Kind) {
	h.t.Helper()
	if apperr.KindOf(err) != k || err == nil {
		h.t.Fatalf("got %v, want %s", err, k)
	}
}
