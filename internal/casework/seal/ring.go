package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"preau/internal/casework/seal/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// RingFile is the file of the keyring, beside the database and never in it.
const RingFile = "demands.keys"

// keyBytes is the length of every key here (256 bits).
const keyBytes = 32

// ringKey is one key of the ring.
type ringKey struct {
	mark   string // tells keys apart, and says nothing about them
	secret []byte
}

// Ring is the instance's keyring. Its first key wraps; the others only open what they once wrapped. Machines that share
// a platform share it: a new key is first known to all of them, in any other line, then moved to the first.
type Ring struct {
	mu    sync.Mutex // of writing the file
	path  string
	given []ringKey // when a setting holds the ring
}

// OpenRing takes the ring given, when there is one; else the file in dir, made with one key at the first start. The
// file is read at each use, so that a change needs no restart.
func OpenRing(dir, given string, log *slog.Logger) (*Ring, error) {
	if given != "" {
		keys, err := parseRing(given)
		return &Ring{given: keys}, err
	}
	r := &Ring{path: filepath.Join(dir, RingFile)}
	_, err := r.keys()
	if errors.Is(err, fs.ErrNotExist) {
		if err = r.create(); err == nil {
			_, err = r.keys() // not what was drawn: another process may have been first
		}
	}
	if err != nil {
		return nil, err
	}
	if st, err := os.Stat(r.path); err == nil && st.Mode().Perm()&0o077 != 0 {
		log.Warn("others than its owner may read the keyring", "file", r.path, "mode", st.Mode().Perm().String())
	}
	return r, nil
}

func (r *Ring) keys() ([]ringKey, error) {
	if r.given != nil {
		return r.given, nil
	}
	raw, err := os.ReadFile(r.path)
	if err != nil {
		return nil, fmt.Errorf("keyring: %w", err)
	}
	keys, err := parseRing(string(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.path, err)
	}
	return keys, nil
}

// parseRing reads a key a line: 32 bytes in base64, with either alphabet, padded or not. Empty lines and those that
// begin with # are left out. A fault names the line and never repeats it.
func parseRing(text string) ([]ringKey, error) {
	var out []ringKey
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		line = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(line, "="))
		secret, err := base64.RawURLEncoding.DecodeString(line)
		if err != nil || len(secret) != keyBytes {
			return nil, fmt.Errorf("keyring: line %d: %d bytes in base64 expected", i+1, keyBytes)
		}
		k := ringKeyOf(secret)
		if slices.ContainsFunc(out, func(o ringKey) bool { return o.mark == k.mark }) {
			return nil, fmt.Errorf("keyring: line %d: this key stands there twice", i+1)
		}
		out = append(out, k)
	}
	if len(out) == 0 {
		return nil, errors.New("keyring: it holds no key")
	}
	return out, nil
}

func ringKeyOf(secret []byte) ringKey {
	return ringKey{mark: hex.EncodeToString(derive(secret, "mark")[:8]), secret: secret}
}

// RingOf is a ring of one key, for trials and for commands that open no demand.
func RingOf(secret []byte) *Ring { return &Ring{given: []ringKey{ringKeyOf(secret)}} }

// derive makes a key for one purpose out of another (HKDF-SHA256), so that no two uses share one.
func derive(secret []byte, purpose string) []byte {
	out, err := hkdf.Key(sha256.New, secret, nil, "preau casework: "+purpose, keyBytes)
	if err != nil {
		panic(err) // only lengths that are constants here can be refused
	}
	return out
}

// draw makes 32 random bytes.
func draw() []byte {
	sum := sha256.Sum256([]byte(id.Secret()))
	return sum[:]
}

// create writes the first ring whole under another name and links it into place, so that no start ever sees half a ring
// and none of two first starts replaces the other's.
func (r *Ring) create() error {
	name, err := writeBeside(r.path, id.Secret()+"\n")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(name) }() // already gone when it was renamed
	err = os.Link(name, r.path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(name, r.path) // the file system knows no links
}

func writeBeside(path, text string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // for its owner alone
	if err != nil {
		return "", fmt.Errorf("keyring: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name()) // the first fault is the one to tell
		return "", fmt.Errorf("keyring: %w", err)
	}
	return f.Name(), nil
}

// edit changes the lines of the file, whole or not at all.
func (r *Ring) edit(change func(lines []string) []string) error {
	if r.given != nil {
		return apperr.ConflictErr(i18n.M(msg.RingGiven))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	raw, err := os.ReadFile(r.path)
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	lines := change(strings.Split(strings.TrimRight(string(raw), "\n"), "\n"))
	name, err := writeBeside(r.path, strings.Join(lines, "\n")+"\n")
	if err != nil {
		return err
	}
	return os.Rename(name, r.path)
}

// add draws a key and puts it first.
func (r *Ring) add() error {
	return r.edit(func(lines []string) []string { return append([]string{id.Secret()}, lines...) })
}

// remove takes the line of a key out.
func (r *Ring) remove(mark string) error {
	return r.edit(func(lines []string) []string {
		return slices.DeleteFunc(lines, func(line string) bool {
			k, err := parseRing(line)
			return err == nil && k[0].mark == mark
		})
	})
}

func keyMarked(keys []ringKey, mark string) (ringKey, bool) {
	i := slices.IndexFunc(keys, func(k ringKey) bool { return k.mark == mark })
	if i < 0 {
		return ringKey{}, false
	}
	return keys[i], true
}
