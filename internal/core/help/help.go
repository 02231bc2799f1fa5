// Package help is the answer behind each refusal, as data: beside the sentence of each of its reasons' codes, a room says
// who may meet it, who lifts it, and what to do (R276). The help pages are drawn from it, by role, with the same codes as
// the messages; nothing of them is written twice.
package help

import (
	"maps"
	"slices"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Reader is whom an answer is for, or who lifts a reason: a role by its key, or one of those below, who hold none.
type Reader string

// Readers that are no role.
const (
	Everyone Reader = "everyone" // with an account, or about to have one
	You      Reader = "you"      // who is refused
	Operator Reader = "operator"
	Givers   Reader = "givers" // whoever gives the role that it is about
	Sender   Reader = "sender" // who asked, or sent, what it is about
)

// Roles are roles as readers.
func Roles[R ~string](roles ...R) []Reader {
	out := make([]Reader, len(roles))
	for i, r := range roles {
		out[i] = Reader(r)
	}
	return out
}

// Entry answers one code.
type Entry struct {
	Kind apperr.ReasonKind
	For  []Reader // who may meet it
	Lift []Reader // of a grant: the roles that let one do it, whose givers the table of roles knows; else who acts, or enters what is missing
	Text i18n.Key // what to do
}

// Entries are the answers of a room, by code.
type Entries map[string]Entry

// All are the answers of several rooms.
func All(rooms ...Entries) Entries {
	out := Entries{}
	for _, r := range rooms {
		maps.Copy(out, r)
	}
	return out
}

// Page is the help of one role: what it is, how one goes about it, and what may be refused.
type Page struct {
	Slug    string // in its address: /aide/demandeur
	Service string // shown while it is switched on; empty: always
	Title   i18n.Key
	Hint    i18n.Key // what one does in it; empty: the hint of its first role
	Readers []Reader // whose page it is
	Reader  i18n.Key // how others call them, where that is no role's label
	Chapter string   // of the general help, by its anchor; empty: none
	Steps   []Lesson
}

// Lesson is one thing to do, step by step, in the words of the pages.
type Lesson struct {
	ID    string
	Title i18n.Key
	Steps []i18n.Key
	Link  Link // where it begins; empty: nowhere in particular
}

// Link leads to where something is done.
type Link struct {
	Label i18n.Key
	Path  string
}

// Book is the help of all rooms.
type Book struct {
	Pages   []Page
	Said    map[string]i18n.Key // the sentence of each code
	Entries Entries
}

// Codes are those that the readers of a page may meet, in their order of names, which is that of their rooms.
func (b Book) Codes(p Page) []string {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(b.Entries)) {
		if meet(b.Entries[code].For, p.Readers) {
			out = append(out, code)
		}
	}
	return out
}

// PageOf is the page that answers a code, among those shown: that of a role which the reader holds before any other.
func (b Book) PageOf(code string, shown []Page, held []Reader) (Page, bool) {
	e, known := b.Entries[code]
	if !known {
		return Page{}, false
	}
	var found *Page
	for i, p := range shown {
		if !meet(e.For, p.Readers) {
			continue
		}
		if meet(held, p.Readers) {
			return p, true
		}
		if found == nil {
			found = &shown[i]
		}
	}
	if found == nil {
		return Page{}, false
	}
	return *found, true
}

func meet(a, b []Reader) bool {
	return slices.ContainsFunc(a, func(r Reader) bool { return slices.Contains(b, r) })
}
