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
	"strings"

	"preau/internal/kit/blob"
	"preau/internal/kit/db"
)

// Restoring is what is restored, and where to.
type Restoring struct {
	From        blob.Shelf
	SecretsFrom blob.Shelf // nil: the secrets are restored otherwise, or there are none
	Set         string     // empty: the newest
	Identities  Identities
	Contents    Contents

	Database string     // path of the database, which is not there yet
	Files    blob.Store // nil: files are only held against the database
	Secrets  blob.Store // nil: secrets are left alone
}

// Restored is what came back.
type Restored struct {
	Manifest
	Keys       map[string][]byte // the files of keys, of an encrypted set
	Found      int               // files that are as they were
	SecretsSet string            // the set that the secrets came from: the newest, so that what was wiped since stays wiped
	Secrets    int
	Faults     []string // what is missing or another; all the rest came back
}

// most is how many faults are told.
const most = 50

func (r *Restored) fault(format string, args ...any) {
	if len(r.Faults) < most {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// ErrThere says that something would be written over.
var ErrThere = errors.New("there is a database already")

// Restore brings a set back. What is missing or damaged is told as a fault, and the rest comes back; an error is returned when the
// database itself cannot.
func Restore(ctx context.Context, r Restoring) (Restored, error) {
	if _, err := os.Lstat(r.Database); !errors.Is(err, fs.ErrNotExist) {
		return Restored{}, fmt.Errorf("%s: %w: restore into an empty folder", r.Database, ErrThere)
	}
	m, err := pick(ctx, r.From, r.Set)
	if err != nil {
		return Restored{}, err
	}
	out := Restored{Manifest: m}
	from := opener{r.From, r.Identities}
	if m.Keys != nil {
		if out.Keys, err = r.keys(ctx, from, m); err != nil {
			return out, err
		}
	}
	tmp := r.Database + ".restoring"
	if err := r.database(ctx, from, m, tmp); err != nil {
		_ = os.Remove(tmp) // the first fault is the one to tell
		return out, err
	}
	if err := r.contents(ctx, from, tmp, &out); err != nil {
		return out, err
	}
	return out, os.Rename(tmp, r.Database)
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
	if err := r.files(ctx, from, files, out); err != nil {
		return err
	}
	return r.secrets(ctx, secrets, out)
}

func (r Restoring) files(ctx context.Context, from opener, files []File, out *Restored) error {
	folder, ending := fileFolder, ""
	if out.Sealed != "" {
		folder, ending = fileFolder+out.Sealed+"/", ".age"
	}
	for _, f := range files {
		err := r.file(ctx, from, fileName(folder, f.Key, ending), f)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errNoIdentity):
			return err
		case err != nil:
			out.fault("file %s: %s", f.Key, err)
		default:
			out.Found++
		}
	}
	return nil
}

func (r Restoring) file(ctx context.Context, from opener, name string, f File) error {
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
	if there, err := r.Files.Open(ctx, f.Key); err == nil {
		return there.Close() // a key is used once: it is the same file
	}
	return r.Files.Put(ctx, f.Key, held)
}

// secrets brings the newest secrets back. Those that the database names and the set lacks belong to demands that were wiped since; when
// both are of one backup, that is a fault.
func (r Restoring) secrets(ctx context.Context, needed []string, out *Restored) error {
	if r.SecretsFrom == nil || r.Secrets == nil {
		return nil
	}
	m, err := pick(ctx, r.SecretsFrom, "")
	if errors.Is(err, ErrNoSet) && len(needed) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("secrets: %w", err)
	}
	if m.Secrets == nil {
		return fmt.Errorf("secrets: %s is no set of secrets", m.Name)
	}
	out.SecretsSet = m.Name
	var text bytes.Buffer
	if err := (opener{r.SecretsFrom, r.Identities}).unpack(ctx, m.Name, *m.Secrets, &text); err != nil {
		return fmt.Errorf("secrets: %w", err)
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
			return fmt.Errorf("secrets: %w", err)
		}
		saved[name] = true
		out.Secrets++
	}
	for _, name := range needed {
		if !saved[name] && m.Name <= out.Name {
			out.fault("the secret %s of a demand was not saved", name)
		}
	}
	return lines.Err()
}

func (r Restoring) secret(ctx context.Context, name string, secret []byte) error {
	if there, err := r.Secrets.Open(ctx, name); err == nil {
		return there.Close() // a name is used once: it is the same
	}
	return r.Secrets.Put(ctx, name, bytes.NewReader(secret))
}
