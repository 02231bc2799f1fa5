package backup

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"preau/internal/kit/blob"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
)

// File is a file that a database names.
type File struct {
	Key    string // in the store
	Size   int64
	SHA256 string
}

// Contents is what a database says that belongs to it. The rooms that own the tables answer.
type Contents struct {
	Files   func(ctx context.Context, tx *db.Tx) ([]File, error)
	Secrets func(ctx context.Context, tx *db.Tx) ([]string, error) // names in the store of secrets
	Schema  func(ctx context.Context, d *db.DB) (int64, error)
}

// Saving is what is saved, and where to.
type Saving struct {
	DB       *db.DB
	Clock    clock.Clock
	Contents Contents
	Files    blob.Store
	Secrets  blob.Store
	Keys     map[string][]byte // the files of keys by their names; kept in encrypted sets alone

	To         blob.Shelf
	SecretsTo  blob.Shelf // nil: nowhere
	NoSecrets  bool       // somebody else saves them
	Recipients []string   // public keys of age; none: not encrypted
	Scratch    string     // folder with room for a copy of the database
	Program    string

	KeepDays        int // sets are deleted after so many days; the newest never
	KeepSecretsDays int
}

// ErrSecrets says that demands could not be restored from what was to be saved.
var ErrSecrets = errors.New("demands cannot be restored without their secrets")

// Made is what a backup saved.
type Made struct {
	Manifest
	NewFiles  int // the others were on the shelf already
	Saved     int // secrets
	Forgotten []string
}

// Make saves the platform, and forgets the sets whose time is over. It fails whole: a set without a manifest is none.
func Make(ctx context.Context, s Saving) (Made, error) {
	to, err := sealFor(s.Recipients)
	if err != nil {
		return Made{}, err
	}
	dir, err := os.MkdirTemp(s.Scratch, "preau-backup-")
	if err != nil {
		return Made{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // the system's own sweep takes what is left
	m := Manifest{Format: format, MadeAt: s.Clock.Now().UTC().Truncate(time.Second), Program: s.Program, Sealed: to.mark}
	if m.Name, err = freeName(ctx, s.To, m.MadeAt); err != nil {
		return Made{}, err
	}
	path := filepath.Join(dir, "preau.db")
	if err := s.DB.Copy(ctx, path); err != nil {
		return Made{}, err
	}
	files, secrets, err := s.look(ctx, path, &m)
	if err != nil {
		return Made{}, err
	}
	if len(secrets) > 0 && s.SecretsTo == nil && !s.NoSecrets {
		return Made{}, fmt.Errorf("%w (%d): name a place apart for them, or say that they are saved otherwise", ErrSecrets, len(secrets))
	}
	out := Made{}
	if out.Saved, err = s.saveSecrets(ctx, to, m, secrets); err != nil {
		return Made{}, err
	}
	if out.NewFiles, err = s.saveFiles(ctx, to, m.Name, files); err != nil {
		return Made{}, err
	}
	if m.Database, err = putFile(ctx, to, s.To, m.Name, "database", path); err != nil {
		return Made{}, err
	}
	if m.Sealed != "" && len(s.Keys) > 0 {
		if m.Keys, err = s.saveKeys(ctx, to, m.Name); err != nil {
			return Made{}, err
		}
	}
	if err := writeManifest(ctx, s.To, m); err != nil {
		return Made{}, err
	}
	out.Manifest = m
	out.Forgotten, err = s.forget(ctx)
	return out, err
}

// freeName names a set by its second, or by the next one that no other has: a set that is there is never written over.
func freeName(ctx context.Context, shelf blob.Shelf, at time.Time) (string, error) {
	whole, cut, err := names(ctx, shelf)
	for err == nil && slices.Contains(append(whole, cut...), at.Format(nameLayout)) {
		at = at.Add(time.Second)
	}
	return at.Format(nameLayout), err
}

// look reads what the copy holds.
func (s Saving) look(ctx context.Context, path string, m *Manifest) (files []File, secrets []string, err error) {
	copied, err := db.Open(ctx, db.Options{URL: path})
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if cerr := copied.Close(); err == nil { // its log goes into the file
			err = cerr
		}
	}()
	if m.Rows, err = copied.Count(ctx); err != nil {
		return nil, nil, err
	}
	if m.Schema, err = s.Contents.Schema(ctx, copied); err != nil {
		return nil, nil, err
	}
	err = copied.View(ctx, func(tx *db.Tx) error {
		if files, err = s.Contents.Files(ctx, tx); err != nil {
			return err
		}
		secrets, err = s.Contents.Secrets(ctx, tx)
		return err
	})
	m.Files = len(files)
	for _, f := range files {
		m.Bytes += f.Size
	}
	return files, secrets, err
}

// saveFiles keeps the files that the shelf lacks. Their list comes first: what it names is forgotten by no other backup meanwhile.
func (s Saving) saveFiles(ctx context.Context, to seal, set string, files []File) (added int, err error) {
	var list bytes.Buffer
	for _, f := range files {
		fmt.Fprintln(&list, fileName(to.folder(), f.Key, to.ending()))
	}
	if err := s.To.Put(ctx, sets+set+"/"+listName, &list); err != nil {
		return 0, err
	}
	there := map[string]bool{}
	for name, err := range s.To.List(ctx, fileFolder) {
		if err != nil {
			return 0, err
		}
		there[name] = true
	}
	for _, f := range files {
		name := fileName(to.folder(), f.Key, to.ending())
		if there[name] {
			continue
		}
		if err := s.saveFile(ctx, to, name, f); err != nil {
			return added, err
		}
		added++
	}
	return added, nil
}

func (s Saving) saveFile(ctx context.Context, to seal, name string, f File) error {
	from, err := s.Files.Open(ctx, f.Key)
	if errors.Is(err, blob.ErrNone) {
		return fmt.Errorf("the file %s that the database names is not in the store", f.Key)
	}
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }() // it was only read
	c := counting(from)
	sealed := to.encrypted(whole{c, f})
	defer func() { _ = sealed.Close() }() // it was only read
	return s.To.Put(ctx, name, sealed)
}

