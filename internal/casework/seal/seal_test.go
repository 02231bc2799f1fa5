package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"preau/internal/casework/seal"
	"preau/internal/casework/seal/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// What is sealed opens by its demand's key alone, in its own place alone, and says nothing otherwise.
func TestSealedForItsPlace(t *testing.T) {
	onBoth(t, func(h *house) {
		covers.Statement(h.t, "C081")
		k, other := h.key("1"), h.key("2")
		const text = "Nadège Exemple, née en 1961"
		sealed, err := k.Seal(title, text)
		h.ok(err)
		if again, _ := k.Seal(title, text); bytes.Equal(sealed, again) || bytes.Contains(sealed, []byte("Exemple")) {
			h.t.Error("the sealed text shows what it holds")
		}
		h.again().wantOpens(k.ID(), sealed, text)
		for name, open := range map[string]func() (string, error){
			"another demand's key": func() (string, error) { return other.Open(title, sealed) },
			"another row": func() (string, error) {
				return k.Open(seal.Place{Table: title.Table, Column: title.Column, Row: "2"}, sealed)
			},
			"another column": func() (string, error) {
				return k.Open(seal.Place{Table: title.Table, Column: "text", Row: "1"}, sealed)
			},
			"names run together": func() (string, error) {
				return k.Open(seal.Place{Table: title.Table + "t", Column: "itle", Row: "1"}, sealed)
			},
			"cut":         func() (string, error) { return k.Open(title, sealed[:len(sealed)-1]) },
			"one byte":    func() (string, error) { return k.Open(title, sealed[:1]) },
			"another way": func() (string, error) { return k.Open(title, append([]byte{9}, sealed[1:]...)) },
			"a flipped bit": func() (string, error) {
				return k.Open(title, append(bytes.Clone(sealed[:20]), append([]byte{sealed[20] ^ 1}, sealed[21:]...)...))
			},
		} {
			if got, err := open(); err == nil || got != "" {
				h.t.Errorf("%s opens it: %q", name, got)
			} else if strings.Contains(err.Error(), "Exemple") {
				h.t.Errorf("%s: the fault says what was sealed", name)
			}
		}
		if got, err := k.Open(title, nil); got != "" || err != nil {
			h.t.Errorf("nothing sealed is %q, %v", got, err)
		}
		if s := fmt.Sprintf("%v %+v %#v %s", k, k, k, k); strings.Count(s, k.ID()) != 4 || len(s) > 4*(len(k.ID())+10) {
			h.t.Errorf("the key prints itself: %s", s)
		}
	})
}

// After a wipe nothing opens a demand: neither the database at once, nor a copy of it from before with the keyring and
// the store of after. The other demands of the copy open as ever.
func TestWipedAlsoInCopies(t *testing.T) {
	onBoth(t, func(h *house) {
		covers.Statement(h.t, "C080", "C081")
		wiped, stays := h.key("1"), h.key("2")
		a, err := wiped.Seal(title, "à effacer")
		h.ok(err)
		b, err := stays.Seal(title, "reste")
		h.ok(err)
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(h.s.Index(ctx, tx, wiped, wiped.Words(seal.Identity, "Exemple")), h.s.Index(ctx, tx, stays, stays.Words(seal.Identity, "Exemple")))
		})
		before := h.copied()
		copyOf := newHouse(h.t, before, h.secrets, h.dir)
		copyOf.wantOpens(wiped.ID(), a, "à effacer")

		h.d = h.d.Another(h.t)
		h = newHouse(h.t, h.d, h.secrets, h.dir)
		h.wantOpens(wiped.ID(), a, "à effacer") // and remembers it
		h.drain()                               // the night's work, which would also delete what the job left
		h.destroy(wiped)
		h.wantGone(wiped.ID())
		if n := h.tokens(); n != 1 {
			h.t.Errorf("%d words are left, want those of the other demand", n)
		}
		h.drain()
		h.destroy(wiped) // again
		h.drain()
		h.wantOpens(stays.ID(), b, "reste")

		copyOf = newHouse(h.t, before, h.secrets, h.dir)
		copyOf.wantGone(wiped.ID())
		copyOf.wantOpens(stays.ID(), b, "reste")
		keys, err := copyOf.s.Open(h.t.Context(), wiped.ID(), stays.ID())
		h.ok(err)
		if _, err := keys[wiped.ID()].Open(title, a); !errors.Is(err, seal.ErrGone) || !apperr.Is(err, apperr.NotFound) {
			h.t.Errorf("opened by the copy: %v", err)
		}
		all := []seal.Circle{seal.Identity, seal.Thread, seal.Operators}
		if got := copyOf.find("exemple", seal.Candidate{KeyID: wiped.ID(), Circles: all}, seal.Candidate{KeyID: stays.ID(), Circles: all}); got != stays.ID() {
			h.t.Errorf("the copy finds %q", got)
		}
	})
}

