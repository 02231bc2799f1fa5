package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/backup"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/blob/blobtest"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// house is a small platform: a database, whose rows name nothing, beside files and secrets that the test says belong to it.
type house struct {
	t       *testing.T
	d       *dbtest.DB
	files   *blob.Folder
	secrets *blob.Folder
	kept    []backup.File
	names   []string
	free    map[string]bool // files that were let go since the copy, and secrets of what was wiped
	saving  backup.Saving
	pair    string // private key
}

func newHouse(t *testing.T, shelf blob.Shelf) *house {
	t.Helper()
	h := &house{t: t, d: dbtest.Open(t, db.SQLite), files: blobtest.Folder(t), secrets: blobtest.Folder(t), free: map[string]bool{}}
	h.saving = backup.Saving{
		DB: h.d.DB, Clock: h.d.Clock, Contents: h.contents(), Files: h.files, Secrets: h.secrets, To: shelf, SecretsTo: newShelf(t),
		Scratch: t.TempDir(), Program: "test", KeepDays: 30, KeepSecretsDays: 7, Keys: map[string][]byte{"instance.key": []byte("hush"), "demands.keys": []byte("hush hush")},
	}
	for _, content := range []string{"one", "", strings.Repeat("three ", 100_000)} {
		h.addFile(content)
	}
	h.addSecret("a")
	h.addSecret("b")
	return h
}

func newShelf(t *testing.T) *blob.ShelfFolder {
	t.Helper()
	s, err := blob.NewShelfFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *house) contents() backup.Contents {
	return backup.Contents{
		Files:   func(context.Context, *db.Tx) ([]backup.File, error) { return slices.Clone(h.kept), nil },
		Secrets: func(context.Context, *db.Tx) ([]string, error) { return slices.Clone(h.names), nil },
		Schema:  func(context.Context, *db.DB) (int64, error) { return 7, nil },
		Bound:   h.inUse,
		Needed:  h.inUse,
	}
}

func (h *house) inUse(_ context.Context, _ *db.Tx, names []string) (out []string, err error) {
	for _, n := range names {
		if !h.free[n] {
			out = append(out, n)
		}
	}
	return out, nil
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) addFile(content string) {
	h.t.Helper()
	sum := sha256.Sum256([]byte(content))
	f := backup.File{Key: blob.NewKey(), Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
	h.ok(h.files.Put(h.t.Context(), f.Key, strings.NewReader(content)))
	h.kept = append(h.kept, f)
}

func (h *house) addSecret(secret string) {
	h.t.Helper()
	name := blob.NewKey()
	h.ok(h.secrets.Put(h.t.Context(), name, strings.NewReader(secret)))
	h.names = append(h.names, name)
}

func (h *house) encrypt() {
	h.t.Helper()
	public, private, err := backup.NewPair()
	h.ok(err)
	h.saving.Recipients, h.pair = []string{public}, private
}

func (h *house) write(n int) {
	h.t.Helper()
	h.ok(h.d.InTx(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), `INSERT INTO jobs_slots (name, slot, begun_at) VALUES ('of the test', $1, 0)`, n)
		return err
	}))
}

func (h *house) save() backup.Made {
	h.t.Helper()
	m, err := backup.Make(h.t.Context(), h.saving)
	h.ok(err)
	h.d.Clock.Advance(time.Hour)
	return m
}

// empty is where a platform is restored to.
func (h *house) empty() backup.Restoring {
	h.t.Helper()
	r := backup.Restoring{
		From: h.saving.To, SecretsFrom: h.saving.SecretsTo, Contents: h.contents(),
		Database: filepath.Join(h.t.TempDir(), "preau.db"), Files: blobtest.Folder(h.t), Secrets: blobtest.Folder(h.t),
	}
	if h.pair != "" {
		ids, err := backup.ReadIdentities(strings.NewReader(h.pair))
		h.ok(err)
		r.Identities = ids
	}
	return r
}

