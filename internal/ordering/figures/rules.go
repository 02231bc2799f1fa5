package figures

import (
	"slices"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/figures/msg"
)

// State is that of the figures, which have but one.
type State string

// Open is the only state.
const Open State = "open"

// Act is a way to look at the figures.
type Act string

// The acts.
const (
	SeeUse       Act = "see what is bought"
	SeeAmounts   Act = "see amounts" // without VAT, and no others
	SeeSuppliers Act = "see how suppliers deliver"
	SeeWaits     Act = "see where orders wait"
)

// Relation is what somebody is to the orders that are counted. A supplier is none: a link is bound to one order, and tells of no other.
type Relation string

// The relations.
const (
	AsRequester  Relation = "requester"
	AsReceiver   Relation = "receiver"
	AsValidator  Relation = "validator"
	AsBuyer      Relation = "buyer"
	AsSuperbuyer Relation = "superbuyer"
	AsManager    Relation = "manager"
	AsHead       Relation = "head" // president or reference person of the authority: statistics are theirs (1.12)
	AsCentral    Relation = "central"
	AsOther      Relation = "other"
)

// holding is by which roles somebody is what.
var holding = []struct {
	role access.RoleKey
	as   Relation
}{
	{ordering.Requester, AsRequester},
	{ordering.Receiver, AsReceiver},
	{ordering.Validator, AsValidator},
	{ordering.Buyer, AsBuyer},
	{ordering.Superbuyer, AsSuperbuyer},
	{ordering.Manager, AsManager},
	{ordering.President, AsHead},
	{ordering.Reference, AsHead},
}

// The codes of the room's reasons, for who has a role of the service, and none that reads these figures.
const (
	CodeNotReader    = "ordering.not_reader"    // a role of the establishment does
	CodeNotOrganiser = "ordering.not_organiser" // who answers for the others' work does
)

// Case is the figures as their rules see them: of one's first establishment, to say whom to ask.
type Case struct{ Org ordering.Body }

// Moves is the whole of who looks at which figures. Who only asks or receives sees what is theirs on their own pages, and no one else's;
// a manager organises without seeing amounts (1.12); how long each role keeps orders waiting is for those who give the roles and who
// answer for several establishments.
var Moves = workflow.Table[State, Act, Relation, Case]{
	Object: "ordering-figures",
	States: []State{Open},
	Roles:  []Relation{AsOther, AsRequester, AsReceiver, AsValidator, AsBuyer, AsSuperbuyer, AsManager, AsHead, AsCentral},
	Rows: []workflow.Row[State, Act, Relation, Case]{
		{Do: SeeUse, By: []Relation{AsValidator, AsBuyer, AsSuperbuyer, AsManager, AsHead, AsCentral}},
		{Do: SeeAmounts, By: []Relation{AsValidator, AsBuyer, AsSuperbuyer, AsHead, AsCentral}},
		{Do: SeeSuppliers, By: []Relation{AsValidator, AsBuyer, AsSuperbuyer, AsManager, AsHead, AsCentral}},
		{Do: SeeWaits, By: []Relation{AsSuperbuyer, AsManager, AsHead, AsCentral}},
	},
	NotYours: func(do Act, c Case) apperr.Reason {
		code := CodeNotReader
		if do == SeeWaits {
			code = CodeNotOrganiser
		}
		return apperr.Reason{Code: code, Kind: apperr.Grant, Text: i18n.M(whys[do], "org", c.Org.Name)}
	},
	NotNow: func(Act, State, Case) apperr.Reason { return apperr.Reason{} },
}

var whys = map[Act]i18n.Key{SeeUse: msg.WhyNotUse, SeeAmounts: msg.WhyNotAmounts, SeeSuppliers: msg.WhyNotUse, SeeWaits: msg.WhyNotWaits}

// relationsOf works out what who is to the orders of all places where they hold a role.
func relationsOf(who access.Actor) []Relation {
	var out []Relation
	for _, h := range holding {
		if len(who.Places(h.role, access.Organisation)) > 0 && !slices.Contains(out, h.as) {
			out = append(out, h.as)
		}
	}
	if who.Holds(catalog.Central, access.Everywhere) {
		out = append(out, AsCentral)
	}
	if len(out) == 0 {
		out = append(out, AsOther)
	}
	return out
}

// reading are the roles by which one looks, as the table has it.
func reading(do Act) []access.RoleKey {
	var out []access.RoleKey
	for _, h := range holding {
		if Moves.May(do, Open, []Relation{h.as}, Case{}) {
			out = append(out, h.role)
		}
	}
	return out
}