func (h *house) tokens() (n int) {
	h.t.Helper()
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		n, err = db.Value[int](h.t.Context(), tx, `SELECT count(*) FROM casework_tokens`)
		return err
	}))
	return n
}

// A wipe that is not committed leaves the demand whole; one that is, and whose secret cannot be deleted yet, is read by
// nobody, and ends when the store answers again.
func TestCutShort(t *testing.T) {
	onBoth(t, func(h *house) {
		covers.Statement(h.t, "C080")
		away := &faulty{Store: h.secrets}
		h = newHouse(h.t, h.d, away, h.dir)
		k := h.key("1")
		text, err := k.Seal(title, "x")
		h.ok(err)
		cut := errors.New("cut")
		err = h.d.InTx(h.t.Context(), func(tx *db.Tx) error { return errors.Join(h.s.Destroy(h.t.Context(), tx, k.ID()), cut) })
		if !errors.Is(err, cut) {
			h.t.Fatal(err)
		}
		h.drain()
		h.again().wantOpens(k.ID(), text, "x")

		away.del = &apperr.Error{Kind: apperr.Unavailable, Err: errors.New("away")}
		h.destroy(k)
		if _, err := h.q.Drain(h.t.Context()); err == nil {
			h.t.Error("the job that could not delete the secret says nothing")
		}
		h.wantGone(k.ID())
		if n := h.kept(); n != 2 {
			h.t.Errorf("%d secrets are kept, want it and the mark", n)
		}
		away.del = nil
		h.d.Clock.Advance(time.Hour)
		h.drain()
		if n := h.kept(); n != 1 {
			h.t.Errorf("%d secrets are kept, want the mark", n)
		}
	})
}

type faulty struct {
	blob.Store
	del error
}

func (f *faulty) Delete(ctx context.Context, key string) error {
	if f.del != nil {
		return f.del
	}
	return f.Store.Delete(ctx, key)
}

// The night destroys keys without a demand, and secrets that came back with a copy of the store; it leaves alone what it
// knows nothing of, since the database may be older than the store.
func TestNight(t *testing.T) {
	onBoth(t, func(h *house) {
		staged, err := h.s.Stage(h.t.Context())
		h.ok(err)
		bound, wiped := h.key("1"), h.key("2")
		before := map[string]string{}
		for info, err := range h.secrets.List(h.t.Context()) {
			h.ok(err)
			before[info.Key] = h.secret(info.Key)
		}
		h.destroy(wiped)
		h.drain()
		for name, was := range before { // the store of yesterday
			if h.secret(name) == "" {
				h.ok(h.secrets.Put(h.t.Context(), name, strings.NewReader(was)))
			}
		}
		h.ok(h.secrets.Put(h.t.Context(), blob.NewKey(), strings.NewReader("of a later database")))
		if n := h.kept(); n != 5 {
			h.t.Fatalf("%d are kept", n)
		}
		h.d.Clock.Advance(25 * time.Hour)
		h.drain()
		h.drain() // what the night added
		if n := h.kept(); n != 3 {
			h.t.Errorf("%d are kept, want the mark, the bound one and the unknown one", n)
		}
		h = h.again()
		h.wantGone(staged.ID())
		h.wantGone(wiped.ID())
		if _, err := h.s.One(h.t.Context(), bound.ID()); err != nil {
			h.t.Error(err)
		}
		err = h.d.InTx(h.t.Context(), func(tx *db.Tx) error { return h.s.Bind(h.t.Context(), tx, staged, "3") })
		if !errors.Is(err, seal.ErrGone) {
			h.t.Errorf("a swept key is bound: %v", err)
		}
	})
}

func (h *house) secret(name string) string {
	h.t.Helper()
	b, err := h.secrets.Open(h.t.Context(), name)
	if errors.Is(err, blob.ErrNone) {
		return ""
	}
	h.ok(err)
	defer b.Close()
	raw, err := io.ReadAll(b)
	h.ok(err)
	return string(raw)
}

