package asked

import (
	"strconv"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/catalog/msg"
	"preau/internal/core/org"
	"preau/internal/kit/i18n"
)

// State is where a request stands.
type State string

// The states.
const (
	Received State = "received"
	Studied  State = "studied"
	Added    State = "added"
	Refused  State = "refused"
)

// States are all states, in the order of a request's life.
func States() []State { return []State{Received, Studied, Added, Refused} }

// Open says that the purchasing body has not answered yet.
func (s State) Open() bool { return s == Received || s == Studied }

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Studied:
		return msg.AskedStudied
	case Added:
		return msg.AskedAdded
	case Refused:
		return msg.AskedRefused
	case Received:
	}
	return msg.AskedReceived
}

// Request is an article that is missing.
type Request struct {
	ID        string
	Number    int64 // public
	State     State
	Title     string // in words; empty where there is a reference alone
	Reference string
	Brand     string // or supplier
	Article   int64  // that was added, or does instead; 0: none
	Answer    string
	CreatedAt time.Time
	MovedBy   string
	MovedName string
	MovedAt   time.Time // into its state
	Version   int64

	Votes    int   // establishments that need it
	Voices   int   // those, and people who said so for none: they are heard and answered, but count apart
	Quantity int64 // units a year, as far as they said
}

// Path is the address of one of the request's pages.
func (r Request) Path(tail string) string {
	return Path + "/" + strconv.FormatInt(r.Number, 10) + tail
}

// Name is what the request is called by: its words, or its reference.
func (r Request) Name() string {
	if r.Title == "" {
		return r.Reference
	}
	return r.Title
}

// Body is an establishment as this room shows it.
type Body struct {
	ID, Ref, Name, Commune string
	Kind                   org.Kind // empty: not asked
}

// Vote is the need of one establishment, or of a person who works for none.
type Vote struct {
	Voter     string // id of the establishment, or of the account
	Org       Body
	AccountID string
	Name      string
	Asked     bool // it made the request
	Quantity  int64
	Reason    string
	At        time.Time
}

// Counts says whether the vote is an establishment's: a person's who works for none, or for a supplier, is not.
func (v Vote) Counts() bool { return v.Org.Kind == org.School }

// Need is what who asks or votes says of the establishment's need.
type Need struct {
	OrgRef   string // empty: that for which they act
	Quantity int64  // units a year; 0: not said
	Reason   string
}

// Draft is a request as it was typed.
type Draft struct {
	Title, Reference, Brand string
	Need
	Differs bool // who asks has seen those that look alike, and the articles that have the reference
}

// Shown is an article that a decision names.
type Shown struct {
	article.Article
	Open bool // the reader sees its market
}
