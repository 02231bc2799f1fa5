package token_test

import (
	"bytes"
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/signlog"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/core/token"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/kit/jobs"
)

const password = "trois petits tours"

// house is the tokens on a database of their own, with two accounts.
type house struct {
	t *testing.T
	d *dbtest.DB
	s *token.Service

	log bytes.Buffer
}

func newHouse(t *testing.T, d *dbtest.DB) *house {
	t.Helper()
	h := &house{t: t, d: d}
	h.s = token.New(token.Options{
		DB: d.DB, Jobs: jobs.New(d.DB, d.Clock, slog.New(slog.DiscardHandler)), Clock: d.Clock,
		Scopes: []token.Scope{{Key: "needs:read"}, {Key: "needs:write"}, {Key: "org:read"}},
		Secret: notify.NewLinks("https://preau.test", []byte("a key of tests, thirty-two bytes")).Secret,
		Log:    signlog.New(slog.New(slog.NewTextHandler(&h.log, nil))),
	})
	for i, name := range []string{"lea", "noe"} {
		h.run(`INSERT INTO account_accounts (id, number, user_name, user_name_fold, email, email_fold, password_hash, first_name, last_name,
			display_name, function, phone, lang, state, state_at, state_by, state_reason, created_at, sort_fold, search_fold, version)
			VALUES ($1, $2, $1, $1, $3, $3, '', '', '', $1, '', '', 'fr', 'active', 0, '', '', 0, '', '', 1)`, name, i+1, name+"@ecole.test")
	}
	return h
}

func (h *house) run(q string, args ...any) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), q, args...)
		return err
	}))
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// who is somebody signed in who sends a form.
func (h *house) who(name string) access.Actor {
	return access.Actor{ID: name, Name: name, Session: "s", Key: id.New(), Act: "POST " + token.Path, Body: "body", At: h.d.Clock.Now()}
}

func wish(name string) token.Wish {
	return token.Wish{Name: name, Scopes: []string{"org:read", "needs:read", "org:read"}, Days: 30}
}

func (h *house) make(name string) token.Made {
	h.t.Helper()
	m, err := h.s.Make(h.t.Context(), h.who(name), wish("Tableur"))
	h.ok(err)
	return m
}

func (h *house) standing(name string, n int64) token.State {
	h.t.Helper()
	all, err := h.s.Tokens(h.t.Context(), h.who(name))
	h.ok(err)
	for _, t := range all {
		if t.Number == n {
			return t.Standing(h.d.Clock.Now())
		}
	}
	h.t.Fatalf("%s has no token %d", name, n)
	return ""
}

// refused wants a token that does not count: with this reason, or with none when it is not known at all.
func (h *house) refused(secret, code string) {
	h.t.Helper()
	_, _, err := h.s.Identify(h.t.Context(), secret)
	e, ok := apperr.As(err)
	if !ok || e.Kind != apperr.Unauthenticated {
		h.t.Fatalf("got %v", err)
	}
	got := ""
	for _, r := range e.Reasons {
		got = r.Code
	}
	if got != code {
		h.t.Errorf("the reason is %q, want %q", got, code)
	}
	account := "0"
	if code != "" {
		account = "1"
	}
	if said := h.log.String(); !strings.Contains(said, fmt.Sprintf("msg=sign-in way=token outcome=failed reason=%s account=%s ", cmp.Or(code, `""`), account)) || len(secret) > 1 && strings.Contains(said, secret) {
		h.t.Errorf("the log says %q", said)
	}
	h.log.Reset()
}

func TestTokenActsAsItsAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R135")
		h := newHouse(t, d)
		m := h.make("lea")
		if !strings.HasPrefix(m.Secret, token.Prefix) || len(m.Secret) != len(token.Prefix)+43 {
			t.Errorf("the secret is %q", m.Secret)
		}
		who, tok, err := h.s.Identify(t.Context(), m.Secret)
		h.ok(err)
		if who.ID != "lea" || who.Token != "Tableur" || len(who.Grants) != 0 || !slices.Equal(tok.Scopes, []string{"needs:read", "org:read"}) {
			t.Errorf("%+v by %+v", who, tok)
		}
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := access.Give(t.Context(), tx, access.ByProgram("test", tx.Now()), access.Gift{AccountID: "lea", Role: access.Admin, Place: access.Everywhere})
			return err
		}))
		if who, _, err := h.s.Identify(t.Context(), m.Secret); err != nil || !who.IsAdmin() {
			t.Errorf("a right that was just given: %+v, %v", who.Grants, err)
		}
	})
}

func TestNoSecretIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who := h.who("lea")
		m, err := h.s.Make(t.Context(), who, wish("Tableur"))
		h.ok(err)
		again, err := h.s.Make(t.Context(), who, wish("Tableur"))
		if err != nil || again.Secret != m.Secret || again.Number != m.Number {
			t.Errorf("the same form again gives %+v, %v", again, err)
		}
		h.ok(d.View(t.Context(), func(tx *db.Tx) error {
			for _, q := range []string{`SELECT secret_hash FROM token_tokens`, `SELECT result || body_hash FROM core_done`} {
				kept, err := db.Value[string](t.Context(), tx, q)
				if err != nil || strings.Contains(kept, m.Secret) || strings.Contains(kept, notify.HashSecret(password)) {
					t.Errorf("%s: %q, %v", q, kept, err)
				}
			}
			return nil
		}))
	})
}

func TestTokensThatDoNotCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		m := h.make("lea")
		for _, bad := range []string{"", "x", m.Secret[:len(m.Secret)-1], m.Secret + "x", strings.ToUpper(m.Secret), strings.Repeat("é", 40), "preau_" + strings.Repeat("\x00", 43)} {
			h.refused(bad, "")
		}
		expired := h.make("lea")
		d.Clock.Advance(30*24*time.Hour - time.Second)
		if _, _, err := h.s.Identify(t.Context(), expired.Secret); err != nil {
			t.Errorf("a second before its end: %v", err)
		}
		d.Clock.Advance(time.Second)
		h.refused(expired.Secret, "token.expired")
		revoked := h.make("lea")
		h.ok(h.s.Revoke(t.Context(), h.who("lea"), revoked.Number))
		h.refused(revoked.Secret, "token.revoked")
		if _, _, err := h.s.Identify(t.Context(), h.make("lea").Secret); err != nil {
			t.Errorf("another token of the same account: %v", err)
		}
		suspended := h.make("noe")
		h.run(`UPDATE account_accounts SET state = 'suspended' WHERE id = 'noe'`)
		h.refused(suspended.Secret, "")
		h.run(`UPDATE account_accounts SET state = 'closed' WHERE id = 'noe'`)
		h.refused(suspended.Secret, "")
	})
}

func TestDroppedTokensStayDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		first, second, other := h.make("lea"), h.make("lea"), h.make("noe")
		h.ok(h.s.Revoke(t.Context(), h.who("lea"), second.Number))
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return token.DropAll(t.Context(), tx, h.who("noe"), "lea", "suspend") }))
		h.refused(first.Secret, "token.dropped")
		if got := h.standing("lea", second.Number); got != token.Revoked {
			t.Errorf("what was revoked before is %s", got)
		}
		if _, _, err := h.s.Identify(t.Context(), other.Secret); err != nil {
			t.Errorf("another account's: %v", err)
		}
		var acts []string
		h.ok(d.View(t.Context(), func(tx *db.Tx) error {
			lines, err := history.Of(t.Context(), tx, history.Object{Kind: "account", ID: "lea"}, 10)
			for _, l := range lines {
				acts = append(acts, l.Act+" "+l.Data["token"]+l.Data["why"])
			}
			return err
		}))
		if want := []string{"drop_token 1suspend", "revoke_token 2", "make_token 2", "make_token 1"}; !slices.Equal(acts, want) {
			t.Errorf("the history is %q, want %q", acts, want)
		}
	})
}

func TestWishesAreChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		for field, spoil := range map[string]func(*token.Wish){
			token.FieldName:   func(w *token.Wish) { w.Name = " \x00\n " },
			token.FieldScopes: func(w *token.Wish) { w.Scopes = []string{"needs:read", "all"} },
			token.FieldDays:   func(w *token.Wish) { w.Days = 31 },
		} {
			w := wish("Tableur")
			spoil(&w)
			_, err := h.s.Make(t.Context(), h.who("lea"), w)
			e, ok := apperr.As(err)
			if !ok || e.Kind != apperr.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := h.s.Make(t.Context(), access.Actor{}, wish("Tableur"))
		wantKind(t, err, apperr.Unauthenticated)
		_, err = h.s.Make(t.Context(), h.who("lea"), token.Wish{Name: strings.Repeat("é", token.MaxName+1)})
		if e, _ := apperr.As(err); e == nil || len(e.Fields) != 3 {
			t.Errorf("everything wrong: %v", err)
		}
		for range 20 {
			h.make("noe")
		}
		_, err = h.s.Make(t.Context(), h.who("noe"), wish("Le 21e"))
		wantKind(t, err, apperr.Conflict)
		h.ok(h.s.Revoke(t.Context(), h.who("noe"), 3))
		h.make("noe")
	})
}

