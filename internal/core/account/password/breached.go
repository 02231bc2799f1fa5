package password

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the lists of breached passwords are made so; nothing is kept by it
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// topFile are the passwords of twelve characters and more among the 30,000 most common ones: see top.LICENSE.
//
//go:embed top.txt
var topFile string

// Breaches is the operator's copy of the passwords known from breaches, as « Have I Been Pwned » gives it: a folder of 1,048,576 files,
// 5BAA6.txt, of lines « the other 35 digits of the SHA-1:how often », or one file of whole hashes in order. Nothing is asked of anybody else.
type Breaches struct {
	folder string
	file   *os.File
	size   int64
}

// known is a password that every such list has.
const known = "password"

// OpenBreaches opens a folder or a file; an empty path is nil, which knows none. A list that does not know « password » is refused: it
// is another thing, or was cut where it was copied.
func OpenBreaches(path string) (*Breaches, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no list is a list of nothing
	}
	of, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("breached passwords: %w", err)
	}
	b := &Breaches{folder: path}
	if !of.IsDir() {
		if b.file, err = os.Open(path); err != nil {
			return nil, fmt.Errorf("breached passwords: %w", err)
		}
		b.size = of.Size()
	}
	has, err := b.Has(known)
	if err == nil && !has {
		err = errors.New("it does not know « " + known + " »: give the folder or the sorted file of SHA-1 that PwnedPasswordsDownloader makes")
	}
	if err != nil {
		_ = b.Close() // the first fault is the one to tell
		return nil, fmt.Errorf("breached passwords of %s: %w", path, err)
	}
	return b, nil
}

// Close lets the file go.
func (b *Breaches) Close() error {
	if b == nil || b.file == nil {
		return nil
	}
	return b.file.Close()
}

// Has says whether a password is on the list.
func (b *Breaches) Has(pw string) (bool, error) {
	if b == nil {
		return false, nil
	}
	sum := sha1.Sum([]byte(normal(pw))) //nolint:gosec // see above
	digits := strings.ToUpper(hex.EncodeToString(sum[:]))
	if b.file != nil {
		return b.inFile(digits)
	}
	const prefix = 5
	lines, err := os.ReadFile(filepath.Join(b.folder, digits[:prefix]+".txt"))
	if err != nil { // told without the file's name, which begins the hash of what was typed: logs keep it
		if p := new(fs.PathError); errors.As(err, &p) {
			err = p.Err
		}
		return false, fmt.Errorf("a file of the folder: %w", err)
	}
	for line := range bytes.Lines(lines) {
		if meets(string(line), digits[prefix:]) {
			return true, nil
		}
	}
	return false, nil
}

// meets says whether a line tells of a hash. One that was seen 0 times only fills up: the service pads its answers so.
func meets(line, digits string) bool {
	hash, times, _ := strings.Cut(strings.TrimSpace(line), ":")
	return strings.EqualFold(hash, digits) && times != "0"
}

// window is more than two lines of a file.
const window = 256

// inFile halves what is left of the file until the line is found: some 32 short reads in 40 GB.
func (b *Breaches) inFile(digits string) (bool, error) {
	low, high := int64(0), b.size // the line begins at low or after it, and before high
	buf := make([]byte, window)
	for low < high {
		middle := (low + high) / 2
		line, at, err := b.lineAfter(buf, middle, low)
		if err != nil {
			return false, err
		}
		switch hash, _, _ := strings.Cut(line, ":"); {
		case line == "" || strings.ToUpper(hash) > digits:
			high = middle
		case strings.EqualFold(hash, digits):
			return meets(line, digits), nil
		default:
			low = at + int64(len(line)) + 1
		}
	}
	return false, nil
}

// lineAfter is the first line that begins at an offset or after it, and where; the line at low begins there. Empty: the file ends.
func (b *Breaches) lineAfter(buf []byte, from, low int64) (line string, at int64, err error) {
	start := from
	if from > low {
		start-- // the end of the line before may be there
	}
	n, err := b.file.ReadAt(buf, start)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", 0, err
	}
	rest := buf[:n]
	if from > low {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			return "", b.size, nil
		}
		start, rest = start+int64(end)+1, rest[end+1:]
	}
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	return string(rest), start, nil
}
