// Package order is what goes to a supplier (commande): a validateur makes it of confirmed baskets, an acheteur sends it.
//
// An order is of one market and one place of delivery. Each of its lines sums up what was granted of an article in the lines of
// baskets that name it: those are kept, so that at reception everybody gets theirs, and a line of a basket is never in two orders
// that live. Prices are those of the day on which the order is made; who makes it sees what has changed since it was confirmed.
package order

import (
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// State is where an order stands.
type State string

// The states of an order. Those behind Sent are the supplier's answers and what is received.
const (
	Created      State = "created"   // « Commandes à passer »
	Sending      State = "sending"   // « envoi en cours »: the supplier's server has not answered yet
	ToResend     State = "to_resend" // « à renvoyer »: it refused
	Sent         State = "sent"      // « passée »: it has taken the mail
	Acknowledged State = "acknowledged"
	Accepted     State = "accepted"
	Changed      State = "changed" // by the supplier: waits for the acheteur's agreement
	Agreed       State = "agreed"
	Disputed     State = "disputed"
	Refused      State = "refused" // by the supplier
	Details      State = "details" // « en attente de précisions » (R233)
	Shipped      State = "shipped"
	PartReceived State = "part_received"
	Received     State = "received"
	Closed       State = "closed"
	CancelAsked  State = "cancel_asked" // of the supplier (R229)
	Kept         State = "kept"         // who keeps it
	Cancelled    State = "cancelled"
)

// States are all states, in the order of an order's life.
func States() []State {
	return []State{
		Created, Sending, ToResend, Sent, Acknowledged, Accepted, Changed, Agreed, Disputed, Refused, Details, Shipped, PartReceived, Received, Closed,
		CancelAsked, Kept, Cancelled,
	}
}

// Label is the state in words.
func (s State) Label() i18n.Key { return stateLabels[s] }

var stateLabels = map[State]i18n.Key{
	Created: msg.OrderCreated, Sending: msg.OrderSending, ToResend: msg.OrderToResend, Sent: msg.OrderSent, Acknowledged: msg.OrderAcknowledged,
	Accepted: msg.OrderAccepted, Changed: msg.OrderChanged, Agreed: msg.OrderAgreed, Disputed: msg.OrderDisputed, Refused: msg.OrderRefused,
	Details: msg.OrderDetails, Shipped: msg.OrderShipped, PartReceived: msg.OrderPartReceived, Received: msg.OrderReceived, Closed: msg.OrderClosed,
	CancelAsked: msg.OrderCancelAsked, Kept: msg.OrderKept, Cancelled: msg.OrderCancelled,
}

// ToSend says whether the supplier does not have it yet.
func (s State) ToSend() bool { return s == Created || s == Sending || s == ToResend }

// Order is one, without its lines.
type Order struct {
	ID          string
	Number      string // public, in addresses: 5001-2026-000123
	Org         ordering.Body
	Site        basket.Site
	HeadID      string // the authority's id
	Market      Market
	Supplier    Supplier
	State       State
	Label       string // « Champ apparaissant sur l'étiquette »
	Free        bool   // « Gratuité » (R207)
	Remark      string // to the supplier, in lines (R231)
	Delivery    amount.PerRate
	Net, Gross  money.Cents // delivery included
	Exceeded    bool        // it exceeds the maximum amount of its establishment, or did once (R138)
	SentOver    bool        // it exceeded it when it was sent last (R223)
	CreatedByID string
	CreatedBy   string
	CreatedAt   time.Time
	SentByID    string
	SentBy      string    // who pressed « Envoyer »
	SentAt      time.Time // when the supplier's server took it
	SentTo      string
	Reason      string // why it was cancelled, or what the supplier's server said
	PromisedOn  string // the day for which the supplier promised it; empty: none
	AnsweredAt  time.Time
	RemindedAt  time.Time // of the supplier's last reminder (R236)
	MovedBy     string
	MovedAt     time.Time
	Version     int64

	perhaps string // see Perhaps
}

// Market is the market of an order.
type Market struct {
	Number           int64
	Title, Reference string
	Terms            catalog.Terms // but for how it is shown and ordered from: franco, costs, days, green ranges, details and area

	live         bool
	starts, ends string // days
}

// runs says whether it can be ordered from on a day.
func (m Market) runs(day string) bool { return m.live && m.starts <= day && m.ends >= day }

// Supplier is who an order goes to.
type Supplier struct{ ID, Ref, Name, Email string }

// Path is the address of the order's page.
func (o Order) Path() string { return "/commandes/" + o.Number }

// ToSendPath is the address of one of the pages on which the order is sent or cancelled.
func (o Order) ToSendPath(tail string) string { return "/commandes/a-passer/" + o.Number + tail }

// ToReceivePath is « Commandes à réceptionner ».
const ToReceivePath = "/commandes/a-receptionner"

// ReceivePath is the address of the page on which what came of it is counted.
func (o Order) ReceivePath() string { return ToReceivePath + "/" + o.Number }

// place is where the order's establishment gives roles.
func (o Order) place() access.Place { return o.Org.Place() }

// Line is one article of an order.
type Line struct {
	ID       string
	Position int
	Article  article.Article // the version that is ordered
	Quantity int64           // units, as ordered

	// What the supplier and the acheteur agreed on since, beside what was ordered (R234); nil and empty: as ordered.
	Agreed          *int64 // units
	AgreedPrice     *int64 // of a unit without VAT
	AgreedReference string // of what comes instead
	AgreedTitle     string
	PromisedOn      string // day

	Received int64 // units that came and conform: never more than is expected (R247)
	State    LineState
	Version  int64
}

// Expected is how many units are to come: what reception counts against.
func (l Line) Expected() int64 {
	if l.Agreed != nil {
		return *l.Agreed
	}
	return l.Quantity
}

// Price is what a unit costs without VAT.
func (l Line) Price() int64 {
	if l.AgreedPrice != nil {
		return *l.AgreedPrice
	}
	return l.Article.Price
}

func (l Line) amount() amount.Line {
	return amount.Line{Price: l.Price(), Quantity: l.Expected(), Rate: l.Article.VAT}
}

// Net is what the line costs without VAT.
func (l Line) Net() money.Cents { return l.amount().Net() }

// total is what an order costs with its delivery (R223).
func total(lines []Line, delivery amount.PerRate) amount.Total {
	all := make([]amount.Line, len(lines))
	for i, l := range lines {
		all[i] = l.amount()
	}
	if delivery.Net == 0 {
		return amount.Sum(all)
	}
	return amount.Sum(all, delivery)
}

// Object is the order in the history, and in the log of mails.
const Object = "ordering.order"

const object = Object

// ToSendPath is « Commandes à passer ».
const ToSendPath = "/commandes/a-passer"
