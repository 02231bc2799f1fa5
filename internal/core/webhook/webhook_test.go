package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/webhook"
	"preau/internal/core/webhook/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
	"preau/internal/kit/outbound"
)

// receiver is another program.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	died   func() // ends the node that has just been answered
	got    []*http.Request
	bodies []string
}

func (x *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what cannot be read fails the comparison
	x.mu.Lock()
	defer x.mu.Unlock()
	x.got, x.bodies = append(x.got, r), append(x.bodies, string(body))
	if x.status == http.StatusFound {
		w.Header().Set("Location", "/elsewhere")
	}
	if x.died != nil {
		x.died()
	}
	w.WriteHeader(x.status)
}

type house struct {
	*testing.T
	d      *dbtest.DB
	s      *webhook.Service
	q      *jobs.Queue
	to     *receiver
	looked func() // when a fact is about to be queued
	who    access.Actor
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(newHouse(t, d, netip.MustParsePrefix("127.0.0.0/8"))) })
}

func newHouse(t *testing.T, d *dbtest.DB, inside ...netip.Prefix) *house {
	t.Helper()
	h := &house{T: t, d: d, to: &receiver{status: http.StatusNoContent}}
	h.to.Server = httptest.NewServer(h.to)
	t.Cleanup(h.to.Close)
	log := slog.New(slog.DiscardHandler)
	h.q = jobs.New(d.DB, d.Clock, log)
	cat, err := i18n.Load(msg.Source(), notifymsg.Source())
	h.ok(err)
	out := notify.New(d.DB, h.q, d.Clock, mail.NewMemory(), notify.Options{
		BaseURL: "https://preau.test", Catalogue: cat, Log: log,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Préau", From: "preau@preau.test", Zone: time.UTC}, nil
		},
	}, []byte("a key of tests, thirty-two bytes"), webhook.Kinds()...)
	h.s = webhook.New(webhook.Options{
		DB: d.DB, Jobs: h.q, Clock: d.Clock, Log: log, Mail: out, Secret: out.Links().Secret, BaseURL: "https://preau.test", Plain: len(inside) > 0,
		Poster: outbound.NewPoster(inside, 5*time.Second),
		Facts: []webhook.Fact{{Kind: "thing.done", Object: "test.thing", Acts: []string{"test.thing.do"}, Look: func(context.Context, *db.Tx, string) (string, string, error) {
			if h.looked != nil {
				h.looked()
			}
			return "2026-7", "/choses/2026-7", nil
		}}, {Kind: "thing.gone", Object: "test.thing", Acts: []string{"test.thing.drop"}}},
	})
	d.OnTold(h.s.Hear)
	h.run(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash, first_name, last_name,
		display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
		VALUES ('root', 1, 'root', 'root', 'root@ecole.test', 'root@ecole.test', '', '', '', 'Camille Dupont', '', '', 'fr', 'active', 0, '', '', 0, '', '', 1)`)
	h.who = access.Actor{ID: "root", Name: "Camille Dupont", Session: "s", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
	h.in(func(tx *db.Tx) error {
		_, err := access.Give(t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: "root", Role: access.Admin, Place: access.Everywhere})
		return err
	})
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) in(fn func(tx *db.Tx) error) { h.Helper(); h.ok(h.d.InTx(h.Context(), fn)) }

func (h *house) run(q string, args ...any) {
	h.Helper()
	h.in(func(tx *db.Tx) error { _, err := tx.Exec(h.Context(), q, args...); return err })
}

// admin is the administrator at a new form.
func (h *house) admin() access.Actor {
	who := h.who
	who.Key, who.Act, who.Body, who.At = id.New(), "POST /test", "x", h.d.Clock.Now()
	return who
}

// drain does what is due. That something was not taken is no fault of the queue's.
func (h *house) drain() {
	h.Helper()
	if _, err := h.q.Drain(h.Context()); err != nil && strings.Contains(strings.ReplaceAll(err.Error(), "job webhook.deliver", ""), "job ") {
		h.Fatal(err)
	}
}

// does something that may be told.
func (h *house) does(act string) error {
	return h.d.InTx(h.Context(), func(tx *db.Tx) error {
		return history.Write(h.Context(), tx, h.admin(), history.Line{Object: history.Object{Kind: "test.thing", ID: "x"}, Act: act, Data: map[string]string{"name": "Zoé Roux"}})
	})
}

func (h *house) show(n int64) webhook.Shown {
	h.Helper()
	s, err := h.s.Show(h.Context(), h.admin(), n, webhook.Mark{})
	h.ok(err)
	return s
}

func (h *house) make() (int64, string) {
	h.Helper()
	n, _, err := h.s.Make(h.Context(), h.admin(), webhook.Wish{URL: h.to.URL + "/hook", Events: []string{"thing.done"}})
	h.ok(err)
	return n, h.s.Secret(h.show(n).Endpoint)
}

// wantSigned checks a message as Standard Webhooks says, apart from the program's own code.
func (h *house) wantSigned(i int, secrets ...string) {
	h.Helper()
	r, body := h.to.got[i], h.to.bodies[i]
	if at, err := strconv.ParseInt(r.Header.Get("Webhook-Timestamp"), 10, 64); err != nil || at != h.d.Clock.Now().Unix() {
		h.Errorf("timestamp %q", r.Header.Get("Webhook-Timestamp"))
	}
	signed := strings.Fields(r.Header.Get("Webhook-Signature"))
	if len(signed) != len(secrets) {
		h.Fatalf("signatures %q, want %d", signed, len(secrets))
	}
	for i, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) != 32 || !strings.HasPrefix(secret, "whsec_") {
			h.Fatalf("secret %q", secret)
		}
		m := hmac.New(sha256.New, key)
		_, _ = m.Write([]byte(r.Header.Get("Webhook-Id") + "." + r.Header.Get("Webhook-Timestamp") + "." + body))
		if want := "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil)); signed[i] != want {
			h.Errorf("signature %q, want %q", signed[i], want)
		}
	}
}

// A fact is told once it is committed, signed, by its number and without a word of anybody; what nobody wants is told to nobody.
func TestTold(t *testing.T) {
	each(t, func(h *house) {
		n, secret := h.make()
		h.ok(h.does("test.thing.do"))
		h.ok(h.does("test.thing.drop"))
		h.ok(h.does("test.thing.look"))
		stop := errors.New("stop")
		err := h.d.InTx(h.Context(), func(tx *db.Tx) error {
			h.ok(history.Write(h.Context(), tx, h.admin(), history.Line{Object: history.Object{Kind: "test.thing", ID: "x"}, Act: "test.thing.do"}))
			return stop
		})
		if !errors.Is(err, stop) {
			h.Fatal(err)
		}
		h.drain()
		if len(h.to.got) != 1 {
			h.Fatalf("%d messages", len(h.to.got))
		}
		h.wantSigned(0, secret)
		var m struct {
			Type, Timestamp string
			Data            map[string]string
		}
		h.ok(json.Unmarshal([]byte(h.to.bodies[0]), &m))
		if m.Type != "thing.done" || m.Data["id"] != "2026-7" || m.Data["url"] != "https://preau.test/choses/2026-7" || len(m.Data) != 2 || strings.Contains(h.to.bodies[0], "Zoé") || strings.Contains(h.to.bodies[0], "Dupont") {
			h.Errorf("told %s", h.to.bodies[0])
		}
		if d := h.show(n).Deliveries; len(d) != 1 || d[0].State != webhook.Delivered || d[0].Status != 204 || d[0].Tries != 1 {
			h.Errorf("listed %+v", d)
		}
		h.ok(h.s.Replay(h.Context(), h.admin(), n, h.show(n).Deliveries[0].ID))
		form := h.admin()
		for _, want := range []bool{true, false} { // the same form sent again shows no secret
			if first, err := h.s.Renew(h.Context(), form, n); err != nil || first != want {
				h.Fatalf("renewed: first %v, %v", first, err)
			}
		}
		h.drain()
		renewed := h.s.Secret(h.show(n).Endpoint)
		if renewed == secret || h.to.got[1].Header.Get("Webhook-Id") != h.to.got[0].Header.Get("Webhook-Id") || h.to.bodies[1] != h.to.bodies[0] {
			h.Error("a replay is the same message, a new secret another one")
		}
		h.wantSigned(1, renewed, secret)
		h.d.Clock.Advance(24 * time.Hour)
		h.ok(h.s.Try(h.Context(), h.admin(), n))
		h.drain()
		h.wantSigned(2, renewed)
		h.ok(h.s.Remove(h.Context(), h.admin(), n))
		h.ok(h.does("test.thing.do"))
		h.drain()
		if len(h.to.got) != 3 {
			h.Error("what was removed is told")
		}
	})
}

// What is not taken is tried again for a day, and no redirection is followed; then it is listed as failed, and can be sent again. An address at
// which nothing arrives for days is disabled, and its administrators are told.
func TestTriedAgain(t *testing.T) {
	each(t, func(h *house) {
		n, _ := h.make()
		h.to.status = http.StatusFound
		h.ok(h.does("test.thing.do"))
		h.drain()
		if d := h.show(n).Deliveries[0]; d.State != webhook.Waiting || d.Status != 302 || len(h.to.got) != 1 {
			h.Errorf("after one try: %+v, %d requests", d, len(h.to.got))
		}
		began := h.d.Clock.Now()
		for h.show(n).Deliveries[0].State == webhook.Waiting && h.d.Clock.Now().Sub(began) < 40*time.Hour {
			h.d.Clock.Advance(20 * time.Minute)
			h.drain()
		}
		took := h.d.Clock.Now().Sub(began)
		if d := h.show(n).Deliveries[0]; d.State != webhook.Failed || d.Tries != 14 || took < 18*time.Hour || took > 32*time.Hour {
			h.Errorf("after %s: %+v", took, d)
		}
		if h.show(n).State != webhook.Active {
			h.Error("disabled within a day")
		}
		h.d.Clock.Advance(3 * 24 * time.Hour)
		h.ok(h.does("test.thing.do"))
		h.drain()
		if h.show(n).State != webhook.Active {
			h.Error("one failed try after days without a message disables it")
		}
		for h.show(n).Deliveries[0].State == webhook.Waiting {
			h.d.Clock.Advance(20 * time.Minute)
			h.drain()
		}
		s := h.show(n)
		if s.State != webhook.Disabled || !s.Tired {
			h.Fatalf("after days: %+v", s.Endpoint)
		}
		var mails int64
		h.in(func(tx *db.Tx) (err error) {
			mails, err = db.Value[int64](h.Context(), tx, `SELECT count(*) FROM notify_mails WHERE kind = 'webhook.tired'`)
			return err
		})
		if mails != 1 {
			h.Errorf("%d mails", mails)
		}
		asked := len(h.to.got)
		h.ok(h.does("test.thing.do"))
		h.d.Clock.Advance(time.Hour)
		h.drain()
		if len(h.to.got) != asked || !apperr.Is(h.s.Try(h.Context(), h.admin(), n), apperr.Forbidden) {
			h.Error("a disabled address is told")
		}
		h.to.status = http.StatusOK
		h.ok(h.s.Enable(h.Context(), h.admin(), n))
		h.ok(h.s.Replay(h.Context(), h.admin(), n, s.Deliveries[0].ID))
		h.drain()
		if s := h.show(n); s.Deliveries[0].State != webhook.Delivered || !s.FailingAt.IsZero() {
			h.Errorf("once it answers: %+v", s.Deliveries[0])
		}
		h.to.status = http.StatusGone
		h.ok(h.does("test.thing.do"))
		h.drain()
		if s := h.show(n); s.State != webhook.Disabled || s.Deliveries[0].State != webhook.Failed {
			h.Errorf("once it is gone: %+v", s)
		}
	})
}

// Nothing inside is reached, nor may it be typed; others than administrators see nothing; a stale form changes nothing.
func TestGuarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		for _, typed := range []string{"", "http://example.org/x", "https://", "https://a:b@example.org/", "https://127.0.0.1/x", "https://[::1]/", "https://10.0.0.8/", "ftp://example.org", "https://example.org/" + strings.Repeat("x", webhook.MaxURL)} {
			if _, _, err := h.s.Make(t.Context(), h.admin(), webhook.Wish{URL: typed, Events: []string{"thing.done"}}); !apperr.Is(err, apperr.Invalid) {
				t.Errorf("%q: %v", typed, err)
			}
		}
		for _, kinds := range [][]string{nil, {"thing.done", "other"}} {
			if _, _, err := h.s.Make(t.Context(), h.admin(), webhook.Wish{URL: "https://example.org/", Events: kinds}); !apperr.Is(err, apperr.Invalid) {
				t.Errorf("%q: %v", kinds, err)
			}
		}
		n, _, err := h.s.Make(t.Context(), h.admin(), webhook.Wish{URL: "https://localhost:" + h.to.URL[strings.LastIndex(h.to.URL, ":")+1:] + "/", Events: []string{"thing.done"}})
		h.ok(err)
		h.ok(h.does("test.thing.do"))
		h.drain()
		if d := h.show(n).Deliveries[0]; d.Why != webhook.WhyInside || len(h.to.got) != 0 {
			t.Errorf("%+v", d)
		}
		nobody := access.Actor{ID: "x", Name: "x"}
		if _, err := h.s.Show(t.Context(), nobody, n, webhook.Mark{}); !apperr.Is(err, apperr.NotFound) {
			t.Error(err)
		}
		if err := h.s.Try(t.Context(), nobody, n); !apperr.Is(err, apperr.NotFound) {
			t.Error(err)
		}
		w := webhook.Wish{URL: "https://example.org/b", Events: []string{"thing.gone"}}
		if _, err := h.s.Change(t.Context(), h.admin(), n, 1, w); err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.Change(t.Context(), h.admin(), n, 1, w); !apperr.Is(err, apperr.Conflict) {
			t.Error(err)
		}
	})
}

// An address that does not answer, and where nothing has arrived before, holds up one worker and no more: what else it is to be told is put off,
// which is no failed try.
func TestSilentAddressHoldsNobodyUp(t *testing.T) {
	each(t, func(h *house) {
		n, _ := h.make()
		h.run(`UPDATE webhook_endpoints SET failing_at = $1`, h.d.Clock.Now().Add(-time.Hour))
		for range 3 {
			h.ok(h.does("test.thing.do"))
		}
		asked, answer := make(chan bool), make(chan bool)
		h.to.died = func() { asked <- true; <-answer }
		var first sync.WaitGroup
		first.Go(func() { _, _ = h.q.Drain(h.Context()) })
		<-asked
		if ran, err := h.q.Drain(h.Context()); ran != 2 || err != nil {
			h.Errorf("%d jobs, %v", ran, err)
		}
		h.to.died = nil // nobody else asks meanwhile
		close(answer)
		first.Wait()
		h.d.Clock.Advance(time.Minute)
		h.drain()
		for _, d := range h.show(n).Deliveries {
			if d.State != webhook.Delivered || d.Tries != 1 {
				h.Errorf("%+v", d)
			}
		}
		if len(h.to.got) != 3 {
			h.Errorf("%d messages", len(h.to.got))
		}
	})
}

// A node that dies when its message has arrived, before it could note so, leaves it to be sent again: under the same id, by which the other
// program knows that it has it. It is noted once.
func TestNodeDies(t *testing.T) {
	each(t, func(h *house) {
		n, _ := h.make()
		h.ok(h.does("test.thing.do"))
		ctx, cancel := context.WithCancel(h.Context())
		h.to.died = cancel
		_, _ = h.q.Drain(ctx) // it is gone in the middle
		h.to.mu.Lock()
		h.to.died = nil
		h.to.mu.Unlock()
		if len(h.to.got) != 1 {
			h.Fatalf("%d messages before it died", len(h.to.got))
		}
		if got := h.show(n).Deliveries; len(got) != 1 || got[0].State != webhook.Waiting {
			h.Fatalf("it is noted as %+v", got)
		}
		for range 2 { // what a dead node held is free again, and waits for its next try
			h.d.Clock.Advance(time.Hour)
			h.drain()
		}
		if len(h.to.got) != 2 || h.to.got[0].Header.Get("Webhook-Id") != h.to.got[1].Header.Get("Webhook-Id") || h.to.bodies[0] != h.to.bodies[1] {
			h.Fatalf("%d messages, %q", len(h.to.got), h.to.bodies)
		}
		if got := h.show(n).Deliveries; len(got) != 1 || got[0].State != webhook.Delivered {
			h.Errorf("it is noted as %+v", got)
		}
	})
}
