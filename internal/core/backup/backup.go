// Package backup saves a platform that runs on SQLite while it serves, proves that what was saved is whole, and restores it.
//
// A backup is a set of objects on a shelf, a folder or a bucket:
//
//	sets/2026-11-30T05-00-00Z/files.list          the files that the database names; written first
//	sets/2026-11-30T05-00-00Z/database.zst[.age]  the database, as it was at one instant
//	sets/2026-11-30T05-00-00Z/keys.zst.age        instance.key and demands.keys, only when the set is encrypted
//	sets/2026-11-30T05-00-00Z/manifest.json       what is in the set; written last: a set without it is none
//	files/…                                       the files, each once for all sets
//
// The secrets of demands go to a shelf of their own, apart, for days and not for months: a wiped demand is gone from backups when the last
// copy of its secret is (C080, docs/decisions/0027-keys-of-demands.md). docs/decisions/0044-backups.md says why all this is so.
package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"preau/internal/kit/blob"
)

const (
	format       = 1
	sets         = "sets/"
	fileFolder   = "files/"
	manifestName = "manifest.json"
	listName     = "files.list"
	nameLayout   = "2006-01-02T15-04-05Z"
)

// Object is one thing of a set: its size in bytes and its hash before it was packed.
type Object struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Manifest says what a set holds: no word of a person.
type Manifest struct {
	Format   int              `json:"format"`
	Name     string           `json:"name"`
	MadeAt   time.Time        `json:"made_at"` // of the database's copy
	Program  string           `json:"program"`
	Schema   int64            `json:"schema"` // of the database
	Sealed   string           `json:"sealed"` // a mark of whom it is encrypted to; empty: it is not
	Database Object           `json:"database"`
	List     *Object          `json:"list,omitempty"` // of files; sets of before name none
	Keys     *Object          `json:"keys,omitempty"`
	Secrets  *Object          `json:"secrets,omitempty"` // of a set of secrets, which has nothing else
	Files    int              `json:"files"`
	Bytes    int64            `json:"bytes"` // of the files
	Rows     map[string]int64 `json:"rows"`  // by table

	Gone    []string `json:"gone,omitempty"`    // keys of files that were let go after the copy; of a set of secrets, the names of those
	Missing []string `json:"missing,omitempty"` // keys of files that the store lacked, or had another in place of
}

// seal is whom backups are encrypted to; nobody: they are not.
type seal struct {
	to   []age.Recipient
	mark string
}

// ending is what an encrypted object's name ends with.
func (s seal) ending() string {
	if len(s.to) == 0 {
		return ""
	}
	return ".age"
}

// folder holds the files: others for each circle of recipients, since a new one cannot open what was encrypted before it.
func (s seal) folder() string {
	if s.mark == "" {
		return fileFolder
	}
	return fileFolder + s.mark + "/"
}

func fileName(folder, key, ending string) string { return folder + key[:2] + "/" + key + ending }

var setName = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$`)

// names are the sets of a shelf, oldest first: those that are whole, and those that lack their manifest.
func names(ctx context.Context, shelf blob.Shelf) (whole, cut []string, err error) {
	seen := map[string]bool{}
	for name, err := range shelf.List(ctx, sets) {
		if err != nil {
			return nil, nil, err
		}
		set, object, _ := strings.Cut(strings.TrimPrefix(name, sets), "/")
		if setName.MatchString(set) {
			seen[set] = seen[set] || object == manifestName
		}
	}
	for set, ok := range seen {
		if ok {
			whole = append(whole, set)
		} else {
			cut = append(cut, set)
		}
	}
	slices.Sort(whole)
	slices.Sort(cut)
	return whole, cut, nil
}

// ErrNoSet says that the shelf holds no backup.
var ErrNoSet = errors.New("there is no backup here")

// pick is the set asked for, or the newest.
func pick(ctx context.Context, shelf blob.Shelf, name string) (Manifest, error) {
	whole, _, err := names(ctx, shelf)
	switch {
	case err != nil:
		return Manifest{}, err
	case name == "" && len(whole) == 0:
		return Manifest{}, ErrNoSet
	case name == "":
		name = whole[len(whole)-1]
	case !slices.Contains(whole, name):
		return Manifest{}, fmt.Errorf("%w named %q; there are: %s", ErrNoSet, name, strings.Join(whole, ", "))
	}
	return readManifest(ctx, shelf, name)
}

// longestManifest is enough to name half a million files that are missing.
const longestManifest = 64 << 20

func readManifest(ctx context.Context, shelf blob.Shelf, name string) (m Manifest, err error) {
	from, err := shelf.Open(ctx, sets+name+"/"+manifestName)
	if err != nil {
		return m, err
	}
	defer func() { _ = from.Close() }() // it was only read
	if err := json.NewDecoder(io.LimitReader(from, longestManifest)).Decode(&m); err != nil {
		return m, fmt.Errorf("%s of %s: %w", manifestName, name, err)
	}
	if m.Format != format || m.Name != name {
		return m, fmt.Errorf("%s of %s: format %d, named %q: made by another program", manifestName, name, m.Format, m.Name)
	}
	return m, nil
}

func writeManifest(ctx context.Context, shelf blob.Shelf, m Manifest) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return shelf.Put(ctx, sets+m.Name+"/"+manifestName, strings.NewReader(string(text)+"\n"))
}
