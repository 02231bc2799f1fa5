package account

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// LastRole is a role that nobody else, able to sign in, holds at its place.
type LastRole struct {
	Role      access.RoleKey
	Label     i18n.Key
	Place     access.Place
	PlaceName string // empty for the platform
	Since     time.Time
	Until     time.Time       // when it ends by itself; zero: never
	Lifters   []apperr.Lifter // who may give it to somebody else
}

// notLastHolder keeps a place from being left without anybody: somebody else is named first, or the operator is asked.
var notLastHolder = workflow.Guard[matter]{Name: "no role that nobody else holds", Why: func(m matter) *apperr.Reason {
	if r := notLastAdmin.Why(m); r != nil {
		return r
	}
	if len(m.held) == 0 {
		return nil
	}
	return m.held[0].reason()
}}

// notLastAdmin keeps one administrator at least.
var notLastAdmin = workflow.Guard[matter]{Name: "not the last administrator", Why: func(m matter) *apperr.Reason {
	for _, l := range m.held {
		if l.Role == access.Admin {
			return &apperr.Reason{Code: "account.only_admin", Kind: apperr.Act, Since: l.Since, Text: i18n.M(msg.WhyOnlyAdmin), Lifters: l.Lifters}
		}
	}
	return nil
}}

const codeLastHolder = "account.last_holder"

func (l LastRole) reason() *apperr.Reason {
	text := i18n.M(msg.WhyLastHolder, "role", l.Label, "place", l.PlaceName)
	if l.PlaceName == "" {
		text = i18n.M(msg.WhyLastHolderHere, "role", l.Label)
	}
	ask := access.Ask(codeLastHolder, PathClose)
	ask.Label = i18n.M(msg.AskClose)
	return &apperr.Reason{Code: codeLastHolder, Kind: apperr.Act, Since: l.Since, Text: text, Lifters: l.Lifters, Ask: ask}
}

// Alone says that nobody else would go on with the role; names are those who can give it to somebody.
func (l LastRole) Alone(names string) i18n.Msg {
	if l.PlaceName == "" {
		return i18n.M(msg.LastRoleHere, "role", l.Label, "names", names)
	}
	return i18n.M(msg.LastRole, "role", l.Label, "place", l.PlaceName, "names", names)
}

// PathClose is where a person closes their own account.
const PathClose = "/compte/donnees/fermeture"

// WhyNotClosed says why an account may not be closed by who, being this to it; nothing means that it may.
func WhyNotClosed(do Act, as Role, a Account, who access.Actor, last []LastRole) []apperr.Reason {
	return moves.Why(do, a.State, by{as}, matter{Account: a, who: who, held: last})
}

// Closed is the state that closing leads to, or why it may not be.
func (a Account) Closed(do Act, as Role, who access.Actor, last []LastRole) (State, error) {
	return moves.Next(do, a.State, by{as}, matter{Account: a, who: who, held: last})
}

// closeOffer is closing as an administrator may do it. Their own account they close as everybody does, at « Mes données »,
// where it is seen whether somebody else holds their roles.
func (a Account) closeOffer(who access.Actor) workflow.Offer[Act] {
	return workflow.Offer[Act]{Do: Close, Reasons: WhyNotClosed(Close, Administrator, a, who, nil)}
}
