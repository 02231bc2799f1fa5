package ordering

import (
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// Basis is which amount of an order is compared with a maximum amount, delivery included (R223).
type Basis string

// The bases. Gross is what nobody decided.
const (
	Gross Basis = "gross" // TVAC
	Net   Basis = "net"   // HTVA
)

// Ceiling is a maximum amount per order, with what is compared with it.
type Ceiling struct {
	Amount money.Cents
	Net    bool // without VAT
}

// Of is which of an order's amounts is compared.
func (c Ceiling) Of(net, gross money.Cents) money.Cents {
	if c.Net {
		return net
	}
	return gross
}

// Exceeded says whether an order is above it; exactly it is not (R223). Above nothing is everything, what is given for nothing too (R224).
func (c Ceiling) Exceeded(net, gross money.Cents) bool {
	return c.Amount == 0 || c.Of(net, gross) > c.Amount
}

// Basis is what is compared, by name.
func (c Ceiling) Basis() Basis {
	if c.Net {
		return Net
	}
	return Gross
}

// BasisAct is an act on what is compared.
type BasisAct string

// The acts on what is compared.
const (
	SeeBasis     BasisAct = "see"
	CompareNet   BasisAct = "compare without VAT"
	CompareGross BasisAct = "compare with VAT"
)

// BasisMoves is the whole of who may do what to the basis of maximum amounts.
var BasisMoves = workflow.Table[Basis, BasisAct, Relation, Compared]{
	Object: "ordering-basis",
	States: []Basis{Gross, Net},
	Roles:  []Relation{AsOther, AsRole, AsManager, AsHead, AsAdmin},
	Rows: []workflow.Row[Basis, BasisAct, Relation, Compared]{
		{Do: SeeBasis, By: []Relation{AsRole, AsManager, AsHead, AsAdmin}},
		{Do: CompareNet, From: []Basis{Gross}, To: Net, By: []Relation{AsHead}},
		{Do: CompareGross, From: []Basis{Net}, To: Gross, By: []Relation{AsHead}},
	},
	NotYours: func(BasisAct, Compared) apperr.Reason {
		return apperr.Reason{Code: CodeNotHead, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotHead)}
	},
	NotNow: func(BasisAct, Basis, Compared) apperr.Reason { return apperr.Reason{} },
}
