package request_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/core/request"
	"preau/internal/core/request/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

// house is the service on a database of its own, with invented people and a mailbox.
type house struct {
	t     *testing.T
	d     *dbtest.DB
	s     *request.Service
	q     *jobs.Queue
	mails *mail.Memory
	taken []string // accounts that were held against their mailbox before a role came to them
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{t: t, d: d, mails: mail.NewMemory()}
	log := slog.New(slog.DiscardHandler)
	h.q = jobs.New(d.DB, d.Clock, log)
	cat, err := i18n.Load(msg.Source(), notifymsg.Source())
	h.ok(err)
	n := notify.New(d.DB, h.q, d.Clock, h.mails, notify.Options{
		BaseURL: "https://preau.test", Catalogue: cat, Log: log,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Préau", From: "preau@preau.test", Zone: time.UTC}, nil
		},
	}, []byte("a key of tests, thirty-two bytes"), request.Kinds()...)
	h.s = request.New(d.DB, n, access.Base())
	h.s.Open(request.Chain{Reclaim: func(_ context.Context, _ *db.Tx, _ access.Actor, accountID string) error {
		h.taken = append(h.taken, accountID)
		return nil
	}})
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) do(fn func(tx *db.Tx) error) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), fn))
}

// school makes an establishment.
func (h *house) school(name string) access.Place {
	h.t.Helper()
	var o org.Organisation
	h.do(func(tx *db.Tx) error {
		var err error
		o, err = org.Insert(h.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, Place: org.Place{Commune: "Rennes"}})
		return err
	})
	return access.Place{Kind: access.Organisation, ID: o.ID}
}

// person makes an active account.
func (h *house) person(name string) access.Actor {
	h.t.Helper()
	a := access.Actor{ID: id.New(), Name: name, Address: strings.ToLower(name) + "@preau.test"}
	h.do(func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), `INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash,
			first_name, last_name, display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM account_accounts), $2, $2, $3, $3, '', '', '', $4, '', '', 'fr', 'active', 0, '', '', 0, $2, $2, 1)`,
			a.ID, strings.ToLower(name), a.Address, name)
		return err
	})
	return h.now(a)
}

// admin administers the platform.
func (h *house) admin(name string) access.Actor {
	h.t.Helper()
	a := h.person(name)
	h.do(func(tx *db.Tx) error {
		_, err := access.Give(h.t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: a.ID, Role: access.Admin, Place: access.Everywhere})
		return err
	})
	return h.now(a)
}

// now is the same person making another request: fresh key, grants as they are.
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

// names is what the profile does with an establishment that somebody chose; the zero place is none.
func (h *house) names(a access.Actor, p access.Place) error {
	return h.d.InTx(h.t.Context(), func(tx *db.Tx) error { return h.s.NameEstablishment(h.t.Context(), tx, a, a.ID, p.ID) })
}

// works makes somebody name an establishment, and gives them as they are afterwards.
func (h *house) works(a access.Actor, p access.Place) access.Actor {
	h.t.Helper()
	h.do(func(tx *db.Tx) error { // as the profile keeps it
		_, err := tx.Exec(h.t.Context(), `UPDATE account_accounts SET org_id = $1 WHERE id = $2`, orNull(p.ID), a.ID)
		return err
	})
	h.ok(h.names(a, p))
	return h.now(a)
}

// orNull is NULL for no establishment.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// asked is a school with a member, Ada, and Bo, who asks to be one.
func (h *house) asked() (p access.Place, ada, bo access.Actor) {
	h.t.Helper()
	p = h.school("Collège")
	ada, bo = h.works(h.person("Ada"), p), h.works(h.person("Bo"), p)
	return p, ada, bo
}

// decide is somebody's decision on the request of this number.
func (h *house) decide(a access.Actor, n int64, do request.Act, reason string) error {
	return h.s.Decide(h.t.Context(), h.now(a), n, request.Decision{Do: do, Reason: reason})
}

func (h *house) isMember(a access.Actor, p access.Place) bool {
	h.t.Helper()
	return h.now(a).Holds(access.Member, p)
}

// own is the last request of somebody.
func (h *house) own(a access.Actor) request.Request {
	h.t.Helper()
	_, own, err := h.s.Lists(h.t.Context(), h.now(a))
	h.ok(err)
	if len(own) == 0 {
		h.t.Fatalf("%s asked for nothing", a.Name)
	}
	return own[0]
}

// subjects are those of the mails to somebody, once what is queued was sent.
func (h *house) subjects(a access.Actor) []string {
	h.t.Helper()
	_, err := h.q.Drain(h.t.Context())
	h.ok(err)
	var out []string
	for _, m := range h.mails.To(a.Address) {
		out = append(out, m.Subject)
	}
	return out
}

func (h *house) wantMails(a access.Actor, n int) {
	h.t.Helper()
	if got := h.subjects(a); len(got) != n {
		h.t.Errorf("%s got the mails %q, want %d", a.Name, got, n)
	}
}

func (h *house) wantKind(err error, k apperr.Kind) {
	h.t.Helper()
	if err == nil || apperr.KindOf(err) != k {
		h.t.Fatalf("got %v, want %s", err, k)
	}
}

func (h *house) wantReason(err error, code string) {
	h.t.Helper()
	e, ok := apperr.As(err)
	if !ok || len(e.Reasons) == 0 || e.Reasons[0].Code != code {
		h.t.Fatalf("got %v, want a refusal for %s", err, code)
	}
}

// acts are what the history says of a request, the oldest first.
func (h *house) acts(requestID string) string {
	h.t.Helper()
	var all []string
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		all, err = db.All(h.t.Context(), tx, func(s *string) []any { return []any{s} },
			`SELECT act FROM history_lines WHERE object_kind = 'request' AND object_id = $1 ORDER BY id`, requestID)
		return err
	}))
	return strings.Join(all, " ")
}
