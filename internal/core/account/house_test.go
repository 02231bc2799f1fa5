package account_test

import (
	"context"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/password"
	"preau/internal/core/account/session"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	notifymsg "preau/internal/core/notify/msg"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
	"preau/internal/kit/mail"
)

const good = "trois petits tours"

// house is the accounts on a database of their own, with a mailbox.
type house struct {
	t      *testing.T
	d      *dbtest.DB
	s      *account.Service
	q      *jobs.Queue
	mails  *mail.Memory
	n      *notify.Service
	hasher *password.Hasher
	log    *strings.Builder

	mu    sync.Mutex
	set   instance.Settings
	chose []string // what OnEstablishment was told
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{t: t, d: d, mails: mail.NewMemory(), log: &strings.Builder{}, set: instance.Defaults()}
	h.set.SignIn = []instance.Way{instance.Password, instance.Link}
	h.hasher = password.New(password.Options{Cost: password.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}})
	log := slog.New(slog.NewTextHandler(h.log, nil))
	h.q = jobs.New(d.DB, d.Clock, log)
	cat, err := i18n.Load(msg.Source(), notifymsg.Source())
	if err != nil {
		t.Fatal(err)
	}
	o := notify.Options{
		BaseURL: "https://preau.test", Catalogue: cat, Log: log, EverSignedIn: account.EverSignedIn,
		Letterhead: func(context.Context, string) (notify.Letterhead, error) {
			return notify.Letterhead{Title: "Préau", From: "preau@preau.test", Zone: time.UTC}, nil
		},
	}
	h.n = notify.New(d.DB, h.q, d.Clock, h.mails, o, []byte("a key of tests, thirty-two bytes"), letter.Kinds()...)
	h.s = account.New(account.Options{
		DB: d.DB, Jobs: h.q, Mail: h.n, Hasher: h.hasher, Log: log, Settings: h.settings,
		OnEstablishment: func(_ context.Context, _ *db.Tx, _ access.Actor, accountID, orgID string) error {
			h.chose = append(h.chose, accountID+"→"+orgID)
			return nil
		},
	})
	return h
}

func (h *house) settings(context.Context) (instance.Settings, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.set, nil
}

// visitor is somebody not signed in who just sent a form.
func (h *house) visitor(act string) access.Actor {
	return access.Actor{Act: "POST " + act, Key: id.New(), Body: "body", At: h.d.Clock.Now()}
}

// again is the same person sending another form.
func (h *house) again(who access.Actor) access.Actor {
	who.Key, who.At = id.New(), h.d.Clock.Now()
	return who
}

