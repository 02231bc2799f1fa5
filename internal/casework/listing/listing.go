// Package listing is the lists of demands: « Mes demandes », « À traiter », « En retard », « Traitées », « Closes » (C047), with what waits
// in them; administrators have all that were sent, masked. It reads what package demand writes, and writes nothing.
//
// A list is read in two steps. First of everything that somebody may see the few values by which lists are counted, filtered and sorted: one
// statement, each way of coming to a demand an index of its own, and all of it one text, since a driver takes longer over a thousand rows than
// the database. Then of the page's lines what they show. Somebody who sees thirty thousand demands waits longer, but only by what an index costs.
package listing

import (
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/kit/db"
)

// Service holds the lists.
type Service struct {
	db   *db.DB
	keys *seal.Service
	most int // that a search brings
}

// New makes the service.
func New(d *db.DB, keys *seal.Service) *Service { return &Service{d, keys, MostFound} }

// Row is a demand as a list shows it.
type Row struct {
	Number      string
	State       demand.State
	Urgent      bool
	Team        string // of the creator
	CreatorName string
	SentAt      time.Time // zero: never
	MovedAt     time.Time
	Title       string // empty for a draft without one
	Unread      bool   // something came that the reader may read, since they saw it last
	Due         time.Time
	Masked      bool // the reader sees that it is there, and not what it says

	id, keyID      string
	sealed         []byte // its title
	messages, said int64
	seen           int64 // up to which message; -1: never
	inner          bool  // the reader reads what is between operators
}

// Home is where one goes on with the demand.
func (r Row) Home() string { return demand.Demand{Number: r.Number, State: r.State}.Home() }

// Late says whether an organisme's answer is overdue (C042).
func (r Row) Late(now time.Time) bool { return !r.Due.IsZero() && !now.Before(r.Due) }

// List is one of the lists (C047).
type List string

// The lists.
const (
	Mine        List = "mine"    // created by the reader, or followed as an aidant
	ToDo        List = "todo"    // that the reader answers for, and nobody has dealt with yet
	LateOnes    List = "late"    // of which an organisme owes an answer
	TreatedOnes List = "treated" // said to be dealt with
	ClosedOnes  List = "closed"
	All         List = "all" // of an administrator: whatever was sent, masked
)

// Lists are the lists of who works here, in their order.
func Lists() []List { return []List{Mine, ToDo, LateOnes, TreatedOnes, ClosedOnes} }

// Order is by what a list is sorted.
type Order string

// The orders; each also backwards.
const (
	ByMove Order = "mouvement"
	BySent Order = "envoi"
)

// Filter is what a list shows.
type Filter struct {
	List                List
	Team, Theme, Agency int64 // numbers; 0: any
	Urgent              bool
	Need                Need   // of « Mes demandes » alone; empty: any
	Query               string // whole words that the reader may read, or a number; a number alone in All
	Order               Order
	Back                bool // the oldest first
	Page, Size          int  // from 1
}

// Page is one page of a list, with how many each list has and what it may be narrowed by.
type Page struct {
	Rows   []Row
	Total  int
	Cut    bool // there were more than MostFound, which is what a search brings
	Short  bool // not all words count that are looked for
	Counts map[List]int
	Themes []Choice
	Teams  []Choice // of the reader
	Bodies []Choice // agencies
	New    []Choice // the reader's teams whose demands from before they came they have not taken over (C046)
}

// Choice is something to narrow a list by.
type Choice struct {
	Number int64
	Name   string
}
