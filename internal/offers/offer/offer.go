// Package offer is what a structure offers to students: its form, its life, its working copy, and the version that the public reads.
//
// States: 1.2 of the specification, see rules.go. What is derived (programmed, expired, full) is never stored. See docs/decisions/0034.
package offer

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"preau/internal/kit/i18n"
	"preau/internal/offers/offer/msg"
)

// State is what is stored of an offer's life.
type State string

// The states, in the order of a life.
const (
	Draft       State = "draft"
	Submitted   State = "submitted" // waits for an approver
	ToCorrect   State = "to_correct"
	Approved    State = "approved" // waits for its day, or for « Publier »
	Published   State = "published"
	Unpublished State = "unpublished"
	Refused     State = "refused"
	Withdrawn   State = "withdrawn" // by a moderator, who alone lifts it
	Archived    State = "archived"
)

// States are all states.
func States() []State {
	return []State{Draft, Submitted, ToCorrect, Approved, Published, Unpublished, Refused, Withdrawn, Archived}
}

// Status is what people are told of an offer: its state, or what follows from it and the day.
type Status string

// What is derived; every State is a Status, too.
const (
	Scheduled Status = "scheduled" // « Programmée »: approved, and its first day is to come
	Lapsed    Status = "lapsed"    // approved, and its last day is over: it will not publish itself
	Expired   Status = "expired"   // « Expirée »: unpublished, since its last day is over
	Full      Status = "full"      // « Complète »: published, and no places are left
	Hidden    Status = "hidden"    // published, and nobody reads it while its structure is suspended or closed (O86)
)

// Statuses are all of them, in the order of filters.
func Statuses() []Status {
	return []Status{
		Status(Draft), Status(Submitted), Status(ToCorrect), Status(Approved), Scheduled, Lapsed, Status(Published), Full, Hidden, Status(Unpublished), Expired,
		Status(Refused), Status(Withdrawn), Status(Archived),
	}
}

// StatusAt is the offer's status on a day.
func (o Offer) StatusAt(today string) Status {
	switch {
	case o.State == Approved && o.PublishFrom > today:
		return Scheduled
	case o.State == Approved && o.PublishUntil != "" && o.PublishUntil < today:
		return Lapsed
	case o.State == Unpublished && o.PublishUntil != "" && o.PublishUntil < today:
		return Expired
	case o.State == Published && o.Silent:
		return Hidden
	case o.State == Published && o.PlacesClosed:
		return Full
	}
	return Status(o.State)
}

// labels name every status, for tags and for the filter that lists them.
var labels = map[Status]i18n.Key{
	Status(Draft): msg.StateDraft, Status(Submitted): msg.StateSubmitted, Status(ToCorrect): msg.StateToCorrect, Status(Approved): msg.StateApproved,
	Scheduled: msg.StateScheduled, Lapsed: msg.StateLapsed, Status(Published): msg.StatePublished, Full: msg.StateFull, Hidden: msg.StateHidden, Status(Unpublished): msg.StateUnpublished, Expired: msg.StateExpired,
	Status(Refused): msg.StateRefused, Status(Withdrawn): msg.StateWithdrawn, Status(Archived): msg.StateArchived,
}

// Label is the status in words.
func (s Status) Label() i18n.Key { return labels[s] }

// Label is the state in words.
func (s State) Label() i18n.Key { return Status(s).Label() }

// Number is an offer's public number: AAAA-NNNN, never given twice (O52).
type Number struct{ Year, Seq int64 }

// String writes it: 2026-0141.
func (n Number) String() string { return fmt.Sprintf("%d-%04d", n.Year, n.Seq) }

// ParseNumber reads it as it stands in addresses; false for what is none.
func ParseNumber(s string) (Number, bool) {
	year, seq, ok := strings.Cut(s, "-")
	y, err := strconv.ParseInt(year, 10, 32)
	q, err2 := strconv.ParseInt(seq, 10, 64)
	n := Number{y, q}
	return n, ok && err == nil && err2 == nil && q > 0 && n.String() == s
}

// ListPath is where a structure finds its offers.
const ListPath = "/offreur/offres"

// OfStructure names, in an address of that list, the structure whose offers are meant, by its number: who has a role in several may act for
// another.
const OfStructure = "structure"

// Path is the address of an offer's page for its structure.
func (n Number) Path() string { return ListPath + "/" + n.String() }

// Visibility says who reads a published offer.
type Visibility string

// The visibilities.
const (
	ForAll         Visibility = "public"
	ForStudents    Visibility = "students"
	ForInstitution Visibility = "institution" // one training institution
)

// Visibilities are all of them.
func Visibilities() []Visibility { return []Visibility{ForAll, ForStudents, ForInstitution} }

// Label is the visibility in words.
func (v Visibility) Label() i18n.Key {
	switch v {
	case ForStudents:
		return msg.ForStudents
	case ForInstitution:
		return msg.ForInstitution
	case ForAll:
	}
	return msg.ForAll
}

// Half is half a day.
type Half string

// The halves of a day.
const (
	Morning   Half = "am"
	Afternoon Half = "pm"
)

// Halves are both.
func Halves() []Half { return []Half{Morning, Afternoon} }

// Label is the half in words.
func (h Half) Label() i18n.Key {
	if h == Afternoon {
		return msg.Afternoon
	}
	return msg.Morning
}