func (h *house) restore(r backup.Restoring) backup.Restored {
	h.t.Helper()
	got, err := backup.Restore(h.t.Context(), r)
	h.ok(err)
	return got
}

// slots are the rows that write wrote, in a restored database.
func (h *house) slots(path string) int64 {
	h.t.Helper()
	d, err := db.Open(h.t.Context(), db.Options{URL: path})
	h.ok(err)
	defer func() { _ = d.Close() }()
	var n int64
	h.ok(d.View(h.t.Context(), func(tx *db.Tx) error {
		n, err = db.Value[int64](h.t.Context(), tx, `SELECT count(*) FROM jobs_slots`)
		return err
	}))
	return n
}

func read(t *testing.T, s blob.Store, key string) string {
	t.Helper()
	b, err := s.Open(t.Context(), key)
	if err != nil {
		return err.Error()
	}
	defer b.Close()
	out, err := io.ReadAll(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// shelfNames are all names on a shelf.
func shelfNames(t *testing.T, s blob.Shelf) (out []string) {
	t.Helper()
	for _, folder := range []string{"sets/", "files/"} {
		for name, err := range s.List(t.Context(), folder) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func content(t *testing.T, s blob.Shelf, name string) []byte {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What was saved comes back as it was then: from a folder or an S3 server, encrypted or not.
func TestSavedAndRestored(t *testing.T) {
	t.Parallel()
	for name, shelf := range map[string]func(t *testing.T) blob.Shelf{
		"folder": func(t *testing.T) blob.Shelf { return newShelf(t) },
		"s3":     func(t *testing.T) blob.Shelf { return blobtest.NewServer(t).Shelf() },
	} {
		for _, encrypted := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", encrypted"}[encrypted], func(t *testing.T) {
				t.Parallel()
				h := newHouse(t, shelf(t))
				if encrypted {
					h.encrypt()
				}
				h.write(1)
				m := h.save()
				if m.Files != 3 || m.NewFiles != 3 || m.Saved != 2 || m.Schema != 7 || m.Rows["jobs_slots"] != 1 || (m.Keys != nil) != encrypted {
					t.Errorf("saved %+v", m)
				}
				h.d.Clock.Advance(-time.Hour)
				if again := h.save(); again.Name <= m.Name || again.NewFiles > 0 {
					t.Errorf("in the same second: %+v", again.Manifest)
				}
				h.write(2) // of after
				r := h.empty()
				got := h.restore(r)
				if len(got.Faults) > 0 || got.Found != 3 || got.Secrets != 2 || got.SecretsSet != got.Name {
					t.Errorf("restored %+v", got)
				}
				if n := h.slots(r.Database); n != 1 {
					t.Errorf("%d rows came back", n)
				}
				for _, f := range h.kept {
					if read(t, r.Files, f.Key) != read(t, h.files, f.Key) {
						t.Errorf("file %s is another", f.Key)
					}
				}
				for _, name := range h.names {
					if read(t, r.Secrets, name) != read(t, h.secrets, name) {
						t.Errorf("secret %s is another", name)
					}
				}
				if encrypted && string(got.Keys["instance.key"]) != "hush" || !encrypted && got.Keys != nil {
					t.Errorf("keys %q", got.Keys)
				}
				for _, name := range append(shelfNames(t, h.saving.To), shelfNames(t, h.saving.SecretsTo)...) {
					if strings.HasSuffix(name, ".age") != (encrypted && !strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".list")) {
						t.Errorf("%s is on the shelf", name)
					}
				}
				if _, err := backup.Restore(t.Context(), r); !errors.Is(err, backup.ErrThere) {
					t.Errorf("written over: %v", err)
				}
			})
		}
	}
}

// Each file is on the shelf once. Sets and files whose time is over go, the newest set never.
func TestForgets(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	first := h.save()
	h.addFile("four")
	h.kept = h.kept[1:] // somebody deleted the first
	if m := h.save(); m.NewFiles != 1 || len(m.Forgotten) > 0 {
		t.Errorf("the second saved %+v", m)
	}
	files := func() (n int) {
		for _, name := range shelfNames(t, h.saving.To) {
			if strings.HasPrefix(name, "files/") {
				n++
			}
		}
		return n
	}
	if files() != 4 {
		t.Errorf("%d files", files())
	}
	h.d.Clock.Advance(8 * 24 * time.Hour)
	m := h.save()
	if len(m.Forgotten) > 0 || files() != 4 {
		t.Errorf("after 8 days: %+v, %d files", m.Forgotten, files())
	}
	for _, name := range shelfNames(t, h.saving.SecretsTo) {
		if !strings.Contains(name, m.Name) {
			t.Errorf("after 8 days there still is %s", name)
		}
	}
	h.d.Clock.Advance(29*24*time.Hour - time.Hour) // the third is younger than 30 days
	m = h.save()
	if len(m.Forgotten) != 2 || m.Forgotten[0] != first.Name || files() != 3 {
		t.Errorf("after 37 days: %q, %d files", m.Forgotten, files())
	}
	h.d.Clock.Advance(400 * 24 * time.Hour)
	h.kept = nil
	if m = h.save(); len(m.Forgotten) != 2 || files() != 0 {
		t.Errorf("after a year: %q, %d files", m.Forgotten, files())
	}
	if r := h.empty(); len(h.restore(r).Faults) > 0 {
		t.Error("the last one is not whole")
	}
	h.saving.KeepDays = 0
	h.d.Clock.Advance(400 * 24 * time.Hour)
	if m = h.save(); len(m.Forgotten) > 0 {
		t.Errorf("0 days keep all: %q", m.Forgotten)
	}
}

// A set is forgotten when its days are over and not before; one without a manifest may be another backup's that is under way, for two days.
func TestForgottenOnTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	made := h.d.Clock.Now()
	first := h.save()
	h.save()
	underWay := "sets/" + made.UTC().Add(10*time.Minute).Format("2006-01-02T15-04-05Z") + "/files.list"
	h.ok(h.saving.To.Put(t.Context(), underWay, strings.NewReader("")))
	for _, x := range []struct {
		after      time.Duration
		sets, cuts bool // are forgotten
	}{{47 * time.Hour, false, false}, {49 * time.Hour, false, true}, {30*24*time.Hour - time.Minute, false, true}, {30*24*time.Hour + time.Minute, true, true}} {
		gone, _, err := backup.ForgetSets(t.Context(), h.saving.To, made.Add(x.after), 30)
		h.ok(err)
		if x.sets != slices.Equal(gone, []string{first.Name}) || !x.sets && len(gone) > 0 {
			t.Errorf("after %s: %q are forgotten", x.after, gone)
		}
		if there := slices.Contains(shelfNames(t, h.saving.To), underWay); there == x.cuts {
			t.Errorf("after %s: what is under way is there: %t", x.after, there)
		}
	}
}

