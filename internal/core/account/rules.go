package account

import (
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where an account is in its life.
type State string

// The states, in the order of a life.
const (
	Created   State = "created"   // own sign-up, address not proven yet
	Invited   State = "invited"   // made by somebody, no password yet
	Active    State = "active"    // may sign in
	Suspended State = "suspended" // by an administrator, with a reason
	Closed    State = "closed"    // for good
)

// States are all states.
func States() []State { return []State{Created, Invited, Active, Suspended, Closed} }

// Act is what can be done with an account.
type Act string

// The acts.
const (
	See            Act = "see"
	SignIn         Act = "sign_in"
	Activate       Act = "activate"
	Accept         Act = "accept_invitation"
	ResetPassword  Act = "reset_password"
	ChangePassword Act = "change_password"
	SaveProfile    Act = "save_profile"
	Resend         Act = "resend"
	Invite         Act = "invite"
	Suspend        Act = "suspend"
	Reactivate     Act = "reactivate"
	EndSessions    Act = "end_sessions" // all of them; one's own are account/session's
	Close          Act = "close"
	Move           Act = "move"   // its address; the rules are account/moving's
	Expire         Act = "expire" // closed because nobody activated or used it
)

// Role is a person's relation to one account.
type Role string

// The roles.
const (
	Owner         Role = "owner" // signed in, or holding a secret that went to the account's mailbox
	Administrator Role = "administrator"
	Program       Role = "program"
)

// matter is what guards decide on.
type matter struct {
	Account
	who  access.Actor
	last bool       // no other active account administers the platform
	held []LastRole // roles that nobody else holds at their place; read for closings alone

	unproven bool // nobody has shown that its mailbox is theirs; read for invitations alone
}

type (
	states = []State
	by     = []Role
)

// moves is the whole of who may do what to an account, when, and where it leads.
var moves = workflow.Table[State, Act, Role, matter]{
	Object: "account",
	States: States(),
	Roles:  by{Owner, Administrator, Program},
	Rows: []workflow.Row[State, Act, Role, matter]{
		{Do: See, By: by{Owner, Administrator}},
		{Do: SignIn, From: states{Active}, By: by{Owner}},
		{Do: Activate, From: states{Created}, To: Active, By: by{Owner}},
		{Do: Accept, From: states{Invited}, To: Active, By: by{Owner}},
		// A reset proves the mailbox as an activation does.
		{Do: ResetPassword, From: states{Created, Active}, To: Active, By: by{Owner}},
		{Do: ChangePassword, From: states{Active}, By: by{Owner}},
		{Do: SaveProfile, From: states{Active}, By: by{Owner}},
		{Do: Resend, From: states{Created, Invited}, By: by{Owner, Administrator}},
		// Who may invite is the rule of the room that does; the account then awaits its owner as invited, whoever signed up with its address.
		{Do: Invite, From: states{Created}, To: Invited, By: by{Administrator}},
		// One that was opened by a typed password, and whose address nobody has proven, is its address's again.
		{Do: Invite, From: states{Active}, To: Invited, By: by{Administrator}, If: []workflow.Guard[matter]{notProven}},
		{Do: Suspend, From: states{Active}, To: Suspended, By: by{Administrator}, If: []workflow.Guard[matter]{notOneself, oneStays}},
		{Do: Reactivate, From: states{Suspended}, To: Active, By: by{Administrator}},
		{Do: EndSessions, From: states{Active}, By: by{Administrator}},
		{Do: Close, From: states{Active}, To: Closed, By: by{Owner}, If: []workflow.Guard[matter]{notLastHolder}},
		{Do: Close, From: states{Created, Invited, Active, Suspended}, To: Closed, By: by{Administrator}, If: []workflow.Guard[matter]{notOneself}},
		{Do: Expire, From: states{Created, Invited, Active, Suspended}, To: Closed, By: by{Program}, If: []workflow.Guard[matter]{notLastAdmin}},
	},
	NotYours: func(Act, matter) apperr.Reason {
		return apperr.Reason{Code: "account.not_yours", Kind: apperr.Never, Text: i18n.M(msg.WhyNotYours)}
	},
	NotNow: notNow,
}

// notProven keeps an account that its mailbox's owner opened.
var notProven = workflow.Guard[matter]{Name: "its address was never proven", Why: func(m matter) *apperr.Reason {
	if m.unproven {
		return nil
	}
	return &apperr.Reason{Code: "account.active", Kind: apperr.Never, Text: i18n.M(msg.WhyActive)}
}}

// oneStays keeps one administrator at least, also when two suspend each other at the same instant.
var oneStays = workflow.Guard[matter]{Name: "another administrator stays", Why: func(m matter) *apperr.Reason {
	if !m.last || m.ID == m.who.ID { // one's own account has its own reason
		return nil
	}
	return &apperr.Reason{Code: "account.last_admin", Kind: apperr.Never, Text: i18n.M(msg.WhyLastAdmin)}
}}

// notOneself keeps administrators from locking themselves out.
var notOneself = workflow.Guard[matter]{Name: "not one's own account", Why: func(m matter) *apperr.Reason {
	if m.ID != m.who.ID {
		return nil
	}
	return &apperr.Reason{Code: "account.own", Kind: apperr.Never, Text: i18n.M(msg.WhyOwn)}
}}

// notNow explains to its owner why an account cannot be used. To an administrator an act of another state is simply absent.
func notNow(do Act, at State, m matter) apperr.Reason {
	if slices.Contains([]Act{Resend, Invite, Suspend, Reactivate, EndSessions, Close, Expire}, do) {
		return apperr.Reason{}
	}
	switch at {
	case Created:
		return apperr.Reason{
			Code: "account.not_activated", Kind: apperr.Act, Since: m.CreatedAt, Text: i18n.M(msg.WhyNotActivated),
			Lifters: []apperr.Lifter{{Name: m.Email}}, Ask: &apperr.Ask{Label: i18n.M(msg.AskActivation), Path: PathResend},
		}
	case Invited:
		return apperr.Reason{
			Code: "account.invited", Kind: apperr.Act, Since: m.StateAt, By: m.StateBy, Text: i18n.M(msg.WhyInvited),
			Lifters: []apperr.Lifter{{Name: m.Email}}, Ask: &apperr.Ask{Label: i18n.M(msg.AskActivation), Path: PathResend},
		}
	case Suspended:
		text := i18n.M(msg.WhySuspended)
		if m.StateReason != "" {
			text = i18n.M(msg.WhySuspendedFor, "reason", m.StateReason)
		}
		return apperr.Reason{
			Code: "account.suspended", Kind: apperr.Act, Since: m.StateAt, By: m.StateBy, Text: text,
			Lifters: access.Operator(), Ask: &apperr.Ask{Label: i18n.M(msg.AskContact), Path: PathContact},
		}
	case Active:
		return apperr.Reason{Code: "account.active", Kind: apperr.Never, Text: i18n.M(msg.WhyActive)}
	case Closed:
	}
	return apperr.Reason{Code: "account.closed", Kind: apperr.Never, Since: m.StateAt, Text: i18n.M(msg.WhyClosed)}
}

// Pages that refusals lead to.
const (
	PathResend  = "/activation/renvoi"
	PathContact = "/contact"
)

// roles are who's relations to a.
func (a Account) roles(who access.Actor) []Role {
	var out []Role
	if who.SignedIn() && who.ID == a.ID {
		out = append(out, Owner)
	}
	if who.IsAdmin() {
		out = append(out, Administrator)
	}
	return out
}

// next is the state that an act of who leads to. An act that the state no longer offers was somebody else's, just now.
func (a Account) next(do Act, who access.Actor) (State, error) {
	to, err := moves.Next(do, a.State, a.roles(who), matter{Account: a, who: who})
	if apperr.Is(err, apperr.Conflict) {
		return a.State, apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	return to, err
}

// Offers are the acts that who may, or may not yet, do with the account.
func (a Account) Offers(who access.Actor) workflow.Offers[Act] {
	return moves.Offers(a.State, a.roles(who), matter{Account: a, who: who})
}

// Rules give the table to the documentation: the matrix of who may do what, and the diagram of the states.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }

// allow says whether who may see and act on others' accounts; who may not is told that these pages do not exist.
func allow(who access.Actor) error {
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !who.IsAdmin():
		return apperr.NotFoundErr()
	}
	return nil
}
