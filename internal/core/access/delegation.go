package access

import (
	"context"
	"fmt"

	"preau/internal/core/access/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Holds says whether the actor holds a role at a place, or above it in the tree of organisations when the role reaches down.
// A role that is not declared for such a place is never held there.
func Holds(ctx context.Context, tx *db.Tx, roles Roles, a Actor, role RoleKey, p Place) (bool, error) {
	declared, ok := roles.At(role, p.Kind)
	if !ok || a.Holds(role, p) {
		return ok, nil
	}
	places := a.Places(role, Organisation)
	if !declared.ReachesDown || p.Kind != Organisation || len(places) == 0 {
		return false, nil
	}
	var w db.Where
	w.And("descendant = ?", p.ID)
	w.In("ancestor", db.Any(places)...)
	where, args := w.SQL(1)
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM org_closure WHERE `+where, args...)
	if err != nil {
		return false, fmt.Errorf("places above: %w", err)
	}
	return n > 0, nil
}

// MayGive says whether who holds a role that gives this one: at the place, above it, or everywhere. above are places that
// stand over this one outside the tree of organisations, as a group's support establishment does.
func MayGive(ctx context.Context, tx *db.Tx, roles Roles, who Actor, role RoleKey, place Place, above ...Place) (bool, error) {
	declared, _ := roles.At(role, place.Kind)
	for _, giver := range declared.GivenBy {
		for _, p := range over(place, above) {
			if holds, err := Holds(ctx, tx, roles, who, giver, p); err != nil || holds {
				return holds, err
			}
		}
	}
	return false, nil
}

// over are the places where a giver of a role at place may stand, the nearest first.
func over(place Place, above []Place) []Place {
	return append(append([]Place{place}, above...), Everywhere)
}

// WhyGive says why who may not give a role at a place; nothing means that they may.
func WhyGive(ctx context.Context, tx *db.Tx, roles Roles, who Actor, role RoleKey, place Place, above ...Place) ([]apperr.Reason, error) {
	may, err := MayGive(ctx, tx, roles, who, role, place, above...)
	if err != nil || may {
		return nil, err
	}
	declared, _ := roles.ByKey(role)
	r := apperr.Reason{Code: "access.not_giver", Kind: apperr.Grant, Text: i18n.M(msg.WhyNotGiver, "role", declared.Label)}
	r.Ask = Ask(r.Code, "")
	at, _ := roles.At(role, place.Kind)
	err = explain(ctx, tx, &r, givers(roles, role, place, above), lostBy(roles, who.ID, at.GivenBy, over(place, above)))
	return []apperr.Reason{r}, err
}