// The newest set stays however old it is: a backup that has failed for months leaves the last one that worked.
func TestNewestStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	h.save()
	h.d.Clock.Advance(time.Hour)
	last := h.save()
	gone, _, err := backup.ForgetSets(t.Context(), h.saving.To, h.d.Clock.Now().Add(1000*24*time.Hour), 30)
	if err != nil {
		t.Fatal(err)
	}
	if len(gone) != 1 || gone[0] == last.Name {
		t.Errorf("forgotten: %q, the newest is %s", gone, last.Name)
	}
	if r := h.empty(); len(h.restore(r).Faults) > 0 {
		t.Error("the last one is not whole")
	}
}

// A list that was damaged, or is gone, deletes no file of its set: it is told at the next backup, which is made, and by a restore of the set. Sets of before
// have no hash of theirs.
func TestDamagedList(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		damage func([]byte) []byte
		before bool
	}{
		"cut":                           {func(b []byte) []byte { return b[:10] }, false},
		"of another file":               {func(b []byte) []byte { return append([]byte("files/00/0"), b[10:]...) }, false},
		"gone":                          {func([]byte) []byte { return nil }, false},
		"cut, of before":                {func(b []byte) []byte { return b[:10] }, true},
		"cut in its last line":          {func(b []byte) []byte { return b[:len(b)-2] }, true},
		"gone, of before":               {func([]byte) []byte { return nil }, true},
		"whole, of before, and no harm": {func(b []byte) []byte { return b }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, newShelf(t))
			old := h.save()
			h.d.Clock.Advance(20 * 24 * time.Hour)
			m := h.save()
			set := "sets/" + m.Name + "/"
			if x.before {
				text := regexp.MustCompile(`(?s)\s*"list": \{.*?\},`).ReplaceAll(content(t, h.saving.To, set+"manifest.json"), nil)
				h.ok(h.saving.To.Put(t.Context(), set+"manifest.json", bytes.NewReader(text)))
			}
			bad := x.damage(content(t, h.saving.To, set+"files.list"))
			h.ok(h.saving.To.Delete(t.Context(), set+"files.list"))
			if bad != nil {
				h.ok(h.saving.To.Put(t.Context(), set+"files.list", bytes.NewReader(bad)))
			}
			harmless := strings.Contains(name, "no harm")
			r := h.empty()
			r.Set = m.Name
			said := strings.Join(h.restore(r).Faults, "\n")
			if strings.Contains(said, m.Name) == harmless {
				t.Errorf("restored: %q", said)
			}
			all := h.kept
			h.kept = nil                        // the platform let go of all
			for _, days := range []int{0, 11} { // the first set is over then
				h.d.Clock.Advance(time.Duration(days)*24*time.Hour + time.Second)
				made, err := backup.Make(t.Context(), h.saving)
				if strings.Contains(fmt.Sprint(err), m.Name) == harmless || errors.Is(err, backup.ErrUntidy) == harmless {
					t.Errorf("after %d days: %v", days, err)
				}
				if made.Name == "" || days > 0 != slices.Contains(made.Forgotten, old.Name) {
					t.Errorf("%+v, %v", made, err)
				}
			}
			r = h.empty()
			r.Set = m.Name
			r.Contents.Files = func(context.Context, *db.Tx) ([]backup.File, error) { return all, nil }
			if got := h.restore(r); got.Found != 3 {
				t.Errorf("its files were deleted: %+v", got)
			}
		})
	}
}

