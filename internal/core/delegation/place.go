package delegation

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// place is an organisation with those above it, the nearest first: roles may reach down from there.
type place struct {
	org.Organisation
	above []org.Organisation
}

func (p place) at() access.Place { return access.Place{Kind: access.Organisation, ID: p.ID} }

func placeOf(ctx context.Context, tx *db.Tx, ref string) (place, error) {
	o, err := org.ByRef(ctx, tx, ref)
	if err != nil {
		return place{}, err
	}
	above, err := org.Ancestors(ctx, tx, o.ID)
	return place{o, above}, err
}

// holdable says whether a role may be given at a place. One that reaches down is held at the top of its tree: the president
// of an authority, and of a school that has none.
func holdable(r access.Role, p place) bool {
	fits := func(o org.Organisation) bool { return !o.Closed() && bears(r, o) }
	return slices.Contains(r.Kinds, access.Organisation) && fits(p.Organisation) && !(r.ReachesDown && slices.ContainsFunc(p.above, fits))
}

// bears says whether an organisation is of a kind in which a role is held.
func bears(r access.Role, o org.Organisation) bool {
	return len(r.Bodies) == 0 || slices.Contains(r.Bodies, string(o.Kind))
}

// gives says whether who may give a role at a place: it is access.MayGive of what is known already. A test holds them together.
func (s *Service) gives(who access.Actor, r access.Role, p place) bool {
	return slices.ContainsFunc(r.GivenBy, func(giver access.RoleKey) bool {
		if _, ok := s.o.Roles.At(giver, access.Platform); ok && who.Holds(giver, access.Everywhere) {
			return true
		}
		declared, ok := s.o.Roles.At(giver, access.Organisation)
		return ok && (who.Holds(giver, p.at()) || declared.ReachesDown && slices.ContainsFunc(p.above, func(o org.Organisation) bool {
			return who.Holds(giver, access.Place{Kind: access.Organisation, ID: o.ID})
		}))
	})
}

// given are the roles that who may give at a place.
func (s *Service) given(who access.Actor, p place) access.Roles {
	var out access.Roles
	for _, r := range s.o.Chain {
		if holdable(r, p) && s.gives(who, r, p) {
			out = append(out, r)
		}
	}
	return out
}

// handled are the roles of which who may end what is held at a place: those that they give and, at one that has ceased, where
// nothing is given any more and perhaps nobody is left who gave it, all of the chain for an administrator.
func (s *Service) handled(who access.Actor, p place) access.Roles {
	if !p.Closed() {
		return s.given(who, p)
	}
	var out access.Roles
	for _, r := range s.o.Chain {
		if bears(r, p.Organisation) && (who.IsAdmin() || s.gives(who, r, p)) {
			out = append(out, r)
		}
	}
	return out
}

// Gives says whether who holds a role that gives one of the chain, somewhere: the way to these pages is theirs.
func (s *Service) Gives(who access.Actor) bool {
	return slices.ContainsFunc(s.o.Chain, func(r access.Role) bool {
		return slices.ContainsFunc(r.GivenBy, func(giver access.RoleKey) bool {
			return slices.ContainsFunc(who.Grants, func(g access.Grant) bool { return g.Role == giver })
		})
	})
}

// open is the place of an address and what who may give there, or, where it has ceased, end. Who may do nothing is told that there is no such page.
func (s *Service) open(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (place, access.Roles, error) {
	if !who.SignedIn() {
		return place{}, nil, apperr.UnauthenticatedErr()
	}
	if !s.Gives(who) {
		return place{}, nil, apperr.NotFoundErr()
	}
	p, err := placeOf(ctx, tx, ref)
	if err != nil {
		return p, nil, err
	}
	given := s.handled(who, p)
	if len(given) == 0 {
		return p, nil, apperr.NotFoundErr()
	}
	return p, given, nil
}

// openToGive is open, where something is given.
func (s *Service) openToGive(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (place, access.Roles, error) {
	p, given, err := s.open(ctx, tx, who, ref)
	if err == nil && p.Closed() {
		err = apperr.NotFoundErr()
	}
	return p, given, err
}

// notTheirs is why who may not give some roles at a place, of those that can be held there: it says who may. What nobody gives there is
// a fault of the form.
func (s *Service) notTheirs(ctx context.Context, tx *db.Tx, who access.Actor, p place, given access.Roles, roles []access.RoleKey) error {
	var out []apperr.Reason
	for _, key := range roles {
		r, ours := s.o.Chain.ByKey(key)
		if _, may := given.ByKey(key); may || !ours || !holdable(r, p) {
			continue
		}
		reasons, err := access.WhyGive(ctx, tx, s.o.Roles, who, key, p.at())
		if err != nil {
			return err
		}
		out = append(out, reasons...)
	}
	if len(out) > 0 {
		return apperr.ForbiddenErr(out...)
	}
	return nil
}

// yours refuses who sees somebody at a place, as their colleague there, and gives none of what they hold: it says who does.
func (s *Service) yours(ctx context.Context, tx *db.Tx, who access.Actor, f file) error {
	if slices.Contains(f.as(), Giver) {
		return nil
	}
	var held []access.RoleKey
	for _, h := range f.person.Held {
		held = append(held, h.Role)
	}
	return s.notTheirs(ctx, tx, who, f.place, f.given, held)
}

// seen are the roles whose holders who sees at a place: those that they give, and those that they hold themselves, which
// their colleagues hold beside them (R139).
func (s *Service) seen(who access.Actor, p place, given access.Roles) access.Roles {
	var out access.Roles
	for _, r := range s.o.Chain {
		if slices.ContainsFunc(given, func(g access.Role) bool { return g.Key == r.Key }) || who.Holds(r.Key, p.at()) {
			out = append(out, r)
		}
	}
	return out
}

// upholds says whether work stands on a role: it is needed, or gives one that work stands on.
func (s *Service) upholds(r access.Role) bool {
	return r.Needed || slices.ContainsFunc(s.o.Chain, func(below access.Role) bool {
		return below.Key != r.Key && slices.Contains(below.GivenBy, r.Key) && s.upholds(below)
	})
}

// missing are those of some roles that somebody should hold where nobody does. Of roles that give the same, one is enough:
// a president or a reference person.
func (s *Service) missing(given access.Roles, held map[access.RoleKey]int) access.Roles {
	var out access.Roles
	for _, r := range given {
		if s.upholds(r) && held[r.Key] == 0 && !slices.ContainsFunc(given, func(other access.Role) bool { return held[other.Key] > 0 && s.sameWork(r, other) }) {
			out = append(out, r)
		}
	}
	return out
}

// sameWork says whether another role gives all that this one gives, which is something.
func (s *Service) sameWork(r, other access.Role) bool {
	n := 0
	for _, below := range s.o.Chain {
		if slices.Contains(below.GivenBy, r.Key) {
			n++
			if !slices.Contains(below.GivenBy, other.Key) {
				return false
			}
		}
	}
	return n > 0 && r.Key != other.Key && !r.Needed
}