// whole ends with an error when the store gives something else than the database says.
type whole struct {
	*counted
	is File
}

func (w whole) Read(b []byte) (int, error) {
	n, err := w.counted.Read(b)
	if errors.Is(err, io.EOF) && (w.n != w.is.Size || w.sum() != w.is.SHA256) {
		err = fmt.Errorf("the file %s is not the one that the database names", w.is.Key)
	}
	return n, err
}

// saveKeys keeps the files of keys, which only the owner of the private key can read.
func (s Saving) saveKeys(ctx context.Context, to seal, set string) (*Object, error) {
	text, err := json.Marshal(s.Keys)
	if err != nil {
		return nil, err
	}
	o, err := to.put(ctx, s.To, set, "keys", bytes.NewReader(text))
	return &o, err
}

// saveSecrets keeps the secrets of demands, apart. One that is gone was wiped since the copy.
func (s Saving) saveSecrets(ctx context.Context, to seal, m Manifest, names []string) (int, error) {
	if s.SecretsTo == nil {
		return 0, nil
	}
	var text strings.Builder
	n := 0
	for _, name := range names {
		secret, err := readSecret(ctx, s.Secrets, name)
		if errors.Is(err, blob.ErrNone) {
			continue
		}
		if err != nil {
			return 0, err
		}
		text.WriteString(name + " " + base64.StdEncoding.EncodeToString(secret) + "\n")
		n++
	}
	o, err := to.put(ctx, s.SecretsTo, m.Name, "secrets", strings.NewReader(text.String()))
	if err != nil {
		return 0, err
	}
	return n, writeManifest(ctx, s.SecretsTo, Manifest{
		Format: format, Name: m.Name, MadeAt: m.MadeAt, Program: m.Program, Schema: m.Schema, Sealed: m.Sealed, Secrets: &o, Files: n,
	})
}

const longestSecret = 1 << 10

func readSecret(ctx context.Context, from blob.Store, name string) ([]byte, error) {
	b, err := from.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(b, longestSecret))
}

func putFile(ctx context.Context, to seal, shelf blob.Shelf, set, name, path string) (Object, error) {
	f, err := os.Open(path) //nolint:gosec // in the scratch folder
	if err != nil {
		return Object{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return to.put(ctx, shelf, set, name, bufio.NewReaderSize(f, 1<<20))
}

// forget deletes the sets whose time is over, and the files that no set names any more.
func (s Saving) forget(ctx context.Context) ([]string, error) {
	gone, err := s.forgetSets(ctx, s.To, s.KeepDays)
	if err != nil {
		return nil, err
	}
	if s.SecretsTo != nil {
		if _, err := s.forgetSets(ctx, s.SecretsTo, s.KeepSecretsDays); err != nil {
			return nil, err
		}
	}
	return gone, s.forgetFiles(ctx)
}

// cutFor is how long a set may lack its manifest: a backup is not that slow.
const cutFor = 48 * time.Hour

func (s Saving) forgetSets(ctx context.Context, shelf blob.Shelf, days int) (gone []string, err error) {
	done, cut, err := names(ctx, shelf)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	over := func(name string, after time.Duration) bool {
		at, err := time.Parse(nameLayout, name)
		return err == nil && at.Before(now.Add(-after))
	}
	for i, name := range done {
		if i < len(done)-1 && days > 0 && over(name, time.Duration(days)*24*time.Hour) {
			gone = append(gone, name)
		}
	}
	dead := slices.Clone(gone)
	for _, name := range cut {
		if over(name, cutFor) {
			dead = append(dead, name)
		}
	}
	for _, name := range dead {
		if err := forgetSet(ctx, shelf, name); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// forgetSet deletes a set, its manifest first: half a set is none.
func forgetSet(ctx context.Context, shelf blob.Shelf, name string) error {
	objects := []string{sets + name + "/" + manifestName}
	for object, err := range shelf.List(ctx, sets+name+"/") {
		if err != nil {
			return err
		}
		if object != objects[0] {
			objects = append(objects, object)
		}
	}
	for _, object := range objects {
		if err := shelf.Delete(ctx, object); err != nil {
			return err
		}
	}
	return nil
}

func (s Saving) forgetFiles(ctx context.Context) error {
	done, cut, err := names(ctx, s.To)
	if err != nil {
		return err
	}
	needed := map[string]bool{}
	for _, set := range append(done, cut...) {
		list, err := readList(ctx, s.To, set)
		if err != nil {
			return err
		}
		for _, name := range list {
			needed[name] = true
		}
	}
	var gone []string
	for name, err := range s.To.List(ctx, fileFolder) {
		if err != nil {
			return err
		}
		if !needed[name] {
			gone = append(gone, name)
		}
	}
	for _, name := range gone {
		if err := s.To.Delete(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// readList gives the names of a set's files on the shelf. A set that was cut before its list has none.
func readList(ctx context.Context, shelf blob.Shelf, set string) ([]string, error) {
	from, err := shelf.Open(ctx, sets+set+"/"+listName)
	if errors.Is(err, blob.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = from.Close() }() // it was only read
	var out []string
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		out = append(out, lines.Text())
	}
	return out, lines.Err()
}