// drain sends what is queued.
func (h *house) drain() {
	h.t.Helper()
	if _, err := h.q.Drain(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

var linkForm = regexp.MustCompile(`https://preau\.test(/[a-z-]+/[A-Za-z0-9_-]{43})`)

// mailTo drains, and gives the last mail to an address.
func (h *house) mailTo(address string) mail.Message {
	h.t.Helper()
	h.drain()
	got := h.mails.To(address)
	if len(got) == 0 {
		h.t.Fatalf("no mail to %s", address)
	}
	return got[len(got)-1]
}

// link is the one-time link in the last mail to an address: its path, and its secret.
func (h *house) link(address string) (path, secret string) {
	h.t.Helper()
	m := h.mailTo(address)
	found := linkForm.FindStringSubmatch(m.Text)
	if found == nil {
		h.t.Fatalf("no link in %q: %s", m.Subject, m.Text)
	}
	u, err := url.Parse(found[1])
	if err != nil {
		h.t.Fatal(err)
	}
	return u.Path, u.Path[strings.LastIndexByte(u.Path, '/')+1:]
}

func registration(name string) account.Registration {
	return account.Registration{UserName: name, Email: name + "@ecole.test", Password: good, Again: good, Lang: i18n.French, From: "192.0.2.7"}
}

// signUp opens an account that waits for its activation.
// activate follows a link with the password of all tests.
func (h *house) activate(who access.Actor, secret string) error {
	_, err := h.s.Activate(h.t.Context(), who, secret, account.Proof{Password: good, From: "192.0.2.7"})
	return err
}

// reset chooses another password by a link.
func (h *house) reset(who access.Actor, secret, pw, again string) error {
	_, err := h.s.ResetPassword(h.t.Context(), who, secret, account.Reset{UserName: "claire", Password: pw, Again: again})
	return err
}

func (h *house) signUp(name string) {
	h.t.Helper()
	if err := h.s.SignUp(h.t.Context(), h.visitor("/inscription"), registration(name)); err != nil {
		h.t.Fatal(err)
	}
	h.drain() // a job opens the account
}

// active opens and activates an account.
func (h *house) active(name string) {
	h.t.Helper()
	h.signUp(name)
	_, secret := h.link(name + "@ecole.test")
	o, err := h.s.Activate(h.t.Context(), h.visitor("/activation/{jeton}"), secret, account.Proof{Password: good})
	if err == nil {
		err = h.s.SignOut(h.t.Context(), access.Actor{Session: o.ID})
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.mails.Reset()
}

// signIn gives a new session.
func (h *house) signIn(name, pw string) (session.Session, error) {
	h.t.Helper()
	return h.s.SignIn(h.t.Context(), h.visitor("/connexion"), account.Login{Name: name, Password: pw, Agent: "Firefox", From: "192.0.2.7"})
}

// signedIn is who acts in a new session of name.
func (h *house) signedIn(name string) access.Actor {
	h.t.Helper()
	o, err := h.signIn(name, good)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.actor(o.Secret)
}

// actor is who a session belongs to.
func (h *house) actor(secret string) access.Actor {
	h.t.Helper()
	who, ok, err := h.s.Identify(h.t.Context(), secret)
	if err != nil || !ok {
		h.t.Fatalf("the session is not known: %v", err)
	}
	who.At, who.Key = h.d.Clock.Now(), id.New()
	return who
}

// known says whether a session still counts.
func (h *house) known(secret string) bool {
	h.t.Helper()
	_, ok, err := h.s.Identify(h.t.Context(), secret)
	if err != nil {
		h.t.Fatal(err)
	}
	return ok
}

// admin is a signed-in administrator.
func (h *house) admin() access.Actor {
	h.t.Helper()
	path, err := h.s.AdminCreate(h.t.Context(), access.ByProgram("preau admin create", h.d.Clock.Now()), "chef@operateur.test")
	if err != nil {
		h.t.Fatal(err)
	}
	secret := strings.TrimPrefix(path, "/invitation/")
	o, err := h.s.AcceptInvitation(h.t.Context(), h.visitor("/invitation/{jeton}"), secret, account.Acceptance{UserName: "chef", Password: good, Again: good})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.actor(o.Secret)
}

func (h *house) school(name, uai string) org.Organisation {
	h.t.Helper()
	var o org.Organisation
	err := h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		var err error
		o, err = org.Insert(h.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, UAI: uai, Place: org.Place{Commune: "Valsoye"}})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return o
}

// value reads one value behind the use cases' back.
func value[T any](h *house, q string, args ...any) T {
	h.t.Helper()
	var v T
	err := h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		v, err = db.Value[T](h.t.Context(), tx, q, args...)
		return err
	})
	if err != nil {
		h.t.Fatalf("%s: %v", q, err)
	}
	return v
}

// values are all of one column.
func values[T any](h *house, q string, args ...any) []T {
	h.t.Helper()
	var out []T
	err := h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		out, err = db.All(h.t.Context(), tx, func(v *T) []any { return []any{v} }, q, args...)
		return err
	})
	if err != nil {
		h.t.Fatalf("%s: %v", q, err)
	}
	return out
}

func (h *house) state(name string) string {
	h.t.Helper()
	return value[string](h, `SELECT state FROM account_accounts WHERE user_name_fold = $1`, name)
}

// wantKind wants a refusal of a kind.
func wantKind(t *testing.T, err error, k apperr.Kind) {
	t.Helper()
	_ = refused(t, err, k)
}

// refused is a refusal of a kind.
func refused(t *testing.T, err error, k apperr.Kind) *apperr.Error {
	t.Helper()
	e, ok := apperr.As(err)
	if !ok || e.Kind != k {
		t.Fatalf("got %v, want %s", err, k)
	}
	return e
}

// wantField wants a refusal of one field with this sentence.
func wantField(t *testing.T, err error, field string, key i18n.Key) {
	t.Helper()
	e := refused(t, err, apperr.Invalid)
	for _, f := range e.Fields {
		if f.Name == field && f.Msg.Key == key {
			return
		}
	}
	t.Fatalf("%v does not refuse %s with %s", err, field, key)
}

// wantReason wants a refusal with this reason.
func wantReason(t *testing.T, err error, code string) apperr.Reason {
	t.Helper()
	e := refused(t, err, apperr.Forbidden)
	if len(e.Reasons) != 1 || e.Reasons[0].Code != code {
		t.Fatalf("reasons %v, want %s", e.Reasons, code)
	}
	return e.Reasons[0]
}

func freshQueue(h *house) *jobs.Queue {
	return jobs.New(h.d.DB, h.d.Clock, slog.New(slog.DiscardHandler))
}

func (h *house) exec(q string, args ...any) error {
	return h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	})
}

func (h *house) setState(s string) error { return h.exec(`UPDATE account_accounts SET state = $1`, s) }

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}
