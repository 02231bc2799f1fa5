package order

import (
	"slices"
	"strings"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// either are conditions on what is of establishments, of which one is enough: orders d, or baskets b.
type either struct {
	of    string
	orgs  []any // all of it, of these
	parts []string
	args  []any
}

func (e *either) or(cond string, args ...any) {
	e.parts, e.args = append(e.parts, "("+cond+")"), append(e.args, args...)
}

// all adds all that is of some establishments.
func (e *either) all(ids ...string) {
	for _, id := range ids {
		if !slices.Contains(e.orgs, any(id)) {
			e.orgs = append(e.orgs, id)
		}
	}
}

// and narrows by them; false: nothing fits.
func (e either) and(w *db.Where) bool {
	parts, args := e.parts, e.args
	if len(e.orgs) > 0 { // one condition, so that an index serves it
		parts, args = append(parts, e.of+".org_id IN ("+marks(len(e.orgs))+")"), append(args, e.orgs...)
	}
	if len(parts) == 0 {
		return false
	}
	w.And(strings.Join(parts, " OR "), args...)
	return true
}

// below adds what is of the establishments below those where somebody holds a role that reaches down.
func (e *either) below(who access.Actor, role access.RoleKey, and string) {
	if ids := db.Any(who.Places(role, access.Organisation)); len(ids) > 0 {
		e.or(e.of+".org_id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor IN ("+marks(len(ids))+"))"+and, ids...)
	}
}

// visible are the orders that somebody sees with their amounts, as the table's SeePrices has it: where they validate, at the sites that
// their role is limited to, and buy; below where they are superbuyer; those that exceed the maximum amount below what they head (R138);
// all of them, for who runs the markets.
func visible(who access.Actor) either {
	e := worked(who)
	for _, head := range []access.RoleKey{ordering.President, ordering.Reference} {
		e.below(who, head, " AND EXISTS (SELECT 1 FROM ordering_limits x WHERE x.org_id = d.org_id AND "+ordering.Exceeds("d", "x")+")")
	}
	return e
}

// worked are those of them that somebody has a part in.
func worked(who access.Actor) either {
	if who.Holds(catalog.Central, access.Everywhere) {
		return either{of: "d", parts: []string{"1 = 1"}}
	}
	e := sendable(who)
	e.validated(who)
	return e
}

// Reads narrows to the orders d that somebody has a part in, as who receives them or with their amounts; false: none.
func Reads(who access.Actor, w *db.Where) bool {
	e := worked(who)
	e.all(who.Places(ordering.Receiver, access.Organisation)...)
	return e.and(w)
}

// sendable are the orders of who sends them: an acheteur's, and a superacheteur's.
func sendable(who access.Actor) either {
	e := bought(who)
	e.below(who, ordering.Superbuyer, "")
	return e
}

// bought are the orders of an acheteur's establishments.
func bought(who access.Actor) either {
	e := either{of: "d"}
	e.all(who.Places(ordering.Buyer, access.Organisation)...)
	return e
}

// validated adds what is of the establishments where somebody validates, and of the sites where their role is limited to some; what goes
// to no site in particular is every validateur's (R215).
func (e *either) validated(who access.Actor) {
	role, _ := ordering.Roles.ByKey(ordering.Validator)
	for _, g := range who.Grants {
		if g.Role != ordering.Validator || g.Place.Kind != access.Organisation {
			continue
		}
		if !g.Limited && role.Unlimited != access.ReachNone {
			e.all(g.Place.ID)
			continue
		}
		cond, args := e.of+".org_id = ? AND ("+e.of+".site_id IS NULL", []any{g.Place.ID}
		for _, l := range g.Limits {
			cond, args = cond+" OR "+e.of+".site_id = ?", append(args, l.Ref)
		}
		e.or(cond+")", args...)
	}
}

// ToValidate narrows to the baskets b, or what waits of them, of where somebody validates; false: nowhere.
func ToValidate(who access.Actor, w *db.Where) bool { return at(who, w) }

// ToBuy narrows to the orders d of where somebody is an acheteur; false: nowhere.
func ToBuy(who access.Actor, w *db.Where) bool { return bought(who).and(w) }

// ToBuyAbove narrows to those below where they are superacheteur; false: nowhere.
func ToBuyAbove(who access.Actor, w *db.Where) bool {
	e := either{of: "d"}
	e.below(who, ordering.Superbuyer, "")
	return e.and(w)
}

func marks(n int) string { return "?" + strings.Repeat(", ?", n-1) }
