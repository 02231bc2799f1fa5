package ordering

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// Mode is what becomes of one person's doing several duties on the same basket (R130).
type Mode string

// The modes. Advisory is what nobody decided: who does it is warned.
const (
	Advisory Mode = "advisory"
	Strict   Mode = "strict"
)

// DutiesAct is an act on the mode of an authority.
type DutiesAct string

// The acts on a mode.
const (
	SeeDuties    DutiesAct = "see"
	MakeStrict   DutiesAct = "make strict"
	MakeAdvisory DutiesAct = "make advisory"
)

// DutiesMoves is the whole of who may do what to a mode.
var DutiesMoves = workflow.Table[Mode, DutiesAct, Relation, Duties]{
	Object: "ordering-duties",
	States: []Mode{Advisory, Strict},
	Roles:  []Relation{AsOther, AsRole, AsManager, AsHead, AsAdmin},
	Rows: []workflow.Row[Mode, DutiesAct, Relation, Duties]{
		{Do: SeeDuties, By: []Relation{AsRole, AsManager, AsHead, AsAdmin}},
		{Do: MakeStrict, From: []Mode{Advisory}, To: Strict, By: []Relation{AsHead}},
		{Do: MakeAdvisory, From: []Mode{Strict}, To: Advisory, By: []Relation{AsHead}},
	},
	NotYours: func(DutiesAct, Duties) apperr.Reason {
		return apperr.Reason{Code: CodeNotHead, Kind: apperr.Grant, Text: i18n.M(msg.WhyNotHead)}
	},
	NotNow: func(DutiesAct, Mode, Duties) apperr.Reason { return apperr.Reason{} },
}

// Duty is what somebody does to a basket that was confirmed.
type Duty string

// The duties, in the order of a basket's way.
const (
	Validating Duty = "validate" // « Commander les paniers sélectionnés »
	Sending    Duty = "send"     // to the supplier
)

// Hands are those through which a basket went: ids of accounts, empty where nobody did it yet.
type Hands struct{ Maker, Validator string }

// clash is two duties on one basket, in one hand.
type clash struct {
	code         string
	refuse, warn i18n.Key
}

// clashOf is what is in one hand once somebody does a duty; false: nothing. Who made the basket comes first.
func clashOf(do Duty, account string, h Hands) (clash, bool) {
	switch {
	case account == "":
	case do == Validating && h.Maker == account:
		return clash{CodeOwnBasket, msg.WhyOwnValidate, msg.WarnOwnValidate}, true
	case do == Sending && h.Maker == account:
		return clash{CodeOwnBasket, msg.WhyOwnSend, msg.WarnOwnSend}, true
	case do == Sending && h.Validator == account:
		return clash{CodeOwnValidation, msg.WhyOwnValidation, msg.WarnOwnValidation}, true
	}
	return clash{}, false
}

// Apart is what stands against somebody's doing a duty on a basket that went through their own hands: a warning, or in
// strict mode the reasons that refuse it. Neither: nothing does (R130).
func Apart(m Mode, do Duty, account string, h Hands) (warning i18n.Msg, refused []apperr.Reason) {
	c, found := clashOf(do, account, h)
	switch {
	case !found:
		return i18n.Msg{}, nil
	case m == Strict:
		return i18n.Msg{}, []apperr.Reason{{Code: c.code, Kind: apperr.Act, Text: i18n.M(c.refuse)}}
	}
	return i18n.M(c.warn), nil
}

// Alone is what somebody could do with their own baskets by the roles that they hold at an establishment.
type Alone struct {
	Validates, Sends bool // what they made themselves
	SendsValidated   bool // what they validated themselves
}

// AloneBy works it out by the same rule, on a basket that is in their hands alone.
func AloneBy(held []access.RoleKey) Alone {
	const me = "me"
	may := func(do Duty, h Hands, roles ...access.RoleKey) bool {
		_, clashes := clashOf(do, me, h)
		return clashes && slices.ContainsFunc(roles, func(r access.RoleKey) bool { return slices.Contains(held, r) })
	}
	makes, validates := slices.Contains(held, Requester), slices.Contains(held, Validator)
	return Alone{
		Validates:      makes && may(Validating, Hands{Maker: me}, Validator),
		Sends:          makes && may(Sending, Hands{Maker: me}, Buyer, Superbuyer),
		SendsValidated: validates && may(Sending, Hands{Validator: me}, Buyer, Superbuyer),
	}
}

// more says whether there is anything that was not there before.
func (a Alone) more(was Alone) bool {
	return a.Validates && !was.Validates || a.Sends && !was.Sends || a.SendsValidated && !was.SendsValidated
}

// said is what follows from roles in one hand, where a mode counts; empty: nothing that anybody need be told. The default
// warns of who could go all the way, or check their own work; in strict mode it is told what a role will not do.
func (a Alone) said(m Mode) i18n.Key {
	switch {
	case a.Validates && a.SendsValidated && m == Strict:
		return msg.ThenStrictAll
	case a.Validates && a.SendsValidated:
		return msg.ThenAll
	case a.SendsValidated && m == Strict:
		return msg.ThenStrictValidated
	case a.SendsValidated:
		return msg.ThenValidated
	case a.Validates && m == Strict:
		return msg.ThenStrictValidate
	case a.Sends && m == Strict:
		return msg.ThenStrictSend
	}
	return ""
}
