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
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/db"
)

// Restoring is what is restored, and where to.
type Restoring struct {
	From        blob.Shelf
	SecretsFrom blob.Shelf // nil: nowhere
	NoSecrets   bool       // somebody else restores them
	Set         string     // empty: the newest
	SecretsSet  string     // empty: the newest
	Identities  Identities
	Contents    Contents

	Database string     // path of the database, which is not there yet
	Files    blob.Store // nil: files are only held against the database
	Secrets  blob.Store // nil: secrets are left alone

	// Finish makes what came back fit to be served, at a path where nothing serves it; the database takes its place only then. nil: it is.
	Finish func(ctx context.Context, path string, got Restored) error
}

// Restored is what came back.
type Restored struct {
	Manifest
	Keys       map[string][]byte // the files of keys, of an encrypted set
	Found      int               // files that are as they were
	SecretsSet string            // the set that the secrets came from: the newest, so that what was wiped since stays wiped
	Secrets    int
	Faults     []string // what is missing or another, the first of them; all the rest came back
	Faulty     int      // how many faults there are
}

// most is how many faults are told.
const most = 50

func (r *Restored) fault(format string, args ...any) {
	if r.Faulty++; len(r.Faults) < most {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// ErrThere says that something would be written over.
var ErrThere = errors.New("there is a database already")

// ErrUnderWay says that another restores into the same folder at this moment: either would take the other's half for its own.
var ErrUnderWay = errors.New("another restore into this folder is under way")

// beside are the files that SQLite keeps beside a database: it takes what is left of another one for its own.
var beside = []string{"-wal", "-shm", "-journal"}

// migrating is what is left beside a database that was brought up to date: a lock that nobody holds.
const migrating = "-migrating"

// Restore brings a set back. What is missing or damaged is told as a fault, and the rest comes back; an error is returned when the
// database itself cannot, or a store does not answer, and then there is no database.
func Restore(ctx context.Context, r Restoring) (out Restored, err error) {
	lock := r.Database + ".restoring-lock"
	unlock, err := db.LockFile(ctx, lock, time.Second)
	if apperr.Is(err, apperr.Unavailable) {
		return out, fmt.Errorf("%s: %w", r.Database, ErrUnderWay)
	}
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	defer func() { unlock(); _ = os.Remove(lock) }() // what is left of it locks nobody out
	if err := r.free(); err != nil {
		return out, err
	}
	m, err := pick(ctx, r.From, r.Set)
	if err != nil {
		return out, err
	}
	tmp := r.Database + ".restoring"
	if err := removeAll(tmp); err != nil { // of one that was killed
		return out, err
	}
	out, err = r.bring(ctx, m, tmp)
	if err == nil && r.Finish != nil {
		err = r.Finish(ctx, tmp, out)
	}
	if err == nil {
		err = r.publish(tmp)
	}
	if err != nil {
		_ = removeAll(tmp) // the first fault is the one to tell
	}
	return out, err
}

// free says whether nothing is where the database goes.
func (r Restoring) free() error {
	for _, ending := range append([]string{""}, beside...) {
		if _, err := os.Lstat(r.Database + ending); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %w: restore into an empty folder", r.Database+ending, ErrThere)
		}
	}
	return nil
}

func removeAll(path string) error {
	for _, ending := range append([]string{"", migrating}, beside...) {
		if err := os.Remove(path + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// bring writes the database to a path, and brings back what it names.
func (r Restoring) bring(ctx context.Context, m Manifest, path string) (out Restored, err error) {
	out.Manifest = m
	from := opener{r.From, r.Identities}
	if m.Keys != nil {
		if out.Keys, err = r.keys(ctx, from, m); err != nil {
			return out, err
		}
	}
	if err := r.database(ctx, from, m, path); err != nil {
		return out, err
	}
	err = r.contents(ctx, from, path, &out)
	return out, err
}

// publish gives the database its name, on the disk when it returns.
func (r Restoring) publish(tmp string) error {
	if log, err := os.Stat(tmp + "-wal"); err == nil && log.Size() > 0 {
		return fmt.Errorf("%s is still open", tmp)
	}
	if err := r.free(); err != nil {
		return err
	}
	if err := os.Remove(tmp + migrating); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(tmp, r.Database); err != nil {
		return err
	}
	if runtime.GOOS == "windows" { // knows no such thing
		return nil
	}
	d, err := os.Open(filepath.Dir(r.Database))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (r Restoring) keys(ctx context.Context, from opener, m Manifest) (out map[string][]byte, err error) {
	var text bytes.Buffer
	if err := from.unpack(ctx, m.Name, *m.Keys, &text); err != nil {
		return nil, err
	}
	return out, json.Unmarshal(text.Bytes(), &out)
}

func (r Restoring) database(ctx context.Context, from opener, m Manifest, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = from.unpack(ctx, m.Name, m.Database, f)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// contents brings back what the database names.
func (r Restoring) contents(ctx context.Context, from opener, path string, out *Restored) (err error) {
	d, err := db.Open(ctx, db.Options{URL: path})
	if err != nil {
		return err
	}
	defer func() {
		if cerr := d.Close(); err == nil { // its log goes into the file, which is moved then
			err = cerr
		}
	}()
	if err := d.Sound(ctx); err != nil {
		out.fault("%s", err)
	}
	rows, err := d.Count(ctx)
	if err != nil {
		return err
	}
	for table, n := range out.Rows {
		if rows[table] != n {
			out.fault("%s has %d rows, %d were saved", table, rows[table], n)
		}
	}
	var files []File
	var secrets []string
	err = d.View(ctx, func(tx *db.Tx) error {
		if files, err = r.Contents.Files(ctx, tx); err != nil {
			return err
		}
		secrets, err = r.Contents.Secrets(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := r.list(ctx, out); err != nil {
		return err
	}
	if err := r.files(ctx, from, files, out); err != nil {
		return err
	}
	return r.secrets(ctx, secrets, out)
}

// list holds the set's list of files against its manifest: by it the nights to come know which files to keep.
func (r Restoring) list(ctx context.Context, out *Restored) error {
	text, err := listOf(ctx, r.From, out.Name)
	if err != nil && !errors.Is(err, blob.ErrNone) {
		return err
	}
	if err != nil || !out.lists(text) {
		out.fault("%s of %s is damaged or not there: by it the next backups know which files to keep", listName, out.Name)
	}
	return nil
}

func (r Restoring) files(ctx context.Context, from opener, files []File, out *Restored) error {
	folder, ending := fileFolder, ""
	if out.Sealed != "" {
		folder, ending = fileFolder+out.Sealed+"/", ".age"
	}
	gone, missing := setOf(out.Gone), setOf(out.Missing)
	for _, f := range files {
		if gone[f.Key] {
			continue
		}
		err := r.file(ctx, from, fileName(folder, f.Key, ending), f)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errNoIdentity), apperr.Is(err, apperr.Unavailable): // the same with every file
			return err
		case errors.Is(err, blob.ErrNone) && missing[f.Key]:
			out.fault("file %s was lost before this backup was made", f.Key)
		case err != nil:
			out.fault("file %s: %s", f.Key, err)
		default:
			out.Found++
		}
	}
	return nil
}

func (r Restoring) file(ctx context.Context, from opener, name string, f File) error {
	if r.Files != nil {
		there, err := r.Files.Open(ctx, f.Key)
		if err == nil { // of a restore that was cut short
			_, err = io.Copy(io.Discard, whole{counting(there), f})
			return errors.Join(err, there.Close())
		}
		if !errors.Is(err, blob.ErrNone) {
			return err
		}
	}
	plain, end, err := from.raw(ctx, name)
	if err != nil {
		return err
	}
	defer func() { _ = end.Close() }() // it was only read
	held := whole{counting(plain), f}
	if r.Files == nil {
		_, err := io.Copy(io.Discard, held)
		return err
	}
	return r.Files.Put(ctx, f.Key, held)
}

// secrets brings the newest secrets back. Those that the database names and the set lacks belong to demands that were wiped since; when
// the set is not of after the database, it names them, and others are a fault.
func (r Restoring) secrets(ctx context.Context, needed []string, out *Restored) error {
	if r.SecretsFrom == nil && len(needed) > 0 && !r.NoSecrets {
		out.fault("%s: it names %d, and no place of theirs was given", ErrSecrets, len(needed))
	}
	if r.SecretsFrom == nil || r.Secrets == nil {
		return nil
	}
	m, err := pick(ctx, r.SecretsFrom, r.SecretsSet)
	if errors.Is(err, ErrNoSet) && r.SecretsSet == "" && len(needed) == 0 {
		return nil
	}
	if err == nil && m.Secrets == nil {
		err = fmt.Errorf("%s is no set of secrets", m.Name)
	}
	if err != nil {
		return fmt.Errorf("secrets: %w", err)
	}
	out.SecretsSet = m.Name
	saved, err := r.putSecrets(ctx, m)
	if err != nil {
		return fmt.Errorf("secrets: %w", err)
	}
	out.Secrets = len(saved)
	gone := setOf(m.Gone)
	for _, name := range needed {
		if !saved[name] && !gone[name] && m.Name <= out.Name {
			out.fault("the secret %s of a demand was not saved", name)
		}
	}
	return nil
}

// putSecrets keeps the secrets of a set, and gives their names.
func (r Restoring) putSecrets(ctx context.Context, m Manifest) (map[string]bool, error) {
	var text bytes.Buffer
	if err := (opener{r.SecretsFrom, r.Identities}).unpack(ctx, m.Name, *m.Secrets, &text); err != nil {
		return nil, err
	}
	saved := map[string]bool{}
	lines := bufio.NewScanner(&text)
	for lines.Scan() {
		name, code, _ := strings.Cut(lines.Text(), " ")
		secret, err := base64.StdEncoding.DecodeString(code)
		if err == nil {
			err = r.secret(ctx, name, secret)
		}
		if err != nil {
			return nil, err
		}
		saved[name] = true
	}
	return saved, lines.Err()
}

func (r Restoring) secret(ctx context.Context, name string, secret []byte) error {
	there, err := r.Secrets.Open(ctx, name)
	if err == nil {
		return there.Close() // a name is used once: it is the same
	}
	if !errors.Is(err, blob.ErrNone) {
		return err
	}
	return r.Secrets.Put(ctx, name, bytes.NewReader(secret))
}
