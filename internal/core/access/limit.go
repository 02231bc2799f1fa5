package access

import (
	"slices"
	"time"

	"preau/internal/core/access/msg"
	"preau/internal/kit/i18n"
)

// LimitKind is a kind of thing that a grant may be limited to.
type LimitKind string

// The kinds of limits.
const (
	Market LimitKind = "market"
	Site   LimitKind = "site"
	Lot    LimitKind = "lot"
	Theme  LimitKind = "theme"
)

// Reach is what a grant without any limit counts for.
type Reach string

// A demandeur without a market may order nothing; a validateur without a site validates for all of them.
const (
	ReachNone Reach = ""
	ReachAll  Reach = "all"
)

// Limit is one thing that a grant is limited to. From zero: from when it is given. To zero: no end.
type Limit struct {
	Kind     LimitKind
	Ref      string // the thing's id, in its own module
	From, To time.Time
}

// activeAt says whether the limit counts at an instant.
func (l Limit) activeAt(at time.Time) bool {
	return !l.From.After(at) && (l.To.IsZero() || at.Before(l.To))
}

// Within says whether the actor holds a role at exactly this place, and for this thing. A role that is not limited by
// such things counts for all of them.
func (a Actor) Within(role Role, p Place, kind LimitKind, ref string) bool {
	i := slices.IndexFunc(a.Grants, func(g Grant) bool { return g.Role == role.Key && g.Place == p })
	switch {
	case i < 0:
		return false
	case role.Limit != kind:
		return true
	case !a.Grants[i].Limited:
		return role.Unlimited == ReachAll
	}
	return slices.ContainsFunc(a.Grants[i].Limits, func(l Limit) bool { return l.Kind == kind && l.Ref == ref })
}

// Label is what the things are called that a role may be limited to.
func (k LimitKind) Label() i18n.Key {
	switch k {
	case Market:
		return msg.LimitsMarket
	case Site:
		return msg.LimitsSite
	case Lot:
		return msg.LimitsLot
	case Theme:
	}
	return msg.LimitsTheme
}
