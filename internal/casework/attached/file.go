// Package attached is the files of demands as they are kept: which message has them, by which number they are read, and their names, sealed by the demand's
// key (C027). Who may add and read them is said by package demand.
package attached

import (
	"time"

	"preau/internal/casework/seal"
)

// File is a file of a demand.
type File struct {
	ID        string
	N         int64
	MessageID string // empty: of the demand itself
	AccountID string
	Name      string
	MediaType string
	Size      int64
	Waits     bool // for its message
	Came      bool // with this very form: it was not there before
	At        time.Time

	sealed []byte
}

// At is the place of what is sealed of a file.
func At(column, id string) seal.Place {
	return seal.Place{Table: "casework_files", Column: column, Row: id}
}

// SealName seals the name, as it is kept.
func (f *File) SealName(k seal.Key) (err error) {
	f.sealed, err = k.Seal(At("name", f.ID), f.Name)
	return err
}

// OpenName makes the name readable.
func (f *File) OpenName(k seal.Key) (err error) {
	f.Name, err = k.Open(At("name", f.ID), f.sealed)
	return err
}

// OpenNames makes the names of files readable.
func OpenNames(k seal.Key, some []File) error {
	for i := range some {
		if err := some[i].OpenName(k); err != nil {
			return err
		}
	}
	return nil
}
