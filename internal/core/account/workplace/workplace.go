// Package workplace is where people say that they work, and where they hold roles.
package workplace

import (
	"cmp"
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Field is the establishment's name in forms and in refusals.
const Field = "etablissement"

// Places answers where people work.
type Places struct{ db *db.DB }

// New makes it.
func New(d *db.DB) *Places { return &Places{d} }

// Belonging is an organisation that somebody belongs to: the one that the profile names, or one where a role is held.
type Belonging struct {
	org.Organisation
	Acting bool             // the person acts for it
	Roles  []access.RoleKey // held there; none while nobody has confirmed the person
}

// Belongings are the organisations that who belongs to, by name.
func (p *Places) Belongings(ctx context.Context, who access.Actor) ([]Belonging, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	roles := map[string][]access.RoleKey{}
	if who.OrgID != "" {
		roles[who.OrgID] = nil
	}
	for _, g := range who.Grants {
		if g.Place.Kind == access.Organisation {
			roles[g.Place.ID] = append(roles[g.Place.ID], g.Role)
		}
	}
	var out []Belonging
	err := p.db.View(ctx, func(tx *db.Tx) error {
		ids := make([]string, 0, len(roles))
		for id := range roles {
			ids = append(ids, id)
		}
		found, err := org.ByIDs(ctx, tx, ids)
		for id, o := range found {
			out = append(out, Belonging{Organisation: o, Acting: id == who.OrgID, Roles: slices.Sorted(slices.Values(roles[id]))})
		}
		return err
	})
	slices.SortFunc(out, func(a, b Belonging) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	return out, err
}
