// Package document is what a purchasing group gives to read: documents with versions, for everybody or for its members,
// and who took which.
//
// States: shown → withdrawn. Who may do what is in rules.go.
package document

import (
	"time"

	"preau/internal/core/document"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Service holds the use cases.
type Service struct {
	db    *db.DB
	files *document.Service
}

// New makes the service.
func New(d *db.DB, files *document.Service) *Service { return &Service{db: d, files: files} }

// Kind says what a document is to a group.
type Kind string

// The kinds of documents (R033).
const (
	Convention Kind = "convention" // what members agree to by joining
	GroupRules Kind = "rules"      // règlement
	Notice     Kind = "notice"
	OtherKind  Kind = "other"
)

// Kinds are all kinds, in the order in which they are offered and listed.
func Kinds() []Kind {
	return []Kind{Convention, GroupRules, Notice, OtherKind}
}

// Label is the kind in words.
func (k Kind) Label() i18n.Key {
	switch k {
	case Convention:
		return msg.DocumentConvention
	case GroupRules:
		return msg.DocumentRules
	case Notice:
		return msg.DocumentNotice
	case OtherKind:
	}
	return msg.DocumentOther
}

// State is where a document stands.
type State string

// The states of a document. None is never stored.
const (
	None      State = "none"
	Shown     State = "shown"
	Withdrawn State = "withdrawn" // its coordinators alone see it, for what members took of it
)

// Document is what a group gives to read. It has versions; the current one is what is given.
type Document struct {
	ID            string
	Number        int64 // public, from 1 within the group
	Kind          Kind
	Title         string
	Public        bool // else for accepted members alone
	State         State
	Current       Version
	WithdrawnName string
	WithdrawnAt   time.Time
	Version       int64 // counts changes, of its texts too
}

// Version is a document as it was given from one instant on. It never changes.
type Version struct {
	ID        string
	Number    int64 // from 1
	File      document.File
	AddedName string
	AddedAt   time.Time
}

// Paper is what the group's documents may be.
var Paper = document.Use{Key: "needs.document", Types: document.Papers()}
