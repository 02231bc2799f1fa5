package order

import (
	"slices"
	"time"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/amount"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/stale"
)

// Act is an act on an order.
type Act string

// The acts on an order.
const (
	See       Act = "see"
	SeePrices Act = "see prices"
	SeeSlip   Act = "see receipt note" // « bon de réception », without any price (R231)
	Send      Act = "send"
	Resend    Act = "send again"        // what the supplier's server refused
	Cancel    Act = "cancel"            // « Annuler la commande » (R226)
	GiveBack  Act = "back to validator" // « Renvoyer au validateur » (R228)
	Annotate  Act = "change remarks"    // to the supplier (R231)
	Take      Act = "taken"             // by the supplier's server
	Bounce    Act = "refused"           // by it
	Retry     Act = "tried again"       // an administrator has its mail sent again
	Doubt     Act = "unheard"           // the supplier's server did not answer: it may have arrived
	TakeLate  Act = "taken too late"    // by the supplier's server, after it was cancelled
	Have      Act = "had"               // by the supplier, who says so, or as one who telephoned says

	// What the supplier answers (R234), and the acheteur to that.
	Acknowledge Act = "acknowledge"
	Accept      Act = "accept"
	Propose     Act = "propose changes"
	Decline     Act = "decline"
	AskDetails  Act = "ask for details" // R233
	Ship        Act = "ship"
	Delay       Act = "name another day" // of what is on its way (R236)
	AgreeTo     Act = "agree to changes" // to all of them
	Dispute     Act = "dispute changes"  // to some, or to none
	Specify     Act = "give details"
	AskCancel   Act = "ask to cancel" // R229
	LetGo       Act = "agree to cancel"
	Keep        Act = "keep"
	Remind      Act = "remind the supplier" // R236
	CutLinks    Act = "revoke links"
	Receive     Act = "receive"           // « Réceptionner les produits sélectionnés » (R243)
	Correct     Act = "correct reception" // R252
)

// Relation is what somebody is to an order.
type Relation string

// The relations of a person to an order.
const (
	AsValidator  Relation = "validator"
	AsBuyer      Relation = "buyer"
	AsSuperbuyer Relation = "superbuyer"
	AsReceiver   Relation = "receiver"
	AsRequester  Relation = "requester" // some of it is of a basket of theirs
	AsHead       Relation = "head"      // of its authority, who has a right to look at what exceeds the limit (R138)
	AsCentral    Relation = "central"   // of the purchasing body, whose market it is
	AsProgram    Relation = "program"   // what became of its mail
	AsSupplier   Relation = "supplier"  // who comes by a link that was mailed to the supplier
	AsOther      Relation = "other"
)

// Case is an order as its rules see it.
type Case struct {
	Order
	Limit    ordering.Ceiling
	Limited  bool
	Super    bool            // who asks is a superbuyer
	Apart    []apperr.Reason // what strict duties say against who asks (R130)
	NoPhone  *apperr.Reason  // where the place of delivery has no telephone (R209)
	Shut     *apperr.Reason  // where nothing is delivered any more to the place that it goes to
	Outdated *apperr.Reason  // where something of it cannot be ordered any more
	Stale    stale.Found     // what stands otherwise since it was made
	At       time.Time       // now
	Proposed amount.Total    // what it would cost, with changes that are about to be agreed to
	Came     Came            // what a reception makes of it
	under    ordering.Under
}

// The codes of the room's reasons.
const (
	CodeOverLimit   = "ordering.over_limit"    // R222
	CodeNoAddress   = "ordering.no_address"    // of the supplier
	CodeSending     = "ordering.order_sending" // R230
	CodeSent        = "ordering.order_sent"    // R229
	CodeNotBuyer    = ordering.CodeNotBuyer    // R221
	CodeUnavailable = stale.Code               // an article that cannot be ordered any more
	CodeAnswered    = "ordering.answered"      // by the supplier, or by what came after
	CodeUnderWay    = "ordering.under_way"     // too late to cancel
	CodeReminded    = "ordering.reminded"      // R236
	CodeNotReceiver = "ordering.not_receiver"  // R255
	CodeNotAwaited  = "ordering.not_awaited"   // nothing more comes of it
	CodeNotReceived = "ordering.not_received"  // nothing has come that could be corrected
)

type guard = workflow.Guard[Case]

