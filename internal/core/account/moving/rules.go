package moving

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// State is where a change of address stands.
type State string

// The states.
const (
	None      State = "none"      // none is under way
	Asked     State = "asked"     // both mailboxes are told
	Confirmed State = "confirmed" // by the new mailbox; the old one may still object
	Done      State = "done"
	Objected  State = "objected" // undone; the account is guarded until an administrator has looked
	Settled   State = "settled"  // an administrator lifted the guard: the old address stays
	Withdrawn State = "withdrawn"
	Lapsed    State = "lapsed" // not confirmed in time, or the address is another account's by now
)

// Open says whether the change is under way, or guards the account.
func (s State) Open() bool { return s == Asked || s == Confirmed || s == Objected }

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Asked:
		return msg.MoveAsked
	case Confirmed:
		return msg.MoveConfirmed
	case Done:
		return msg.MoveDone
	case Objected:
		return msg.MoveObjected
	case Settled:
		return msg.MoveSettled
	case Withdrawn:
		return msg.MoveWithdrawn
	case Lapsed:
		return msg.MoveLapsed
	case None:
	}
	return msg.MoveNone
}

// Act is what may be done.
type Act string

// The acts.
const (
	Ask      Act = "ask"
	Confirm  Act = "confirm"
	Object   Act = "object"
	Withdraw Act = "withdraw"
	Settle   Act = "settle"
	Complete Act = "complete"
	Lapse    Act = "lapse"
)

// Role is what somebody is to a change.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	NewMailbox    Role = "new mailbox" // who holds the secret that went there
	OldMailbox    Role = "old mailbox"
	Program       Role = "program"
)

// matter is what guards decide on.
type matter struct {
	account.Account
	move  Move
	who   access.Actor
	at    time.Time
	taken bool // another account has the new address
}

type (
	states = []State
	by     = []Role
	ifs    = []workflow.Guard[matter]
)

// moves is the whole of who may do what to a change, when, and where it leads.
var moves = workflow.Table[State, Act, Role, matter]{
	Object: "account-move",
	States: states{None, Asked, Confirmed, Done, Objected, Settled, Withdrawn, Lapsed},
	Roles:  by{Administrator, NewMailbox, OldMailbox, Program},
	Rows: []workflow.Row[State, Act, Role, matter]{
		{Do: Ask, From: states{None}, To: Asked, By: by{Administrator}, If: ifs{notOneself, inUse}},
		{Do: Confirm, From: states{Asked}, To: Confirmed, By: by{NewMailbox}, If: ifs{inUse}},
		{Do: Object, From: states{Asked, Confirmed}, To: Objected, By: by{OldMailbox}, If: ifs{inTime}},
		{Do: Withdraw, From: states{Asked, Confirmed}, To: Withdrawn, By: by{Administrator}, If: ifs{notOneself}},
		{Do: Settle, From: states{Objected}, To: Settled, By: by{Administrator}, If: ifs{notOneself}},
		{Do: Complete, From: states{Confirmed}, To: Done, By: by{Program}, If: ifs{letPass, inUse, free}},
		{Do: Lapse, From: states{Asked, Confirmed}, To: Lapsed, By: by{Program}},
	},
	NotYours: func(Act, matter) apperr.Reason {
		return apperr.Reason{Code: "account.not_yours", Kind: apperr.Never, Text: i18n.M(msg.WhyNotYours)}
	},
	// What is over is told by the page of the link; to an administrator an act of another state is absent.
	NotNow: func(do Act, at State, m matter) apperr.Reason {
		if do == Object && at == Done {
			return late(m) // even for what reached the server in time, and had to wait while it was done
		}
		return apperr.Reason{}
	},
}

// notOneself: an administrator who held one mailbox, and the session of a passer-by, would be enough otherwise.
var notOneself = workflow.Guard[matter]{Name: "not one's own account", Why: func(m matter) *apperr.Reason {
	if m.ID != m.who.ID {
		return nil
	}
	return &apperr.Reason{Code: "account.move_own", Kind: apperr.Never, Text: i18n.M(msg.WhyMoveOwn)}
}}

// inUse: an account that nobody came to yet has its address corrected instead.
var inUse = workflow.Guard[matter]{Name: "the account is in use", Why: func(m matter) *apperr.Reason {
	if m.Account.State == account.Active || m.Account.State == account.Suspended {
		return nil
	}
	return &apperr.Reason{Code: "account.move_unused", Kind: apperr.Never, Text: i18n.M(msg.WhyMoveUnused)}
}}

var inTime = workflow.Guard[matter]{Name: "within 48 hours", Why: func(m matter) *apperr.Reason {
	if m.at.Before(m.move.Until) {
		return nil
	}
	why := late(m)
	return &why
}}

func late(m matter) apperr.Reason {
	return apperr.Reason{
		Code: "account.move_late", Kind: apperr.Date, Since: m.move.Until, Text: i18n.M(msg.WhyMoveLate),
		Ask: &apperr.Ask{Label: i18n.M(msg.AskContact), Path: account.PathContact},
	}
}

var letPass = workflow.Guard[matter]{Name: "48 hours have passed", Why: func(m matter) *apperr.Reason {
	if !m.at.Before(m.move.Until) {
		return nil
	}
	return &apperr.Reason{Code: "account.move_early", Kind: apperr.Date, Text: i18n.M(msg.WhyMoveEarly)}
}}

var free = workflow.Guard[matter]{Name: "the address is nobody else's", Why: func(m matter) *apperr.Reason {
	if !m.taken {
		return nil
	}
	return &apperr.Reason{Code: "account.move_taken", Kind: apperr.Never, Text: i18n.M(msg.WhyMoveTaken)}
}}

// rolesOf are the relations of somebody signed in.
func rolesOf(who access.Actor) []Role {
	if who.IsAdmin() {
		return by{Administrator}
	}
	return nil
}

// next is the state that an act leads to. An act that the state no longer offers was somebody else's, just now.
func next(do Act, m matter, as ...Role) (State, error) {
	to, err := moves.Next(do, m.move.State, as, m)
	if apperr.Is(err, apperr.Conflict) {
		return to, apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	return to, err
}

// Rules give the table to the documentation.
func Rules() (matrix, diagram string) { return moves.Matrix(), moves.Diagram() }

// Said are the sentences of this room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		codeNoMailbox:         msg.WhyNoMailbox,
		codeObjected:          msg.WhyMoveObjected,
		"account.move_own":    msg.WhyMoveOwn,
		"account.move_unused": msg.WhyMoveUnused,
		"account.move_late":   msg.WhyMoveLate,
		"account.move_early":  msg.WhyMoveEarly,
		"account.move_taken":  msg.WhyMoveTaken,
	}
}
