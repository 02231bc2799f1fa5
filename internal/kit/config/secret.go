package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

// Secret is a setting that is never written anywhere: logs, dumps and error messages show stars.
// It may come from a file, named by the variable with _FILE at its end.
type Secret string

const stars = "***"

// Reveal is the secret itself, for whoever must present it.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return stars
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText hides the secret from JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// maxSecret is more than any key or password; a longer file is the wrong one.
const maxSecret = 64 << 10

var (
	errEmpty  = errors.New("the file is empty")
	errTooBig = errors.New("the file is too large to be a secret")
)

// readSecret gives a file's content without the newline that editors add.
func readSecret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only read
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	s := strings.TrimRight(string(b), "\r\n")
	switch {
	case len(b) > maxSecret:
		return "", fmt.Errorf("%s: %w", path, errTooBig)
	case s == "":
		return "", fmt.Errorf("%s: %w", path, errEmpty)
	}
	return s, nil
}