// A backup that was cut short is none, and is cleaned away in time.
func TestCutShort(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	store := h.saving.Files
	h.saving.Files = down{store, h.kept[2].Key}
	if _, err := backup.Make(t.Context(), h.saving); !apperr.Is(err, apperr.Unavailable) {
		t.Errorf("the store does not answer: %v", err)
	}
	if _, err := backup.Restore(t.Context(), h.empty()); !errors.Is(err, backup.ErrNoSet) {
		t.Errorf("half a backup is restored: %v", err)
	}
	if left := shelfNames(t, h.saving.To); len(left) != 3 { // the list, and two files
		t.Errorf("left behind %q", left)
	}
	h.saving.Files = store
	h.kept = nil
	h.d.Clock.Advance(72 * time.Hour)
	h.save()
	if left := shelfNames(t, h.saving.To); len(left) != 3 {
		t.Errorf("left behind %q", left)
	}
	if left, _ := os.ReadDir(h.saving.Scratch); len(left) > 0 {
		t.Errorf("left in the scratch folder: %v", left)
	}
}

// down is a store that does not answer for a blob.
type down struct {
	blob.Store
	key string
}

func (d down) Open(ctx context.Context, key string) (blob.Blob, error) {
	if key == d.key {
		return nil, &apperr.Error{Kind: apperr.Unavailable}
	}
	return d.Store.Open(ctx, key)
}