// Another folder in the place of the store, or another ring, is a machine that is set up wrong, never a demand that was
// wiped.
func TestWrongStoreOrRing(t *testing.T) {
	onBoth(t, func(h *house) {
		unused := newHouse(h.t, h.d, blobtest.Folder(h.t), h.dir)
		h.ok(unused.s.Ready(h.t.Context())) // nothing was sealed yet
		k := h.key("1")
		h.ok(h.again().s.Ready(h.t.Context()))
		if err := unused.s.Ready(h.t.Context()); !apperr.Is(err, apperr.Unavailable) {
			h.t.Errorf("ready with another store: %v", err)
		}
		wantUnavailable := func(h *house, key i18n.Key) {
			h.t.Helper()
			_, err := h.s.One(h.t.Context(), k.ID())
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Unavailable || e.Msg.Key != key || errors.Is(err, seal.ErrGone) {
				h.t.Errorf("got %v, want %s", err, key)
			}
		}
		elsewhere := newHouse(h.t, h.d, blobtest.Folder(h.t), h.dir)
		wantUnavailable(elsewhere, msg.OtherStore)
		if _, err := elsewhere.s.Stage(h.t.Context()); !apperr.Is(err, apperr.Unavailable) {
			h.t.Errorf("a key is made in another store: %v", err)
		}
		wantUnavailable(newHouse(h.t, h.d, h.secrets, h.t.TempDir()), msg.Locked)
		h.ok(os.Remove(filepath.Join(h.dir, seal.RingFile)))
		wantUnavailable(h, msg.Locked)
	})
}

