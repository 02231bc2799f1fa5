package needs

import (
	"time"

	"preau/internal/core/document"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// DocumentKind says what a document is to a group.
type DocumentKind string

// The kinds of documents (R033).
const (
	Convention DocumentKind = "convention" // what members agree to by joining
	GroupRules DocumentKind = "rules"      // règlement
	Notice     DocumentKind = "notice"
	OtherKind  DocumentKind = "other"
)

// DocumentKinds are all kinds, in the order in which they are offered and listed.
func DocumentKinds() []DocumentKind {
	return []DocumentKind{Convention, GroupRules, Notice, OtherKind}
}

// Label is the kind in words.
func (k DocumentKind) Label() i18n.Key {
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

// DocumentState is where a document stands.
type DocumentState string

// The states of a document. NoDocument is never stored.
const (
	NoDocument        DocumentState = "none"
	DocumentShown     DocumentState = "shown"
	DocumentWithdrawn DocumentState = "withdrawn" // its coordinators alone see it, for what members took of it
)

// Document is what a group gives to read. It has versions; the current one is what is given.
type Document struct {
	ID            string
	Number        int64 // public, from 1 within the group
	Kind          DocumentKind
	Title         string
	Public        bool // else for accepted members alone
	State         DocumentState
	Current       DocumentVersion
	WithdrawnName string
	WithdrawnAt   time.Time
	Version       int64 // counts changes, of its texts too
}

// DocumentVersion is a document as it was given from one instant on. It never changes.
type DocumentVersion struct {
	ID        string
	Number    int64 // from 1
	File      document.File
	AddedName string
	AddedAt   time.Time
}

// Paper is what the group's documents may be.
var Paper = document.Use{Key: "needs.document", Types: document.Papers()}