// within: what exceeds the maximum amount only a superbuyer sends; exactly it, the acheteur may (R222, R223).
var within = guard{Name: "within the maximum amount, or superbuyer", Why: func(c Case) *apperr.Reason {
	return c.beyond(c.Net, c.Gross)
}}

// theirs: what only a superacheteur could send, only a superacheteur has cancelled (1.12). The maximum amount at sending counts (R223): one that was
// lowered since binds nothing that the supplier has, and one that was raised no longer does.
var theirs = guard{Name: "within the maximum amount when it was sent, or now, or superbuyer", Why: func(c Case) *apperr.Reason {
	r := c.beyond(c.Net, c.Gross)
	if !c.SentOver || r == nil {
		return nil
	}
	r.Text.Key = unsent[r.Text.Key]
	return r
}}

// Over says whether the order exceeds the maximum amount of its establishment.
func (c Case) Over() bool { return c.Limited && c.Limit.Exceeded(c.Net, c.Gross) }

// beyond is the reason for which who asks may not have an order cost as much.
func (c Case) beyond(net, gross money.Cents) *apperr.Reason {
	if !c.Limited || !c.Limit.Exceeded(net, gross) || c.Super {
		return nil
	}
	text := msg.WhyOverLimit
	if c.Limit.Net {
		text = msg.WhyOverLimitNet
	}
	return &apperr.Reason{
		Code: CodeOverLimit, Kind: apperr.Grant, Text: i18n.M(text, "amount", i18n.Amount(c.Limit.Of(net, gross)), "limit", i18n.Amount(c.Limit.Amount)),
	}
}

var addressed = guard{Name: "the supplier has an address", Why: func(c Case) *apperr.Reason {
	if c.Supplier.Email != "" {
		return nil
	}
	r := NoAddress(i18n.M(msg.WhyNoAddress, "supplier", c.Supplier.Name))
	return &r
}}

// NoAddress is the reason that the supplier of an order cannot be written to, in the words of who found out.
func NoAddress(text i18n.Msg) apperr.Reason {
	return apperr.Reason{Code: CodeNoAddress, Kind: apperr.Datum, Text: text}
}

var reachable = guard{Name: "the place of delivery has a telephone", Why: func(c Case) *apperr.Reason { return c.NoPhone }}

var open = guard{Name: "the place of delivery is open", Why: func(c Case) *apperr.Reason { return c.Shut }}

var apart = guard{Name: "duties apart where they are", Why: func(c Case) *apperr.Reason {
	if len(c.Apart) == 0 {
		return nil
	}
	return &c.Apart[0]
}}

var available = guard{Name: "all of it can be ordered", Why: func(c Case) *apperr.Reason { return c.Outdated }}

// agreeable: what a supplier's changes make dearer, above the maximum amount, is a superbuyer's to agree to; what they make cheaper, or leave as
// it was, is not refused for it.
var agreeable = guard{Name: "no dearer with the changes, within the maximum amount, or superbuyer", Why: func(c Case) *apperr.Reason {
	if c.Limit.Of(c.Proposed.Net, c.Proposed.Gross) <= c.Limit.Of(c.Net, c.Gross) {
		return nil
	}
	r := c.beyond(c.Proposed.Net, c.Proposed.Gross)
	if r != nil {
		r.Text.Key = agreed[r.Text.Key]
	}
	return r
}}

// agreed are the words about what an order would cost with changes.
var agreed = map[i18n.Key]i18n.Key{msg.WhyOverLimit: msg.WhyOverAgreed, msg.WhyOverLimitNet: msg.WhyOverAgreedNet}

// unsent are those about what is cancelled once it was sent.
var unsent = map[i18n.Key]i18n.Key{msg.WhyOverLimit: msg.WhyOverSent, msg.WhyOverLimitNet: msg.WhyOverSentNet}

// remindEvery is how often a supplier is reminded at most.
const remindEvery = 24 * time.Hour

var notLately = guard{Name: "not reminded within a day", Why: func(c Case) *apperr.Reason {
	until := c.RemindedAt.Add(remindEvery)
	if c.RemindedAt.IsZero() || !c.At.Before(until) {
		return nil
	}
	return &apperr.Reason{Code: CodeReminded, Kind: apperr.Date, Since: c.RemindedAt, Text: i18n.M(msg.WhyReminded, "date", i18n.When(until))}
}}

