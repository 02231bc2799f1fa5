// Package sight is whose orders and baskets are: which somebody sees, and which wait for nobody who can act.
package sight

import (
	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/scope"
)

// Visible are the orders that somebody sees with their amounts, as the table's SeePrices has it: where they validate, at the sites that
// their role is limited to, and buy; below where they are superbuyer; those that exceed the maximum amount, or did once, below what they head
// (R138);
// all of them, for who runs the markets.
func Visible(who access.Actor) scope.Either {
	e := worked(who)
	for _, head := range []access.RoleKey{ordering.President, ordering.Reference} {
		e.Below(who, head, " AND (d.exceeded OR EXISTS (SELECT 1 FROM ordering_limits x WHERE x.org_id = d.org_id AND "+ordering.Exceeds("d", "x")+"))")
	}
	return e
}

// worked are those of them that somebody has a part in.
func worked(who access.Actor) scope.Either {
	if who.Holds(catalog.Central, access.Everywhere) {
		return scope.Everything("d")
	}
	e := Sendable(who)
	validated(&e, who)
	return e
}

// Reads narrows to the orders d that somebody has a part in, as who receives them or with their amounts; false: none.
func Reads(who access.Actor, w *db.Where) bool {
	e := worked(who)
	e.All(who.Places(ordering.Receiver, access.Organisation)...)
	return e.And(w)
}

// Sendable are the orders of who sends them: an acheteur's, and a superacheteur's.
func Sendable(who access.Actor) scope.Either {
	e := bought(who)
	e.Below(who, ordering.Superbuyer, "")
	return e
}

// bought are the orders of an acheteur's establishments.
func bought(who access.Actor) scope.Either {
	e := scope.Either{Of: "d"}
	e.All(who.Places(ordering.Buyer, access.Organisation)...)
	return e
}

// validated adds what is of the establishments where somebody validates, and of the sites where their role is limited to some; what goes
// to no site in particular is every validateur's (R215).
func validated(e *scope.Either, who access.Actor) {
	role, _ := ordering.Roles.ByKey(ordering.Validator)
	for _, g := range who.Grants {
		if g.Role != ordering.Validator || g.Place.Kind != access.Organisation {
			continue
		}
		if !g.Limited && role.Unlimited != access.ReachNone {
			e.All(g.Place.ID)
			continue
		}
		cond, args := e.Of+".org_id = ? AND ("+e.Of+".site_id IS NULL", []any{g.Place.ID}
		for _, l := range g.Limits {
			cond, args = cond+" OR "+e.Of+".site_id = ?", append(args, l.Ref)
		}
		e.Or(cond+")", args...)
	}
}

// ToValidate narrows to the baskets b, or what waits of them, of where somebody validates; false: nowhere.
func ToValidate(who access.Actor, w *db.Where) bool {
	e := scope.Either{Of: "b"}
	validated(&e, who)
	return e.And(w)
}

// ToBuy narrows to the orders d of where somebody is an acheteur; false: nowhere.
func ToBuy(who access.Actor, w *db.Where) bool { return bought(who).And(w) }

// ToBuyAbove narrows to those below where they are superacheteur; false: nowhere.
func ToBuyAbove(who access.Actor, w *db.Where) bool {
	e := scope.Either{Of: "d"}
	e.Below(who, ordering.Superbuyer, "")
	return e.And(w)
}