// A file that was lost, or is another, keeps no other from being saved: the set says so, and the command fails. One that was let go since
// the copy is not missed.
func TestLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	lost, gone, another := h.kept[0].Key, h.kept[1].Key, h.kept[2].Key
	h.addFile("four")
	h.free[gone] = true
	for _, key := range []string{lost, gone, another} {
		h.ok(h.files.Delete(t.Context(), key))
	}
	h.ok(h.files.Put(t.Context(), another, strings.NewReader(strings.Repeat("3", int(h.kept[2].Size))))) // as long as what the database names
	old := "sets/2020-01-01T00-00-00Z/files.list"
	h.ok(h.saving.To.Put(t.Context(), old, strings.NewReader("")))
	m, err := backup.Make(t.Context(), h.saving)
	if !errors.Is(err, backup.ErrMissing) || !slices.Equal(m.Missing, []string{lost, another}) || !slices.Equal(m.Gone, []string{gone}) || m.Files != 3 || m.NewFiles != 1 {
		t.Errorf("%v %+v", err, m)
	}
	if slices.Contains(shelfNames(t, h.saving.To), old) {
		t.Error("what is over was not forgotten")
	}
	got := h.restore(h.empty())
	if said := strings.Join(got.Faults, "\n"); got.Faulty != 2 || got.Found != 1 || !strings.Contains(said, lost) || !strings.Contains(said, another) {
		t.Errorf("%+v", got)
	}
	h.free[lost], h.free[another] = true, true
	h.save()
	if got := h.restore(h.empty()); got.Faulty > 0 || got.Found != 1 {
		t.Errorf("%+v", got)
	}
}

// The database takes its place last: what fails before leaves none that could be served, and what was left beside stops it.
func TestFinish(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	h.write(1)
	m := h.save()
	r := h.empty()
	left := func() (out []string) {
		all, err := os.ReadDir(filepath.Dir(r.Database))
		h.ok(err)
		for _, l := range all {
			out = append(out, l.Name())
		}
		return out
	}
	for _, ending := range []string{"-wal", "-shm", "-journal"} {
		h.ok(os.WriteFile(r.Database+ending, []byte("of another database"), 0o600))
		if _, err := backup.Restore(t.Context(), r); !errors.Is(err, backup.ErrThere) {
			t.Errorf("beside a %s: %v", ending, err)
		}
		h.ok(os.Remove(r.Database + ending))
	}
	h.ok(os.WriteFile(r.Database+".restoring-wal", []byte("of one that was killed"), 0o600))
	fails := errors.New("nothing could be held back")
	r.Finish = func(_ context.Context, path string, got backup.Restored) error {
		if path == r.Database || h.slots(path) != 1 || got.Name != m.Name {
			t.Errorf("finished at %s: %+v", path, got)
		}
		if _, err := os.Stat(r.Database); err == nil {
			t.Error("the database has its place already")
		}
		if _, err := backup.Restore(t.Context(), backup.Restoring{From: r.From, Contents: r.Contents, Database: r.Database}); !errors.Is(err, backup.ErrUnderWay) {
			t.Errorf("another at the same time: %v", err)
		}
		return fails
	}
	if _, err := backup.Restore(t.Context(), r); !errors.Is(err, fails) || len(left()) > 0 {
		t.Errorf("%v, left %q", err, left())
	}
	fails = nil
	if got := h.restore(r); got.Faulty > 0 || !slices.Equal(left(), []string{"preau.db"}) {
		t.Errorf("%q, left %q", got.Faults, left())
	}
}

