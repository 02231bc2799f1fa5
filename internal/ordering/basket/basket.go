// Package basket is what a demandeur fills, confirms and follows (panier).
//
// A basket belongs to one demandeur at one establishment. Its lines each go their own way once it is confirmed: into an order of
// their supplier, refused, taken back. What the basket is follows from what its lines are, and from nothing else: StateOf. It is
// stored so that lists can be filtered, and a property test holds the two together.
//
// A line points to the version of its article that the demandeur agreed to. What the article costs today may be otherwise: then
// it is shown, and agreed to anew before the basket is confirmed (R168).
package basket

import (
	"strconv"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/msg"
)

// State is where a basket stands: what its lines make of it.
type State string

// The states of a basket.
const (
	Open       State = "open"
	Confirmed  State = "confirmed"   // waits for a validateur
	Partly     State = "partly"      // some of it is in an order
	Ordered    State = "ordered"     // all of it is
	Closed     State = "closed"      // and has arrived
	NotAllowed State = "not_allowed" // « Non autorisé » (R185): final, can be duplicated
	Withdrawn  State = "withdrawn"   // by the demandeur
	Refused    State = "refused"     // by a validateur
	Cancelled  State = "cancelled"   // with its order: final, can be duplicated
	Abandoned  State = "abandoned"
)

// States are all states, in the order of a basket's life.
func States() []State {
	return []State{Open, Confirmed, Partly, Ordered, Closed, NotAllowed, Withdrawn, Refused, Cancelled, Abandoned}
}

// Label is the state in words.
func (s State) Label() i18n.Key { return stateLabels[s] }

var stateLabels = map[State]i18n.Key{
	Open: msg.BasketOpen, Confirmed: msg.BasketConfirmed, Partly: msg.BasketPartly, Ordered: msg.BasketOrdered, Closed: msg.BasketClosed,
	NotAllowed: msg.BasketNotAllowed, Withdrawn: msg.BasketWithdrawn, Refused: msg.BasketRefused, Cancelled: msg.BasketCancelled, Abandoned: msg.BasketAbandoned,
}

// LineState is where one line stands.
type LineState string

// The states of a line.
const (
	LineOpen         LineState = "in_basket"
	LineConfirmed    LineState = "confirmed"     // « en attente de validation »
	LineInOrder      LineState = "in_order"      // « en commande »: an acheteur has it
	LineOrdered      LineState = "ordered"       // the supplier has it
	LinePartReceived LineState = "part_received" // some of it has arrived
	LineReceived     LineState = "received"
	LineNotAllowed   LineState = "not_allowed" // « Non autorisé » (R187)
	LineCancelled    LineState = "cancelled"   // « Article annulé »: beside one that was not allowed, or with its order
	LineRefused      LineState = "refused"     // by a validateur (R212)
	LineWithdrawn    LineState = "withdrawn"
	LineAbandoned    LineState = "abandoned"
)

// LineStates are all states, in the order of a line's life.
func LineStates() []LineState {
	return []LineState{
		LineOpen, LineConfirmed, LineInOrder, LineOrdered, LinePartReceived, LineReceived, LineNotAllowed, LineCancelled, LineRefused, LineWithdrawn, LineAbandoned,
	}
}

// Label is the state in words.
func (s LineState) Label() i18n.Key { return lineLabels[s] }

var lineLabels = map[LineState]i18n.Key{
	LineOpen: msg.LineOpen, LineConfirmed: msg.LineConfirmed, LineInOrder: msg.LineInOrder, LineOrdered: msg.LineOrdered, LinePartReceived: msg.LinePartReceived,
	LineReceived: msg.LineReceived, LineNotAllowed: msg.LineNotAllowed, LineCancelled: msg.LineCancelled, LineRefused: msg.LineRefused,
	LineWithdrawn: msg.LineWithdrawn, LineAbandoned: msg.LineAbandoned,
}

// Goes says that the line is on its way or has arrived: whoever orders it again has it twice (R237).
func (s LineState) Goes() bool {
	switch s {
	case LineConfirmed, LineInOrder, LineOrdered, LinePartReceived, LineReceived:
		return true
	case LineOpen, LineNotAllowed, LineCancelled, LineRefused, LineWithdrawn, LineAbandoned:
	}
	return false
}

// StateOf is what a basket is whose lines are these; one without any is open (R290).
func StateOf(lines []LineState) State {
	n := map[LineState]int{}
	for _, l := range lines {
		n[l]++
	}
	waits, taken := n[LineConfirmed], n[LineInOrder]+n[LineOrdered]+n[LinePartReceived]
	switch {
	case len(lines) == 0 || n[LineOpen] > 0:
		return Open
	case n[LineNotAllowed] > 0:
		return NotAllowed
	case waits > 0 && taken+n[LineReceived] > 0:
		return Partly
	case waits > 0:
		return Confirmed
	case taken > 0:
		return Ordered
	case n[LineReceived] > 0:
		return Closed
	case n[LineWithdrawn] > 0: // what had not been refused before
		return Withdrawn
	case n[LineCancelled] > 0:
		return Cancelled
	case n[LineRefused] > 0:
		return Refused
	}
	return Abandoned
}

// Basket is one, without its lines.
type Basket struct {
	ID          string
	Number      int64 // public, in addresses
	Org         ordering.Body
	Closed      bool // its establishment is
	Site        Site
	OwnerID     string
	Owner       string // as shown to others
	Former      bool   // they are no demandeur there any more; only WithFormer looks
	Title       string
	Remark      string // to the validateur
	Label       string // the wish for « Champ apparaissant sur l'étiquette » (R196)
	State       State
	CopiedFrom  int64 // number of the basket that it is a duplicate of, 0: none
	OpenedAt    time.Time
	ConfirmedAt time.Time
	MovedAt     time.Time // when the state was reached
	Version     int64
}

// Site is where a basket is delivered (implantation). Zero: nobody said, or the establishment has one place.
type Site struct {
	ID, Ref, Name string
}

// Path is the address of one of the basket's pages.
func (b Basket) Path(tail string) string { return "/paniers/" + strconv.FormatInt(b.Number, 10) + tail }

// Line is one article in a basket.
type Line struct {
	ID        string
	Basket    string // its id
	Article   article.Article
	Market    string // title
	Asked     int64  // units
	Granted   int64  // units, after a validateur lowered it (R212)
	Arrived   int64  // units of these that are there (R254)
	State     LineState
	Reason    string // of who refused, lowered or cancelled it
	MovedBy   string
	MovedName string
	MovedAt   time.Time
	OrderLine string // id, empty while it is in no order
	AddedAt   time.Time
}

// Net is what the line costs without VAT (R182).
func (l Line) Net() money.Cents {
	if l.Article.Price == article.NoPrice {
		return 0
	}
	return amount.Line{Price: l.Article.Price, Quantity: l.Granted}.Net()
}

// object is the basket in the history.
const object = "ordering.basket"

// place is where the basket's establishment gives roles.
func (b Basket) place() access.Place { return b.Org.Place() }
