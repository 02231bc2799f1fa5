package delegation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Holdable are the roles of the chain that can be held at an organisation: what one may ask for there.
func (s *Service) Holdable(ctx context.Context, tx *db.Tx, orgID string) (access.Roles, error) {
	p, err := placeByID(ctx, tx, orgID)
	var out access.Roles
	for _, r := range s.o.Chain {
		if holdable(r, p) {
			out = append(out, r)
		}
	}
	return out, err
}

// ChoicesOf are what a role may be limited to at an organisation.
func (s *Service) ChoicesOf(ctx context.Context, tx *db.Tx, role access.RoleKey, orgID string) ([]Choice, error) {
	r, ok := s.o.Chain.ByKey(role)
	if !ok || r.Limit == "" {
		return nil, nil
	}
	return s.o.Choices(ctx, tx, r.Limit, orgID)
}

// GiveAsked gives somebody the role that they asked for, by who may give it, with the limits that the decider chose. As by hand, it
// answers Unseen while what follows was not shown: seen is the print of what was.
func (s *Service) GiveAsked(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, role access.RoleKey, orgID string, limits []string, seen string) error {
	c, held, err := s.asked(ctx, tx, who, accountID, role, orgID, limits)
	for _, h := range held { // what was to begin later begins now; its end stays
		c.to = h.To
		c.lengthen(s.o.Chain, []Held{h}, tx.Now())
	}
	if err != nil || c.empty() { // it was given by hand meanwhile, and the person was told
		return err
	}
	return s.do(ctx, tx, who, c, seen)
}

// LimitAsked gives somebody one thing more of a role that they hold, as they asked for (R137). Who holds the role no more gets
// nothing by it.
func (s *Service) LimitAsked(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, role access.RoleKey, orgID, limit string) error {
	c, _, err := s.asked(ctx, tx, who, accountID, role, orgID, []string{limit})
	if err != nil || c.empty() {
		return err
	}
	if len(c.give) > 0 {
		return apperr.ConflictErr(i18n.M(msg.Conflict))
	}
	return s.carry(ctx, tx, who, c)
}

// asked is the change by which somebody has a role with some limits: what they have already of it comes beside.
func (s *Service) asked(ctx context.Context, tx *db.Tx, who access.Actor, accountID string, role access.RoleKey, orgID string, limits []string) (change, []Held, error) {
	if err := access.Turn(ctx, tx); err != nil {
		return change{}, nil, err
	}
	p, err := placeByID(ctx, tx, orgID)
	if err != nil {
		return change{}, nil, err
	}
	r, ok := s.given(who, p).ByKey(role)
	if !ok {
		return change{}, nil, apperr.InvalidField(FieldRoles, i18n.M(msg.FaultRole))
	}
	names, err := s.names(ctx, tx, access.Roles{r}, p)
	if err != nil {
		return change{}, nil, err
	}
	chosen, ok := choose(names, r, limits)
	if !ok {
		return change{}, nil, apperr.InvalidField(FieldLimits(role), i18n.M(msg.FaultLimit))
	}
	a, err := account.ByID(ctx, tx, accountID)
	if err != nil {
		return change{}, nil, err
	}
	if a.State == account.Suspended || a.State == account.Closed {
		return change{}, nil, apperr.InvalidField(FieldRoles, i18n.M(msg.FaultSuspended))
	}
	return s.lacks(ctx, tx, access.Roles{r}, p, names, a, plan{steps: []step{{r, chosen}}})
}

func placeByID(ctx context.Context, tx *db.Tx, id string) (place, error) {
	o, err := org.ByID(ctx, tx, id)
	if err != nil {
		return place{}, err
	}
	above, err := org.Ancestors(ctx, tx, id)
	return place{o, above}, err
}