var buyers = []Relation{AsBuyer, AsSuperbuyer}

var suppliers = []Relation{AsSupplier}

// sent are the states that the supplier has the order in.
var sent = []State{Sent, Acknowledged, Accepted, Changed, Agreed, Disputed, Refused, Details, Shipped, PartReceived, Received, Closed, CancelAsked, Kept}

// receivable are the states in which who receives sees it: mailed that it comes, they read as well that it came back.
var receivable = append(slices.Clone(sent), ToResend)

// told are the states in which the supplier can look at the order: while its mail is under way, or lost, too, for who has a link has the mail.
var told = append(slices.Clone(sent), Cancelled, Sending, ToResend)

// cancellable are the states in which the supplier can be asked to cancel it.
var cancellable = []State{Sent, Acknowledged, Accepted, Changed, Agreed, Disputed, Details}

// tooLate are those in which it is too late for that.
var tooLate = []State{Shipped, PartReceived, Received, Closed}

// remindable are the states in which something is expected of the supplier: an answer, or the goods.
var remindable = []State{Sent, Acknowledged, Accepted, Agreed, Disputed, Shipped, PartReceived, CancelAsked, Kept}

// answers are the acts of a supplier.
var answers = []Act{Have, Acknowledge, Accept, Propose, Decline, AskDetails, Ship, Delay, LetGo, Keep}

// Answers are the acts of a supplier, for rooms that count them.
func Answers() []Act { return slices.Clone(answers) }

// Moves is the whole of who may do what to an order.
var Moves = workflow.Table[State, Act, Relation, Case]{
	Object: "ordering-order",
	States: States(),
	Roles:  []Relation{AsOther, AsValidator, AsBuyer, AsSuperbuyer, AsReceiver, AsRequester, AsHead, AsCentral, AsProgram, AsSupplier},
	Rows: append([]workflow.Row[State, Act, Relation, Case]{
		{Do: See, By: []Relation{AsValidator, AsBuyer, AsSuperbuyer, AsHead, AsCentral}},
		{Do: See, From: receivable, By: []Relation{AsReceiver}},
		{Do: See, From: []State{Sending}, By: []Relation{AsReceiver}, If: []guard{perhaps}},
		{Do: SeePrices, By: []Relation{AsValidator, AsBuyer, AsSuperbuyer, AsHead, AsCentral}},
		{Do: SeeSlip, By: []Relation{AsValidator, AsBuyer, AsSuperbuyer, AsHead, AsCentral}},
		{Do: SeeSlip, From: sent, By: []Relation{AsReceiver, AsRequester}},
		{Do: Send, From: []State{Created}, To: Sending, By: buyers, If: []guard{within, addressed, reachable, open, apart, available}},
		// What a mail server refused was ordered while all of it could be: of its articles and its market nothing is asked again.
		{Do: Resend, From: []State{ToResend}, To: Sending, By: buyers, If: []guard{within, addressed, reachable, open, apart}},
		{Do: Cancel, From: []State{Created, ToResend}, To: Cancelled, By: buyers, If: []guard{within}}, // 1.12: what an acheteur may not send is not theirs to end
		{Do: GiveBack, From: []State{Created, ToResend}, To: Cancelled, By: buyers, If: []guard{within}},
		{Do: Annotate, From: []State{Created, ToResend}, By: buyers, If: []guard{within}},
		{Do: Take, From: []State{Sending, ToResend}, To: Sent, By: []Relation{AsProgram}},
		{Do: Bounce, From: []State{Sending, Sent}, To: ToResend, By: []Relation{AsProgram}, If: []guard{unanswered}}, // a server that took it may give it back later

		{Do: See, From: told, By: suppliers},
		{Do: SeePrices, From: told, By: suppliers},
		{Do: Acknowledge, From: []State{Sent}, To: Acknowledged, By: suppliers},
		{Do: Accept, From: []State{Sent, Acknowledged, Details, Disputed}, To: Accepted, By: suppliers},
		{Do: Propose, From: []State{Sent, Acknowledged, Accepted, Agreed, Details, Disputed, Kept}, To: Changed, By: suppliers},
		{Do: Decline, From: []State{Sent, Acknowledged, Details, Disputed}, To: Refused, By: suppliers},
		{Do: AskDetails, From: []State{Sent, Acknowledged, Accepted}, To: Details, By: suppliers},
		{Do: Ship, From: []State{Sent, Acknowledged, Accepted, Agreed, Kept}, To: Shipped, By: suppliers},
		{Do: Delay, From: []State{Shipped, PartReceived}, By: suppliers},
		{Do: AgreeTo, From: []State{Changed}, To: Agreed, By: buyers, If: []guard{agreeable}},
		{Do: Dispute, From: []State{Changed}, To: Disputed, By: buyers, If: []guard{agreeable}},
		{Do: Specify, From: []State{Details}, To: Acknowledged, By: buyers},
		{Do: AskCancel, From: cancellable, To: CancelAsked, By: buyers, If: []guard{theirs}},
		{Do: LetGo, From: []State{CancelAsked}, To: Cancelled, By: suppliers},
		{Do: Keep, From: []State{CancelAsked}, To: Kept, By: suppliers},
		{Do: Remind, From: remindable, By: buyers, If: []guard{notLately}},
		{Do: CutLinks, From: sent, By: buyers},
	}, append(mayHaveArrived(), receptions()...)...),
	NotYours: func(do Act, c Case) apperr.Reason {
		if do == Receive || do == Correct {
			return NotReceiver(c.Order)
		}
		return apperr.Reason{Code: CodeNotBuyer, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotBuyer, "org", c.Org.Name)}
	},
	NotNow: func(do Act, now State, c Case) apperr.Reason {
		switch {
		case do == Receive || do == Correct:
			return notToReceive(do, now, c)
		case slices.Contains(answers, do):
			return apperr.Reason{Code: CodeAnswered, Kind: apperr.Never, Since: c.MovedAt, By: c.MovedBy, Text: i18n.M(msg.WhyAnswered, "state", now.Label())}
		case do == AskCancel && slices.Contains(tooLate, now):
			return apperr.Reason{Code: CodeUnderWay, Kind: apperr.Never, Since: c.MovedAt, By: c.MovedBy, Text: i18n.M(msg.WhyUnderWay, "state", now.Label())}
		case do != Cancel && do != GiveBack && do != Annotate:
			return apperr.Reason{}
		case now == Sending:
			return apperr.Reason{Code: CodeSending, Kind: apperr.Never, Since: c.MovedAt, By: c.SentBy, Text: i18n.M(msg.WhySending)}
		case now == Cancelled:
			return apperr.Reason{}
		case do == Annotate:
			return apperr.Reason{Code: CodeAnswered, Kind: apperr.Never, Since: c.SentAt, By: c.SentBy, Text: i18n.M(msg.WhyAnswered, "state", now.Label())}
		}
		return apperr.Reason{Code: CodeSent, Kind: apperr.Never, Since: c.SentAt, By: c.SentBy, Text: i18n.M(msg.WhySent, "supplier", c.Supplier.Name)}
	},
}