// A store that does not answer stops a restore; a file that is there already is looked at; all faults are counted.
func TestStores(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	for range 60 {
		h.addFile("more")
	}
	m := h.save()
	r := h.empty()
	store := r.Files
	r.Files = down{store, h.kept[1].Key}
	if _, err := backup.Restore(t.Context(), r); !apperr.Is(err, apperr.Unavailable) {
		t.Errorf("it goes on: %v", err)
	}
	if _, err := os.Stat(r.Database); err == nil {
		t.Error("and leaves a database")
	}
	r.Files = store
	h.ok(store.Put(t.Context(), h.kept[2].Key, strings.NewReader("another")))
	if got := h.restore(r); got.Faulty != 1 || !strings.Contains(got.Faults[0], h.kept[2].Key) || got.Found != m.Files-1 {
		t.Errorf("%+v", got)
	}
	for _, name := range shelfNames(t, h.saving.To) {
		if strings.HasPrefix(name, "files/") {
			h.ok(h.saving.To.Delete(t.Context(), name))
		}
	}
	if got := h.restore(h.empty()); got.Faulty != 63 || len(got.Faults) >= got.Faulty {
		t.Errorf("%d faults, %d told", got.Faulty, len(got.Faults))
	}
}

// meddled is a shelf that another program changes as an object is put.
type meddled struct {
	blob.Shelf
	at string
	do func()
}

func (m meddled) Put(ctx context.Context, name string, from io.Reader) error {
	if strings.Contains(name, m.at) {
		m.do()
	}
	return m.Shelf.Put(ctx, name, from)
}

// Two backups at once: what the other one forgets meanwhile is saved again. No file is deleted while a whole set has no list.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	first, shelf := h.save(), h.saving.To
	files := func() (out []string) {
		for _, name := range shelfNames(t, shelf) {
			if strings.HasPrefix(name, "files/") {
				out = append(out, name)
			}
		}
		return out
	}
	h.saving.To = meddled{shelf, "database", func() { h.ok(shelf.Delete(t.Context(), files()[0])) }}
	if m := h.save(); m.NewFiles != 1 || len(files()) != 3 {
		t.Errorf("%+v, %q", m, files())
	}
	h.saving.To = shelf
	h.ok(shelf.Delete(t.Context(), "sets/"+first.Name+"/files.list"))
	h.saving.KeepDays, h.kept = 1, nil
	h.d.Clock.Advance(time.Hour)
	h.ok(shelf.Put(t.Context(), "sets/2020-01-01T00-00-00Z/files.list", strings.NewReader("")))
	if _, err := backup.Make(t.Context(), h.saving); err == nil || !strings.Contains(err.Error(), first.Name) || len(files()) != 3 {
		t.Errorf("%v, %q", err, files())
	}
}

// The secrets never lie with the rest, though the two places are written otherwise: one's manifest would be written over the other's.
func TestOnePlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var shelves []blob.Shelf
	for range 2 {
		s, err := blob.NewShelfFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		shelves = append(shelves, s)
	}
	h := newHouse(t, shelves[0])
	h.saving.SecretsTo = shelves[1]
	if _, err := backup.Make(t.Context(), h.saving); !errors.Is(err, backup.ErrOnePlace) {
		t.Errorf("saved into one place: %v", err)
	}
	if _, err := backup.Restore(t.Context(), h.empty()); !errors.Is(err, backup.ErrNoSet) {
		t.Errorf("it is restored: %v", err)
	}
}

