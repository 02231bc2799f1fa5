// Package apperr is the vocabulary of refusals: what kind of no, in which words, and why.
// Use cases return these errors; only kit/web turns a kind into an HTTP status.
package apperr

import (
	"errors"
	"strings"
	"time"

	"preau/internal/kit/i18n"
)

// Kind says what sort of no an error is.
type Kind int

// The kinds of refusal. Anything that is no *Error is the program's own fault (500).
const (
	Internal        Kind = iota // ours: logged, its text never shown
	Invalid                     // what was typed cannot be taken (422), with fields
	Unauthenticated             // nobody is signed in (to the sign-in page)
	Forbidden                   // may not, with reasons (403)
	NotFound                    // is not, or must not be seen (404)
	Conflict                    // somebody was faster, or the same key with other content (409)
	TooMany                     // too many tries (429), see RetryAfter
	Unavailable                 // the database or a service does not answer now (503)
)

// Error is a refusal that a person can read.
type Error struct {
	Kind       Kind
	Msg        i18n.Msg
	Fields     []Field       // for Invalid: which field, and what to do about it
	Reasons    []Reason      // for Forbidden: each reason why not
	RetryAfter time.Duration // for TooMany and Unavailable
	Err        error         // the cause, for the log alone
}

// Field is one fault of a form, told next to its field. Name is the field's name in the form.
type Field struct {
	Name string
	Msg  i18n.Msg
}

// ReasonKind says what would lift a reason.
type ReasonKind int

// The kinds of reasons. Grant, Datum and Act always have a lifter; Date says when; Never says what to do instead.
const (
	Never ReasonKind = iota
	Grant
	Datum
	Act
	Date
)

// Reason is one cause of a refusal: a code of its module, a sentence, since when, by whose decision, and who can lift it.
type Reason struct {
	Code    string // "needs.deadline_passed": belongs to one module, stable, given by the API
	Kind    ReasonKind
	Text    i18n.Msg
	Since   time.Time // zero when there is no such instant
	By      string    // the name of who decided, empty when nobody did
	Lifters []Lifter
	Ask     *Ask
}

// HelpPath is where the codes are answered: each has one address, which leads to the help of its day.
const HelpPath = "/aide/refus/"

// Help is the address of the answer to the reason, empty for one without a code.
func (r Reason) Help() string {
	if r.Code == "" {
		return ""
	}
	return HelpPath + r.Code
}

// Lifter is somebody (or a service desk) who can lift a reason.
type Lifter struct {
	ID    string // the account's, by which a reader sees that it is them; empty of who has none
	Name  string
	Said  i18n.Msg // in words, who has no name: the operator
	Place string   // where they hold that power, empty when it goes without saying
}

// Ask is the one click by which a person asks the lifters, or does what is missing.
type Ask struct {
	Label i18n.Msg
	Path  string // a page with the act, never a bare GET that changes something
}

// Error is for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	if e.Msg.Key != "" {
		b.WriteString(" " + string(e.Msg.Key))
	}
	for _, f := range e.Fields {
		b.WriteString(" " + f.Name + "=" + string(f.Msg.Key))
	}
	for _, r := range e.Reasons {
		b.WriteString(" " + r.Code)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// String is the kind's name in logs and in the API.
func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case Unauthenticated:
		return "unauthenticated"
	case Forbidden:
		return "forbidden"
	case NotFound:
		return "not found"
	case Conflict:
		return "conflict"
	case TooMany:
		return "too many"
	case Unavailable:
		return "unavailable"
	case Internal:
	}
	return "internal"
}

// KindOf is the kind of err, Internal when it is no refusal.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	return Internal
}

// As finds the refusal in err.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is says whether err is a refusal of this kind.
func Is(err error, k Kind) bool {
	e, ok := As(err)
	return ok && e.Kind == k
}

// NotFoundErr is the answer for what is not, or must not be seen by this person.
func NotFoundErr() error { return &Error{Kind: NotFound} }

// UnauthenticatedErr sends a visitor to the sign-in page.
func UnauthenticatedErr() error { return &Error{Kind: Unauthenticated} }

// InvalidField refuses one field.
func InvalidField(name string, m i18n.Msg) error {
	return &Error{Kind: Invalid, Fields: []Field{{Name: name, Msg: m}}}
}

// ErrKeyReused is the cause of a Conflict whose key came with another request before: nobody was faster.
var ErrKeyReused = errors.New("the key came with another request")

// ConflictErr says that somebody was faster.
func ConflictErr(m i18n.Msg) error { return &Error{Kind: Conflict, Msg: m} }

// ForbiddenErr refuses with reasons.
func ForbiddenErr(reasons ...Reason) error { return &Error{Kind: Forbidden, Reasons: reasons} }
