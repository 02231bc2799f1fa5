package delegation

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Givers are the roles by which accesses are given at an organisation, in the chain's order, with who holds them there or above; of
// one that nobody holds, who can name somebody. Whoever asks may read it.
func (s *Service) Givers(ctx context.Context, tx *db.Tx, orgID string) ([]Standing, error) {
	p, err := placeByID(ctx, tx, orgID)
	if err != nil {
		return nil, err
	}
	var roles access.Roles
	for _, r := range s.o.Chain {
		gives := slices.ContainsFunc(s.o.Chain, func(below access.Role) bool { return slices.Contains(below.GivenBy, r.Key) })
		if gives && s.countsAt(r, p) {
			roles = append(roles, r)
		}
	}
	hs, err := s.holders(ctx, tx, roles, p)
	var out []Standing
	for _, r := range roles {
		st := Standing{Role: r, Holders: of(hs, r, p)}
		if len(st.Holders) == 0 {
			st.Lifters = s.namers(hs, r, p)
		}
		out = append(out, st)
	}
	return out, err
}

// countsAt says whether a role counts at a place: it may be held there, or above, from where it reaches down.
func (s *Service) countsAt(r access.Role, p place) bool {
	if holdable(r, p) {
		return true
	}
	for i, o := range p.above {
		if r.ReachesDown && holdable(r, place{o, p.above[i+1:]}) {
			return true
		}
	}
	return false
}
