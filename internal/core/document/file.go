package document

import (
	"io"
	"time"

	"preau/internal/core/document/msg"
	"preau/internal/kit/i18n"
)

// State is where a file stands.
type State string

// The states of a file.
const (
	Staged  State = "staged"  // kept, and nothing's yet
	Bound   State = "bound"   // an object's; it never changes
	Unbound State = "unbound" // no longer anything's
	Deleted State = "deleted" // the row alone remains, without its name
)

// Object is what a file belongs to: its kind ("needs.document") and id.
type Object struct{ Kind, ID string }

// File is what is known of a file.
type File struct {
	ID            string
	State         State
	Use           string
	Name          string
	MediaType     string
	Size          int64
	SHA256        string
	Width, Height int // of a picture
	Object        Object
	StagedBy      string // account
	StagedAt      time.Time

	key string // in the store: nobody outside has a use for it
}

// There says whether the file can still be read.
func (f File) There() bool { return f.State == Bound }

// Content is a file being read.
type Content struct {
	File
	io.ReadSeekCloser
}

// Weight writes a size as people read it: « 34 Ko », « 1,2 Mo ».
func Weight(t *i18n.T, size int64) string {
	switch {
	case size < 1000:
		return t.S(msg.SizeBytes, "n", size)
	case size < 1_000_000:
		return t.S(msg.SizeKilo, "n", t.Number((size+500)/1000))
	case size < 1_000_000_000:
		return t.S(msg.SizeMega, "n", t.Quantity((size+50_000)/100_000*100))
	}
	return t.S(msg.SizeGiga, "n", t.Quantity((size+50_000_000)/100_000_000*100))
}
