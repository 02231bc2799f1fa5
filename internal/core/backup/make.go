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

	// What was copied is older than what is found in the stores: of what is not found there, the database of now says what it still needs.
	Bound  func(ctx context.Context, tx *db.Tx, keys []string) ([]string, error)  // those of some files that something has
	Needed func(ctx context.Context, tx *db.Tx, names []string) ([]string, error) // those of some secrets that something needs
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

var (
	// ErrSecrets says that demands could not be restored from what was to be saved.
	ErrSecrets = errors.New("demands cannot be restored without their secrets")
	// ErrStore says that the store of secrets lacks some that are needed now.
	ErrStore = errors.New("secrets that demands need are not in the store of secrets, which may be another than the platform's")
	// ErrOnePlace says that the secrets would lie with the rest, however the two places are written: each would write over the other's manifest.
	ErrOnePlace = errors.New("the place of the secrets of demands holds this backup already: the two places are one, or another backup began in the same second")
	// ErrMissing says that the set was saved, and lacks files that were lost before.
	ErrMissing = errors.New("saved, but for files that the database names and the store lost")
)

// ErrUntidy says that the set was saved, and that what is over was not deleted.
var ErrUntidy = errors.New("saved, but the older backups need somebody")

// Made is what a backup saved.
type Made struct {
	Manifest
	NewFiles  int // the others were on the shelf already
	Saved     int // secrets
	Forgotten []string
}

// Make saves the platform, and forgets the sets whose time is over. It fails whole, a set without a manifest is none; with ErrMissing and
// ErrUntidy the set is saved, and names the files that it lacks.
func Make(ctx context.Context, s Saving) (Made, error) {
	to, err := sealFor(s.Recipients)
	if err != nil {
		return Made{}, err
	}
	dir, err := Scratch(s.Scratch, "preau-backup-")
	if err != nil {
		return Made{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // the next one takes what is left
	m := Manifest{Format: format, MadeAt: s.Clock.Now().UTC().Truncate(time.Second), Program: s.Program, Sealed: to.mark}
	if m.Name, err = freeName(ctx, m.MadeAt, s.To, s.SecretsTo); err != nil {
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
	out := Made{}
	f := filing{Saving: s, seal: to, files: files, absent: map[string]bool{}}
	if err := f.list(ctx, &m); err != nil {
		return Made{}, err
	}
	if err := s.apart(ctx, m.Name); err != nil {
		return Made{}, err
	}
	if out.Saved, err = s.saveSecrets(ctx, to, m, secrets); err != nil {
		return Made{}, err
	}
	if out.NewFiles, err = s.save(ctx, &f, path, &m); err != nil {
		return Made{}, err
	}
	out.Manifest = m
	if out.Forgotten, err = s.forget(ctx); err != nil {
		err = fmt.Errorf("%w: %w", ErrUntidy, err)
	}
	if len(m.Missing) > 0 {
		err = errors.Join(fmt.Errorf("%w: %d", ErrMissing, len(m.Missing)), err)
	}
	return out, err
}

// save puts the set onto the shelf, its manifest last.
func (s Saving) save(ctx context.Context, f *filing, path string, m *Manifest) (added int, err error) {
	to := f.seal
	if err := f.add(ctx); err != nil {
		return 0, err
	}
	if m.Database, err = putFile(ctx, to, s.To, m.Name, "database", path); err != nil {
		return 0, err
	}
	if m.Sealed != "" && len(s.Keys) > 0 {
		if m.Keys, err = s.saveKeys(ctx, to, m.Name); err != nil {
			return 0, err
		}
	}
	if err := f.add(ctx); err != nil { // what another backup forgot meanwhile, which read the lists before this one was there
		return 0, err
	}
	if err := f.tell(ctx, m); err != nil {
		return 0, err
	}
	return f.added, writeManifest(ctx, s.To, *m)
}

// apart says whether the secrets go elsewhere than the set, whose list is there by now. It is left: a set without a manifest is none.
func (s Saving) apart(ctx context.Context, name string) error {
	if s.SecretsTo == nil {
		return nil
	}
	for _, err := range s.SecretsTo.List(ctx, sets+name+"/") {
		if err == nil {
			err = ErrOnePlace
		}
		return err
	}
	return nil
}

// freeName names a set by its second, or by the next one that no other has: a set that is there is never written over.
func freeName(ctx context.Context, at time.Time, shelves ...blob.Shelf) (string, error) {
	var taken []string
	for _, shelf := range shelves {
		if shelf == nil {
			continue
		}
		whole, cut, err := names(ctx, shelf)
		if err != nil {
			return "", err
		}
		taken = append(append(taken, whole...), cut...)
	}
	for slices.Contains(taken, at.Format(nameLayout)) {
		at = at.Add(time.Second)
	}
	return at.Format(nameLayout), nil
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

// saveKeys keeps the files of keys, which only the owner of the private key can read.
func (s Saving) saveKeys(ctx context.Context, to seal, set string) (*Object, error) {
	text, err := json.Marshal(s.Keys)
	if err != nil {
		return nil, err
	}
	o, err := to.put(ctx, s.To, set, "keys", bytes.NewReader(text))
	return &o, err
}

// saveSecrets keeps the secrets of demands, apart, and names those that were wiped since the copy.
func (s Saving) saveSecrets(ctx context.Context, to seal, m Manifest, names []string) (int, error) {
	if s.SecretsTo == nil {
		if len(names) > 0 && !s.NoSecrets {
			return 0, fmt.Errorf("%w (%d): name a place apart for them, or say that they are saved otherwise", ErrSecrets, len(names))
		}
		return 0, nil
	}
	text, absent, err := s.readSecrets(ctx, names)
	if err != nil {
		return 0, err
	}
	needed, err := s.asked(ctx, s.Contents.Needed, absent)
	if err == nil && len(needed) > 0 {
		err = fmt.Errorf("%w: %d of %d, %s for one", ErrStore, len(needed), len(names), needed[0])
	}
	if err != nil {
		return 0, err
	}
	o, err := to.put(ctx, s.SecretsTo, m.Name, "secrets", strings.NewReader(text))
	if err != nil {
		return 0, err
	}
	n := len(names) - len(absent)
	return n, writeManifest(ctx, s.SecretsTo, Manifest{
		Format: format, Name: m.Name, MadeAt: m.MadeAt, Program: m.Program, Schema: m.Schema, Sealed: m.Sealed, Secrets: &o, Files: n, Gone: absent,
	})
}

func (s Saving) readSecrets(ctx context.Context, names []string) (text string, absent []string, err error) {
	var out strings.Builder
	for _, name := range names {
		secret, err := readSecret(ctx, s.Secrets, name)
		if errors.Is(err, blob.ErrNone) {
			absent = append(absent, name)
			continue
		}
		if err != nil {
			return "", nil, err
		}
		out.WriteString(name + " " + base64.StdEncoding.EncodeToString(secret) + "\n")
	}
	return out.String(), absent, nil
}

// asked asks the database as it is now.
func (s Saving) asked(ctx context.Context, ask func(context.Context, *db.Tx, []string) ([]string, error), names []string) (out []string, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		out, err = ask(ctx, tx, names)
		return err
	})
	return out, err
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
