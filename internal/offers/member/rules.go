package member

import (
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/offers/msg"
	"preau/internal/offers/structure"
)

// Act is an act on somebody's access, or on an invitation to it.
type Act string

// The acts. All but Accept are of who manages the structure's people.
const (
	Give      Act = "give"       // a permission
	TakeBack  Act = "take_back"  // a permission
	SendLink  Act = "send_link"  // to choose a first password, or another one: to the person's own address
	Correct   Act = "correct"    // the mistyped address of an account that nobody opened
	Rectify   Act = "rectify"    // what an invitation says: name, address, permissions
	SendAgain Act = "send_again" // an invitation, with a fresh link
	Withdraw  Act = "withdraw"   // an invitation
	Accept    Act = "accept"     // by the owner of the address
)

// AsInvited is who has the link of an invitation.
const AsInvited structure.Role = "invité"

// Case is an access, or an invitation, as its rules see it.
type Case struct {
	LastAdmin bool // taking it back leaves no active « Administrateur offreur »
	Used      bool // somebody signed in to the account
	Others    bool // it was not made for this structure, or has rights elsewhere
	Gone      bool // the account is closed
	Void      bool // who sent the invitation lost the right to invite, or the structure is not active
}

// The reasons of this room.
var (
	// WhyLastAdmin refuses to take back the last « Administrateur offreur » (O70).
	WhyLastAdmin = apperr.Reason{Code: "offers.last_admin", Kind: apperr.Act, Text: i18n.M(msg.WhyLastAdmin), Lifters: access.You()}
	// WhyGone refuses to give anything to who closed their account.
	WhyGone = apperr.Reason{Code: "offers.account_closed", Kind: apperr.Never, Text: i18n.M(msg.WhyGone)}
	// WhyVoid refuses an invitation whose sender may not invite any more (O71).
	WhyVoid = apperr.Reason{Code: "offers.invitation_void", Kind: apperr.Act, Text: i18n.M(msg.WhyVoid), Lifters: []apperr.Lifter{{Said: i18n.M(msg.RoleAdmin)}}}
)

type (
	states = []State
	by     = []structure.Role
	guards = []workflow.Guard[Case]
)

var oneStays = workflow.Guard[Case]{Name: "another administrator stays", Why: func(c Case) *apperr.Reason {
	if c.LastAdmin {
		return &WhyLastAdmin
	}
	return nil
}}

var stillThere = workflow.Guard[Case]{Name: "the account is not closed", Why: func(c Case) *apperr.Reason {
	if c.Gone {
		return &WhyGone
	}
	return nil
}}

var upheldStill = workflow.Guard[Case]{Name: "its sender may still invite", Why: func(c Case) *apperr.Reason {
	if c.Void {
		return &WhyVoid
	}
	return nil
}}

// What somebody uses, or has business elsewhere, is nobody's to take over: its address is its owner's (O69). Where there is nothing to correct
// the act is absent.
var (
	neverCame = workflow.Guard[Case]{Name: "nobody signed in to it", Why: func(c Case) *apperr.Reason {
		if c.Used {
			return &apperr.Reason{}
		}
		return nil
	}}
	onlyHere = workflow.Guard[Case]{Name: "it was made for this structure, and has no rights elsewhere", Why: func(c Case) *apperr.Reason {
		if c.Others {
			return &apperr.Reason{}
		}
		return nil
	}}
)

var keepers = by{structure.AsAdmin, structure.AsOperator}

// Moves is the whole of who may do what to somebody's access.
var Moves = workflow.Table[State, Act, structure.Role, Case]{
	Object: "offers-member",
	States: states{Active, Invited, Inactive}, // who asks has no access yet: see Joins
	Roles:  by{structure.AsReader, structure.AsManager, structure.AsAdmin, structure.AsApprover, structure.AsModerator, structure.AsOperator},
	Rows: []workflow.Row[State, Act, structure.Role, Case]{
		{Do: Give, By: keepers, If: guards{stillThere}},
		{Do: TakeBack, By: keepers, If: guards{oneStays}},
		{Do: SendLink, From: states{Active, Invited}, By: keepers},
		{Do: Correct, From: states{Invited}, By: by{structure.AsOperator}, If: guards{neverCame, onlyHere}},
	},
	NotYours: func(do Act, _ Case) apperr.Reason {
		if do == Correct { // who corrects an address learns whether another has an account (O65)
			return structure.WhyNotModerator
		}
		return structure.WhyNotAdmin
	},
	NotNow: func(Act, State, Case) apperr.Reason { return apperr.Reason{} },
}

// Invitations is the whole of who may do what to an invitation.
var Invitations = workflow.Table[InvitationState, Act, structure.Role, Case]{
	Object: "offers-invitation",
	States: InvitationStates(),
	Roles:  by{AsInvited, structure.AsReader, structure.AsManager, structure.AsAdmin, structure.AsApprover, structure.AsModerator, structure.AsOperator},
	Rows: []workflow.Row[InvitationState, Act, structure.Role, Case]{
		{Do: Rectify, From: []InvitationState{Waiting}, By: keepers},
		{Do: SendAgain, From: []InvitationState{Waiting}, By: keepers},
		{Do: Withdraw, From: []InvitationState{Waiting}, To: Withdrawn, By: keepers},
		{Do: Accept, From: []InvitationState{Waiting}, To: Accepted, By: by{AsInvited}, If: guards{upheldStill}},
	},
	NotYours: func(Act, Case) apperr.Reason { return structure.WhyNotAdmin },
	NotNow:   func(Act, InvitationState, Case) apperr.Reason { return apperr.Reason{} },
}

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{WhyLastAdmin.Code: msg.WhyLastAdmin, WhyGone.Code: msg.WhyGone, WhyVoid.Code: msg.WhyVoid}
}