// Period is when students may come: a range of days, on some weekdays (1 Monday … 7 Sunday; none: all) and halves of days (none: both).
type Period struct {
	From     string `json:"from"` // a day
	Until    string `json:"until"`
	Weekdays []int  `json:"weekdays,omitempty"`
	Halves   []Half `json:"halves,omitempty"`
}

// Mode is how an action takes place.
type Mode string

// The modes.
const (
	OnSite Mode = "site"
	Remote Mode = "remote"
)

// Modes are both.
func Modes() []Mode { return []Mode{OnSite, Remote} }

// Label is the mode in words.
func (m Mode) Label() i18n.Key {
	if m == Remote {
		return msg.ModeRemote
	}
	return msg.ModeSite
}

// Place is where the action takes place, with its commune of the register.
type Place struct {
	Address     string `json:"address,omitempty"`
	Complement  string `json:"complement,omitempty"`
	PostalCode  string `json:"postal_code,omitempty"`
	Commune     string `json:"commune,omitempty"`
	CommuneCode string `json:"commune_code,omitempty"` // INSEE
}

// Town is the commune as forms show it: « 75017, Paris ».
func (p Place) Town() string { return strings.Trim(p.PostalCode+", "+p.Commune, ", ") }

// Content is the public part of an offer, one value a version (1.6). Words of the operator's lists are named by their ids.
type Content struct {
	Name            string       `json:"name"`
	Summary         string       `json:"summary,omitempty"` // at most MaxSummary characters
	Description     string       `json:"description,omitempty"`
	Goals           string       `json:"goals,omitempty"`
	Setting         string       `json:"setting,omitempty"` // « type de terrain d'action »
	Place           Place        `json:"place,omitzero"`
	Way             string       `json:"way,omitempty"`    // how to get there
	Access          string       `json:"access,omitempty"` // for people with disabilities
	Topics          []string     `json:"topics,omitempty"`
	Audiences       []string     `json:"audiences,omitempty"`
	Headcount       int          `json:"headcount,omitempty"` // people reached; 0: not said
	QPV             bool         `json:"qpv,omitempty"`
	REP             bool         `json:"rep,omitempty"`
	ZRR             bool         `json:"zrr,omitempty"`
	Programmes      []string     `json:"programmes,omitempty"`
	Places          int          `json:"places,omitempty"` // students taken in all; 0: not said yet
	GroupMin        int          `json:"group_min,omitempty"`
	GroupMax        int          `json:"group_max,omitempty"`
	Groups          int          `json:"groups,omitempty"`
	Periods         []Period     `json:"periods,omitempty"`
	Sessions        int          `json:"sessions,omitempty"`
	AskUntil        string       `json:"ask_until,omitempty"` // the last day on which one asks
	Modes           []Mode       `json:"modes,omitempty"`
	Material        string       `json:"material,omitempty"`
	Prerequisites   string       `json:"prerequisites,omitempty"` // a vaccination, the bulletin n° 3 of the record
	Practical       string       `json:"practical,omitempty"`     // meals, lodging, transport
	Visibility      Visibility   `json:"visibility,omitempty"`
	Institution     string       `json:"institution,omitempty"` // of ForInstitution
	RegionalProject string       `json:"regional,omitempty"`    // « programme régional »
	Files           []Attachment `json:"files,omitempty"`
}

// LastAsk is the last day on which one asks for a place: the one that the form names, or the last on which one may come (O91); empty: none.
func LastAsk(named string, periods []Period) string {
	last := ""
	for _, p := range periods {
		last = max(last, p.Until)
	}
	if named != "" && (last == "" || named < last) {
		return named
	}
	return last
}

// Referent is the « référent de proximité » (🔒): known to the structure, and to who takes the offer; never public.
type Referent struct{ Name, Role, Phone, Email string }

// Contact are the small fields, which apply at once (O84).
type Contact struct {
	Phone, Email string
	PlacesClosed bool
}

// Window are the days of publication, both counted in; empty: from now on, and without end.
type Window struct{ PublishFrom, PublishUntil string }

// Open says whether the window is open on a day.
func (w Window) Open(today string) bool {
	return w.PublishFrom <= today && (w.PublishUntil == "" || w.PublishUntil >= today)
}

// Offer is one offer, as its structure sees it.
type Offer struct {
	ID      string
	Number  Number
	OrgID   string
	OrgName string
	SiteID  string // the lieu; empty: the structure itself
	Site    string // its name
	State   State
	Version int64
	Content
	Referent Referent
	Contact
	Window
	Silent        bool // its structure does not work: the public reads none of its offers
	Changed       bool // differs from what was validated last
	SubmittedOnce bool
	PublishedOnce bool
	AuthorID      string
	MovedAt       time.Time
	MovedBy       string
	Motive        string
	CreatedAt     time.Time
	Copy          *Copy // the working copy, beside what was validated; nil: none
}

// CopyState is where a working copy is.
type CopyState string

// The states of a working copy.
const (
	CopyDraft     CopyState = "draft"
	CopySubmitted CopyState = "submitted"
	CopyToCorrect CopyState = "to_correct"
)

// Copy is the next version of a published offer, until it is validated (O84). The offer may leave the public meanwhile: its copy stays.
type Copy struct {
	State   CopyState
	Version int64
	Content
	Referent Referent
	AuthorID string
	Motive   string
	MovedAt  time.Time
}