// relationsOf works out what who is to an order; above are the organisations over its establishment, itself among them. Who heads its
// authority has a right to look at what exceeds the maximum amount, or did once (R138).
func relationsOf(who access.Actor, c Case, above []string) []Relation {
	o := c.Order
	var out []Relation
	add := func(is bool, r Relation) {
		if is {
			out = append(out, r)
		}
	}
	at := func(role access.RoleKey) bool {
		for _, id := range above {
			if who.Holds(role, access.Place{Kind: access.Organisation, ID: id}) {
				return true
			}
		}
		return false
	}
	add(validates(who, o), AsValidator)
	add(who.Holds(ordering.Buyer, o.place()), AsBuyer)
	add(at(ordering.Superbuyer), AsSuperbuyer)
	add(who.Holds(ordering.Receiver, o.place()), AsReceiver)
	add((c.Exceeded || c.Over()) && (at(ordering.President) || at(ordering.Reference)), AsHead)
	add(who.Holds(catalog.Central, access.Everywhere), AsCentral)
	if len(out) == 0 {
		out = append(out, AsOther)
	}
	return out
}

// validates says whether who is a validateur of the order's establishment and, where their role is limited to sites, of its own.
func validates(who access.Actor, o Order) bool {
	if o.Site.ID == "" {
		return who.Holds(ordering.Validator, o.place())
	}
	role, _ := ordering.Roles.ByKey(ordering.Validator)
	return who.Within(role, o.place(), access.Site, o.Site.ID)
}
