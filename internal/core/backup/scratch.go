package backup

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"preau/internal/kit/clock"
)

// abandoned is the age at which a scratch folder must have been left by a program that was killed.
const abandoned = 24 * time.Hour

// Scratch makes a folder for what is thrown away, and removes those that were left: they hold whole databases. dir is empty for the system's.
func Scratch(dir, prefix string) (string, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	old := clock.System{}.Now().Add(-abandoned)
	for _, l := range left {
		if i, err := l.Info(); err == nil && l.IsDir() && strings.HasPrefix(l.Name(), prefix) && i.ModTime().Before(old) {
			_ = os.RemoveAll(filepath.Join(dir, l.Name())) // it may be somebody else's
		}
	}
	return os.MkdirTemp(dir, prefix)
}