// A new key wraps all demands' keys; what was cut short goes on; a key goes only when nothing needs it.
func TestRotation(t *testing.T) {
	onBoth(t, func(h *house) {
		covers.Statement(h.t, "C081")
		ctx := h.t.Context()
		var ids []string
		for i := range 5 {
			ids = append(ids, h.key(fmt.Sprint(i)).ID())
		}
		wiped := h.key("wiped")
		h.destroy(wiped)
		uses, err := h.s.Uses(ctx)
		h.ok(err)
		first := uses[0].Mark
		if len(uses) != 1 || !uses[0].First || uses[0].Wraps != 5 {
			h.t.Fatalf("%+v", uses)
		}
		h.wantRefused(h.s.Drop(ctx, first), msg.RingFirst)
		h.wantRefused(h.s.Drop(ctx, "0000"), msg.RingNone)

		ring := filepath.Join(h.dir, seal.RingFile) // a rotation that was cut after two
		raw, err := os.ReadFile(ring)
		h.ok(err)
		h.ok(os.WriteFile(ring, append([]byte(id.Secret()+"\n# the former one\n"), raw...), 0o600))
		old := h.again()
		h.ok(h.d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE casework_keys SET object_id = object_id || '!' WHERE id > $1 AND state = 'bound'`, ids[1])
			return err
		}))
		if n, err := h.again().s.Rotate(ctx); n != 5 || err != nil {
			h.t.Fatalf("%d wrapped anew, %v", n, err)
		}
		if uses, err = h.s.Uses(ctx); err != nil || len(uses) != 2 || uses[0].Wraps != 5 || uses[1].Mark != first || uses[1].Wraps != 0 {
			h.t.Fatalf("a rotation that others had begun draws no other key: %+v, %v", uses, err)
		}
		if n, err := h.s.Rotate(ctx); n != 5 || err != nil {
			h.t.Fatalf("%d wrapped anew, %v", n, err)
		}
		uses, err = h.s.Uses(ctx)
		h.ok(err)
		if len(uses) != 3 {
			h.t.Fatalf("%+v", uses)
		}
		h.ok(h.s.Drop(ctx, uses[1].Mark))
		h.ok(h.s.Drop(ctx, first))
		if uses, err = h.s.Uses(ctx); err != nil || len(uses) != 1 {
			h.t.Errorf("%+v, %v", uses, err)
		}
		keys, err := h.again().s.Open(ctx, append(ids, wiped.ID())...)
		h.ok(err)
		if len(keys) != 5 {
			h.t.Errorf("%d open", len(keys))
		}
		if _, err := old.s.Stage(ctx); err != nil { // reads the file again
			h.t.Error(err)
		}
	})
}

// A key that still wraps something stays, also when the one that wraps it is another machine at this instant, whose ring
// is a setting and older.
func TestDropWhileOthersWrap(t *testing.T) {
	onBoth(t, func(h *house) {
		ctx := h.t.Context()
		raw, err := os.ReadFile(filepath.Join(h.dir, seal.RingFile))
		h.ok(err)
		late := h.again()
		late.s = seal.New(seal.Options{DB: h.d.DB, Jobs: jobsOf(late), Clock: h.d.Clock, Log: quiet, Ring: h.ring(string(raw)), Secrets: h.secrets})
		k, err := late.s.Stage(ctx)
		h.ok(err)
		if _, err := h.s.Rotate(ctx); err != nil {
			h.t.Fatal(err)
		}
		uses, err := h.s.Uses(ctx)
		h.ok(err)
		again, err := late.s.Stage(ctx)
		h.ok(err)
		h.wantRefused(h.s.Drop(ctx, uses[1].Mark), msg.RingUsed)
		if n, err := h.s.Rotate(ctx); n != 1 || err != nil {
			h.t.Errorf("%d wrapped anew, %v", n, err)
		}
		h.ok(h.s.Drop(ctx, uses[1].Mark))
		if _, err := late.s.Stage(ctx); !apperr.Is(err, apperr.Unavailable) {
			h.t.Errorf("what was dropped wraps: %v", err)
		}
		keys, err := h.again().s.Open(ctx, k.ID(), again.ID())
		h.ok(err)
		if len(keys) != 2 {
			h.t.Errorf("%d open", len(keys))
		}
		h.wantRefused(late.s.Drop(ctx, uses[0].Mark), msg.RingNone)
		if _, err := late.s.Rotate(ctx); err == nil {
			h.t.Error("a ring that is a setting is changed")
		}
	})
}

func (h *house) wantRefused(err error, key i18n.Key) {
	h.t.Helper()
	if e, ok := apperr.As(err); !ok || e.Kind != apperr.Conflict || e.Msg.Key != key {
		h.t.Errorf("got %v, want a refusal for %s", err, key)
	}
}

// A demand is found by the words that its searcher may read, whatever their accents, case and endings.
func TestFind(t *testing.T) {
	onBoth(t, func(h *house) {
		covers.Statement(h.t, "C047", "C081")
		a, b := h.key("a"), h.key("b")
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(
				h.s.Index(ctx, tx, a, a.Words(seal.Identity, "Gaëlle", "L'Hôte-Exemple", "06 12 34 56 78")),
				h.s.Index(ctx, tx, a, a.Words(seal.Thread, "Allocations bloquées depuis mars")),
				h.s.Index(ctx, tx, a, a.Words(seal.Thread, "Une pièce a été refusée")),
				h.s.Index(ctx, tx, a, a.Words(seal.Operators, "dossier douteux")),
				h.s.Index(ctx, tx, b, b.Words(seal.Thread, "Allocation de rentrée")),
				h.s.Index(ctx, tx, b, b.Words(seal.Identity, "née en 1984", "35000 Rennes", "zoé yann xavier wassim victor ulysse tom simon")),
			)
		})
		all := []seal.Circle{seal.Identity, seal.Thread, seal.Operators}
		for _, c := range []struct {
			query   string
			circles []seal.Circle
			want    string
		}{
			{"allocation", all, a.ID() + " " + b.ID()},
			{"BLOQUE allocations refusé", all, a.ID()},
			{"pièces", all, a.ID()},
			{"gaelle hote", all, a.ID()},
			{"gaelle", []seal.Circle{seal.Thread}, ""},
			{"gaelle allocation", []seal.Circle{seal.Thread, seal.Identity}, a.ID()},
			{"douteux", []seal.Circle{seal.Identity, seal.Thread}, ""},
			{"douteux", all, a.ID()},
			{"0612345678", all, a.ID()},
			{"06 12 34 56 78", all, a.ID()},
			{"06.12.34.56.79", all, ""},
			{"allo", all, ""},
			{"1984 35000", all, b.ID()},
			{"n° 1984", all, b.ID()},
			{"rennes 35000 1984", all, b.ID()},
			{"1985 35000", all, ""},
			{"zoé yann xavier wassim victor ulysse tom simon arthur", all, b.ID()}, // the ninth is not looked for
			{"arthur zoé yann xavier wassim victor ulysse tom simon", all, ""},
			{"", all, ""},
			{"…", all, ""},
			{"gaelle", nil, ""},
		} {
			got := h.find(c.query, seal.Candidate{KeyID: a.ID(), Circles: c.circles}, seal.Candidate{KeyID: b.ID(), Circles: c.circles})
			if got != c.want {
				h.t.Errorf("%q finds %q, want %q", c.query, got, c.want)
			}
		}
		if got := h.find("allocation", seal.Candidate{KeyID: b.ID(), Circles: all}); got != b.ID() {
			h.t.Errorf("what is no candidate is found: %q", got)
		}
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			return h.s.Reindex(ctx, tx, a, a.Words(seal.Thread, "Tout va bien"))
		})
		if got := h.find("pièce", seal.Candidate{KeyID: a.ID(), Circles: all}) + h.find("bien", seal.Candidate{KeyID: a.ID(), Circles: all}); got != a.ID() {
			h.t.Errorf("a corrected text is found by what it said before, or not by what it says: %q", got)
		}
	})
}