// What a killed program left in the scratch folder holds a whole database: it goes after a day.
func TestScratch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"preau-backup-old": 25 * time.Hour, "preau-backup-new": time.Hour, "others": 48 * time.Hour} {
		path, at := filepath.Join(dir, name), clock.System{}.Now().Add(-age)
		if err := errors.Join(os.Mkdir(path, 0o700), os.WriteFile(filepath.Join(path, "preau.db"), nil, 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	made, err := backup.Scratch(dir, "preau-backup-")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"preau-backup-old": false, "preau-backup-new": true, "others": true, filepath.Base(made): true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Without the secrets of demands a backup is not whole: they go apart, or somebody else saves them. The newest are restored, so that what
// was wiped since stays wiped.
func TestSecrets(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	apart := h.saving.SecretsTo
	h.saving.SecretsTo = nil
	if _, err := backup.Make(t.Context(), h.saving); !errors.Is(err, backup.ErrSecrets) {
		t.Errorf("saved without: %v", err)
	}
	h.saving.NoSecrets = true
	h.save()
	h.saving.SecretsTo, h.saving.NoSecrets = apart, false
	first := h.save()
	wiped := h.names[0]
	h.ok(h.secrets.Delete(t.Context(), wiped))
	if _, err := backup.Make(t.Context(), h.saving); !errors.Is(err, backup.ErrStore) || !strings.Contains(err.Error(), wiped) {
		t.Errorf("saved from another store: %v", err)
	}
	h.free[wiped] = true // its demand was wiped after the copy
	if m := h.save(); m.Saved != 1 {
		t.Errorf("%d secrets", m.Saved)
	}
	if got := h.restore(h.empty()); got.Faulty > 0 || got.Secrets != 1 {
		t.Errorf("of the same set: %+v", got)
	}
	r := h.empty()
	r.SecretsSet = first.Name
	if got := h.restore(r); got.Faulty > 0 || got.Secrets != 2 {
		t.Errorf("of older secrets: %+v", got)
	}
	for without, want := range map[bool]int{false: 1, true: 0} {
		r = h.empty()
		r.SecretsFrom, r.NoSecrets = nil, without
		if got := h.restore(r); got.Faulty != want {
			t.Errorf("from nowhere, said to be so %v: %q", without, got.Faults)
		}
	}
	r = h.empty()
	r.Set = first.Name
	got := h.restore(r)
	if len(got.Faults) > 0 || got.Secrets != 1 || got.SecretsSet == first.Name || read(t, r.Secrets, wiped) != blob.ErrNone.Error() {
		t.Errorf("restored %+v", got)
	}
	h.ok(h.saving.SecretsTo.Delete(t.Context(), "sets/"+got.SecretsSet+"/manifest.json"))
	h.names = append(h.names, blob.NewKey()) // of a demand after the secrets were saved
	if got := h.restore(h.empty()); len(got.Faults) != 1 || !strings.Contains(got.Faults[0], h.names[2]) {
		t.Errorf("faults %q", got.Faults)
	}
}

// Whatever is damaged, missing or another is told, and what can come back does.
func TestDamage(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	h.encrypt()
	m := h.save()
	set := "sets/" + m.Name + "/"
	file := func() string {
		for _, name := range shelfNames(t, h.saving.To) {
			if strings.Contains(name, h.kept[2].Key) {
				return name
			}
		}
		t.Fatal("no such file")
		return ""
	}()
	flip := func(b []byte) []byte { b = bytes.Clone(b); b[len(b)/2] ^= 1; return b }
	for name, c := range map[string]struct {
		object string
		change func([]byte) []byte // nil: it is gone
		fatal  bool
		says   string
	}{
		"the database is changed": {set + "database.zst.age", flip, true, "database"},
		"the database is cut":     {set + "database.zst.age", func(b []byte) []byte { return b[:len(b)-100] }, true, "database"},
		"the database is gone":    {set + "database.zst.age", nil, true, "database"},
		"the keys are changed":    {set + "keys.zst.age", flip, true, "keys"},
		"a file is changed":       {file, flip, false, h.kept[2].Key},
		"a file is gone":          {file, nil, false, h.kept[2].Key},
		"a file is empty":         {file, func([]byte) []byte { return nil }, false, h.kept[2].Key},
		"the manifest is changed": {set + "manifest.json", func(b []byte) []byte { return bytes.Replace(b, []byte(`"sha256": "`), []byte(`"sha256": "0`), 1) }, true, "not what was saved"},
		"rows are missing": {set + "manifest.json", func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"jobs_slots": 0`), []byte(`"jobs_slots": 5`), 1)
		}, false, "jobs_slots has 0 rows, 5 were saved"},
		"the manifest is no JSON":   {set + "manifest.json", func([]byte) []byte { return []byte("{") }, true, "manifest.json"},
		"of another program":        {set + "manifest.json", func(b []byte) []byte { return bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 2`), 1) }, true, "another program"},
		"of another set":            {set + "manifest.json", func(b []byte) []byte { return bytes.Replace(b, []byte(m.Name), []byte("2020-01-01T00-00-00Z"), 1) }, true, "another program"},
		"the manifest is not there": {set + "manifest.json", nil, true, "no backup"},
	} {
		was := content(t, h.saving.To, c.object)
		if c.change == nil {
			h.ok(h.saving.To.Delete(t.Context(), c.object))
		} else {
			now := c.change(was)
			if bytes.Equal(now, was) {
				t.Fatalf("%s: nothing is changed", name)
			}
			h.ok(h.saving.To.Put(t.Context(), c.object, bytes.NewReader(now)))
		}
		r := h.empty()
		got, err := backup.Restore(t.Context(), r)
		said := strings.Join(got.Faults, "\n")
		if err != nil {
			said = err.Error()
		}
		if (err != nil) != c.fatal || !strings.Contains(said, c.says) {
			t.Errorf("%s: %v %q", name, err, got.Faults)
		}
		if _, err := os.Stat(r.Database); (err == nil) == c.fatal {
			t.Errorf("%s: the database is there, or is not: %v", name, err)
		}
		if !c.fatal && got.Found < 2 {
			t.Errorf("%s: %d files came back", name, got.Found)
		}
		h.ok(h.saving.To.Put(t.Context(), c.object, bytes.NewReader(was)))
	}
	if got := h.restore(h.empty()); len(got.Faults) > 0 {
		t.Errorf("put right again: %q", got.Faults)
	}
}

