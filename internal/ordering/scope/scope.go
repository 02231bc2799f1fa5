// Package scope writes in SQL which orders and baskets of some establishments somebody has to do with.
package scope

import (
	"slices"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Either are conditions on what is of establishments, of which one is enough: orders d, or baskets b.
type Either struct {
	Of    string // what its columns are asked of, in SQL
	orgs  []any  // all of it, of these
	parts []string
	args  []any
}

// Everything is whatever there is.
func Everything(of string) Either { return Either{Of: of, parts: []string{"1 = 1"}} }

// Or adds a condition.
func (e *Either) Or(cond string, args ...any) {
	e.parts, e.args = append(e.parts, "("+cond+")"), append(e.args, args...)
}

// All adds all that is of some establishments.
func (e *Either) All(ids ...string) {
	for _, id := range ids {
		if !slices.Contains(e.orgs, any(id)) {
			e.orgs = append(e.orgs, id)
		}
	}
}

// And narrows by them; false: nothing fits.
func (e Either) And(w *db.Where) bool {
	parts, args := e.parts, e.args
	if len(e.orgs) > 0 { // one condition, so that an index serves it
		parts, args = append(parts, e.Of+".org_id IN ("+marks(len(e.orgs))+")"), append(args, e.orgs...)
	}
	if len(parts) == 0 {
		return false
	}
	w.And(strings.Join(parts, " OR "), args...)
	return true
}

// Below adds what is of the establishments below those where somebody holds a role that reaches down.
func (e *Either) Below(who access.Actor, role access.RoleKey, and string) {
	if ids := db.Any(who.Places(role, access.Organisation)); len(ids) > 0 {
		e.Or(e.Of+".org_id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor IN ("+marks(len(ids))+"))"+and, ids...)
	}
}

func marks(n int) string { return "?" + strings.Repeat(", ?", n-1) }
