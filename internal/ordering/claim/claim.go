// Package claim is what is wrong with what came of an order (réclamation): a réceptionniste tells the supplier directly, with pictures; the
// supplier proposes by a link, without an account; who received agrees or contests, and the purchasing body decides in the end.
//
// A claim is of one line and never changes: what is said after is a note of its thread, and a claim by mistake is withdrawn. Who may do
// what when is Moves.
package claim

import (
	"slices"
	"strconv"
	"time"

	"preau/internal/core/document"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/claim/msg"
	"preau/internal/ordering/order"
)

// State is where a claim stands.
type State string

// The states of a claim.
const (
	Open      State = "open"     // the supplier was mailed
	Seen      State = "seen"     // and says that it deals with it
	Proposed  State = "proposed" // waits for who received
	Accepted  State = "accepted" // until what was agreed on is done
	Resolved  State = "resolved"
	Contested State = "contested"
	Escalated State = "escalated" // waits for the purchasing body
	Closed    State = "closed"    // by it
	Withdrawn State = "withdrawn"
)

// States are all states, in the order of a claim's life.
func States() []State {
	return []State{Open, Seen, Proposed, Accepted, Resolved, Contested, Escalated, Closed, Withdrawn}
}

// Label is the state in words.
func (s State) Label() i18n.Key { return stateLabels[s] }

var stateLabels = map[State]i18n.Key{
	Open: msg.StateOpen, Seen: msg.StateSeen, Proposed: msg.StateProposed, Accepted: msg.StateAccepted, Resolved: msg.StateResolved,
	Contested: msg.StateContested, Escalated: msg.StateEscalated, Closed: msg.StateClosed, Withdrawn: msg.StateWithdrawn,
}

// Lives says whether something is still to be done about it.
func (s State) Lives() bool {
	switch s {
	case Resolved, Closed, Withdrawn:
		return false
	case Open, Seen, Proposed, Accepted, Contested, Escalated:
	}
	return true
}

// Fault is what is wrong.
type Fault string

// The faults (R249).
const (
	Missing       Fault = "missing"
	Damaged       Fault = "damaged"
	WrongArticle  Fault = "wrong_article"
	WrongQuantity Fault = "wrong_quantity"
	Quality       Fault = "quality"
	Invoice       Fault = "invoice"
	Other         Fault = "other"
)

// Faults are all faults, as pages list them.
func Faults() []Fault {
	return []Fault{Missing, Damaged, WrongArticle, WrongQuantity, Quality, Invoice, Other}
}

// Label is the fault in words.
func (f Fault) Label() i18n.Key { return faultLabels[f] }

var faultLabels = map[Fault]i18n.Key{
	Missing: msg.FaultMissing, Damaged: msg.FaultDamaged, WrongArticle: msg.FaultWrongArticle, WrongQuantity: msg.FaultWrongQuantity,
	Quality: msg.FaultQuality, Invoice: msg.FaultInvoice, Other: msg.FaultOther,
}

// OfGoods says whether the units that it is about cannot have come as they should: those and what conforms are no more than what is
// expected. What came too much, and a bill, are something else.
func (f Fault) OfGoods() bool {
	return f == Missing || f == Damaged || f == WrongArticle || f == Quality
}

// Offer is what a supplier proposes (R250).
type Offer string

// The offers.
const (
	NoOffer     Offer = ""
	Replacement Offer = "replacement"
	Credit      Offer = "credit" // a credit note
	Return      Offer = "return" // it is fetched, and paid back
	Refusal     Offer = "refusal"
)

// Offers are all offers, as pages list them.
func Offers() []Offer { return []Offer{Replacement, Credit, Return, Refusal} }

// Label is the offer in words.
func (o Offer) Label() i18n.Key { return offerLabels[o] }

var offerLabels = map[Offer]i18n.Key{Replacement: msg.OfferReplacement, Credit: msg.OfferCredit, Return: msg.OfferReturn, Refusal: msg.OfferRefusal}

// Claim is one, without its thread.
type Claim struct {
	ID       string
	Number   int64 // public
	OrderID  string
	LineID   string
	Fault    Fault
	Quantity int64 // units concerned
	Text     string
	State    State
	Offer    Offer // what the supplier last proposed
	ByID     string
	By       string // who made it
	OpenedAt time.Time
	MovedAt  time.Time
	Version  int64

	Position         int // of its line
	Title, Reference string
}

// unanswered are the states in which the supplier owes an answer.
var unanswered = []State{Open, Seen, Contested}

// Late says whether the supplier owes an answer since an instant, or for longer (R236).
func (c Claim) Late(due time.Time) bool {
	return slices.Contains(unanswered, c.State) && !c.MovedAt.After(due)
}

// Path is the address of the claim's page.
func (c Claim) Path() string { return Path + "/" + strconv.FormatInt(c.Number, 10) }

// Path is the list of claims.
const Path = "/reclamations"

// NewPath is the page on which a claim on a line of an order is made.
func NewPath(orderNumber string, position int) string {
	return Path + "/nouvelle/" + orderNumber + "/" + strconv.Itoa(position)
}

// SupplierPath is a claim's page below the address of a supplier's link.
func SupplierPath(link string, number int64) string {
	return link + "/reclamations/" + strconv.FormatInt(number, 10)
}

// Side is who says something.
type Side string

// The sides.
const (
	School   Side = "school"
	Supplier Side = "supplier"
	Central  Side = "central"
)

// Note is what was said of a claim.
type Note struct {
	N     int64
	Side  Side
	Do    Act
	Offer Offer
	Text  string
	By    string
	At    time.Time
}

// Photos is what a picture of a claim is held to: nothing but what is seen stays of it, and thirty megabytes are refused (R249).
var Photos = document.Use{Key: "ordering.claim", Types: document.Pictures(), Limit: 15 * document.Megabyte, Side: 1600}

// MostPhotos is how many pictures a claim has.
const MostPhotos = 5

// Object is a claim in the history, and in the log of mails.
const Object = "ordering.claim"

// at is an order as the claims on it see it.
type at struct {
	order.Order
	order.Line
}