func TestTokensAreTheirOwners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		m := h.make("lea")
		wantKind(t, h.s.Revoke(t.Context(), h.who("noe"), m.Number), apperr.NotFound)
		wantKind(t, h.s.Revoke(t.Context(), access.Actor{}, m.Number), apperr.Unauthenticated)
		if all, err := h.s.Tokens(t.Context(), h.who("noe")); err != nil || len(all) != 0 {
			t.Errorf("noe sees %v, %v", all, err)
		}
		program, _, err := h.s.Identify(t.Context(), m.Secret)
		h.ok(err)
		_, err = h.s.Make(t.Context(), program, wish("Un autre"))
		wantKind(t, err, apperr.Forbidden)
		wantKind(t, h.s.Revoke(t.Context(), program, m.Number), apperr.Forbidden)
		h.ok(h.s.Revoke(t.Context(), h.who("lea"), m.Number))
		wantKind(t, h.s.Revoke(t.Context(), h.who("lea"), m.Number), apperr.Forbidden)
	})
}

func TestScopes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		who, tok, err := h.s.Identify(t.Context(), h.make("lea").Secret)
		h.ok(err)
		h.ok(h.s.WhyScope(who, tok, ""))
		h.ok(h.s.WhyScope(who, tok, "needs:read"))
		err = h.s.WhyScope(who, tok, "needs:write")
		if e, _ := apperr.As(err); e == nil || e.Kind != apperr.Forbidden || e.Reasons[0].Code != "token.scope" || len(e.Reasons[0].Lifters) != 1 {
			t.Errorf("got %v", err)
		}
	})
}

// A token's last use is known to five minutes: a program that asks all the time does not write all the time.
func TestUseIsNoted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		m := h.make("lea")
		used := func() time.Time {
			if _, _, err := h.s.Identify(t.Context(), m.Secret); err != nil {
				t.Fatal(err)
			}
			all, err := h.s.Tokens(t.Context(), h.who("lea"))
			h.ok(err)
			return all[0].UsedAt
		}
		start := d.Clock.Now()
		for _, c := range []struct{ after, want time.Duration }{{0, 0}, {4 * time.Minute, 0}, {5 * time.Minute, 5 * time.Minute}} {
			d.Clock.Set(start.Add(c.after))
			if got := used(); !got.Equal(start.Add(c.want)) {
				t.Errorf("after %v: %v", c.after, got)
			}
		}
	})
}

func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.make("lea")
		revoked := h.make("lea")
		h.ok(h.s.Revoke(t.Context(), h.who("lea"), revoked.Number))
		left := func(after time.Duration) int {
			h.ok(h.s.Sweep(t.Context(), d.Clock.Now().Add(after)))
			all, err := h.s.Tokens(t.Context(), h.who("lea"))
			h.ok(err)
			return len(all)
		}
		const day = 24 * time.Hour
		for _, c := range []struct {
			after time.Duration
			want  int
		}{{90 * day, 2}, {91 * day, 1}, {120 * day, 1}, {121 * day, 0}} {
			if got := left(c.after); got != c.want {
				t.Errorf("after %v: %d, want %d", c.after, got, c.want)
			}
		}
	})
}

// The states that are stored are those of the table, but for the one that follows from the date.
func TestStatesInTheTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		h.make("lea")
		for _, s := range append(token.States(), "lost") {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE token_tokens SET state = $1`, s)
				return err
			})
			if kept := s != token.Expired && s != "lost"; (err == nil) != kept {
				t.Errorf("%s: %v", s, err)
			}
		}
	})
}

func wantKind(t *testing.T, err error, k apperr.Kind) {
	t.Helper()
	if !apperr.Is(err, k) {
		t.Errorf("got %v, want %v", err, k)
	}
}
