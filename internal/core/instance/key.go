package instance

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
	"strings"

	"preau/internal/kit/id"
)

// KeyFile is the file that holds the instance's key, beside the database and never in it.
const KeyFile = "instance.key"

// keyBytes is the length of a key (256 bits).
const keyBytes = 32

// Key is the instance's secret: links and sealed settings depend on it, so who loses it loses them. It never prints itself.
type Key []byte

// String keeps the key out of logs.
func (Key) String() string { return "(instance key)" }

// GoString keeps the key out of logs.
func (k Key) GoString() string { return k.String() }

// LogValue keeps the key out of logs.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// Derive makes a key of 32 bytes for one purpose (HKDF-SHA256), so that no two uses share one.
func (k Key) Derive(purpose string) []byte {
	out, err := hkdf.Key(sha256.New, k, nil, "preau: "+purpose, keyBytes)
	if err != nil {
		panic(err) // only lengths that are constants here can be refused
	}
	return out
}

// fingerprint tells keys apart and says nothing about them.
func (k Key) fingerprint() string { return hex.EncodeToString(k.Derive("fingerprint")[:16]) }

// ParseKey reads a key given as a secret: 32 bytes in base64, with either alphabet, padded or not.
func ParseKey(secret string) (Key, error) {
	s := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(strings.TrimSpace(secret), "="))
	k, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(k) != keyBytes {
		return nil, fmt.Errorf("instance key: %d bytes in base64 expected", keyBytes)
	}
	return k, nil
}

// LoadKey takes the secret given, when there is one; else the file in dir, made at the first start.
// A file that others can read is warned about, not refused: some volumes know no modes.
func LoadKey(dir, given string, log *slog.Logger) (Key, error) {
	if given != "" {
		return ParseKey(given)
	}
	path := filepath.Join(dir, KeyFile)
	k, err := readKey(path, log)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := createKey(path); err != nil {
		return nil, fmt.Errorf("instance key: %w", err)
	}
	return readKey(path, log) // not what was drawn: another process may have been first
}

func readKey(path string, log *slog.Logger) (Key, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("instance key: %w", err)
	}
	k, err := ParseKey(string(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if st, err := os.Stat(path); err == nil && st.Mode().Perm()&0o077 != 0 {
		log.Warn("others than its owner may read the instance key", "file", path, "mode", st.Mode().Perm().String())
	}
	return k, nil
}

// createKey writes the whole key under another name first and links it into place, so that no start ever sees half a key
// and none of two first starts replaces the other's.
func createKey(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), KeyFile+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // already gone when it was renamed
	_, err = f.WriteString(id.Secret() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	err = os.Link(f.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(f.Name(), path) // the file system knows no links
}