// Only its own private key opens an encrypted backup; another recipient's sets stand beside it.
func TestRecipients(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	h.encrypt()
	first, private := h.save(), h.pair
	h.encrypt() // another pair
	if m := h.save(); m.NewFiles != 3 {
		t.Errorf("the new pair opens %d files only", m.NewFiles)
	}
	if got := h.restore(h.empty()); len(got.Faults) > 0 {
		t.Errorf("%q", got.Faults)
	}
	r := h.empty()
	r.Set = first.Name
	if _, err := backup.Restore(t.Context(), r); err == nil {
		t.Error("the new pair opens the old set")
	}
	r.Identities = nil
	if _, err := backup.Restore(t.Context(), r); err == nil || !strings.Contains(err.Error(), "private key") {
		t.Errorf("without a key: %v", err)
	}
	h.pair = private
	r = h.empty()
	r.Set, r.SecretsFrom, r.NoSecrets = first.Name, nil, true
	if got := h.restore(r); len(got.Faults) > 0 {
		t.Errorf("%q", got.Faults)
	}
	r.Set = "2020-01-01T00-00-00Z"
	r.Database += "2"
	if _, err := backup.Restore(t.Context(), r); !errors.Is(err, backup.ErrNoSet) || !strings.Contains(err.Error(), first.Name) {
		t.Errorf("a set that is not there: %v", err)
	}
	h.saving.Recipients = []string{"age1nonsense"}
	if _, err := backup.Make(t.Context(), h.saving); err == nil || !strings.Contains(err.Error(), "age1nonsense") {
		t.Errorf("to nobody: %v", err)
	}
}

// What is encrypted to two is opened by each of them: a second key, in another safe, is worth as much as the first.
func TestTwoRecipients(t *testing.T) {
	t.Parallel()
	h := newHouse(t, newShelf(t))
	h.encrypt()
	one, pairs := h.saving.Recipients, []string{h.pair}
	h.encrypt()
	h.saving.Recipients, pairs = append(one, h.saving.Recipients...), append(pairs, h.pair)
	h.save()
	for _, h.pair = range pairs {
		if got := h.restore(h.empty()); len(got.Faults) > 0 {
			t.Errorf("%q", got.Faults)
		}
	}
}
