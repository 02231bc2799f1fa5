package membership

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/needs/group"
)

// Join asks for the membership of the establishment that who acts for, and tells the coordinators (R023, R024, R029).
// When no coordinator can be told, the operator is; the demand is stored all the same (R030). Who withdraws a demand and
// asks again mails them no second time within a day.
func (s *Service) Join(ctx context.Context, who access.Actor, number int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		c, err := s.heldCase(ctx, tx, who, number)
		if err != nil {
			return err
		}
		to, err := next(ctx, tx, who, Join, c)
		if err != nil {
			return err
		}
		m, from := c.Membership, c.Membership.State
		if m.ID == "" {
			m.ID = id.New()
			if m.Org, err = group.OrgByID(ctx, tx, who.OrgID); err != nil {
				return fmt.Errorf("join: %w", err)
			}
		}
		m.State, m.AskedBy, m.AskedName, m.AskedAt = to, who.ID, who.Name, tx.Now()
		m.DecidedBy, m.DecidedName, m.Reason = "", "", ""
		m.tell(tx.Now())
		if err := ask(ctx, tx, &m); err != nil {
			return err
		}
		if err := writeLine(ctx, tx, who, c.Group, m, Join, from); err != nil {
			return err
		}
		return s.tellCoordinators(ctx, tx, c.Group, m)
	})
}

// CaseFor is what the rules of a membership need to know for the establishment that who acts for.
func (s *Service) CaseFor(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Case, error) {
	g, err := group.ByNumber(ctx, tx, who, number)
	if err != nil {
		return Case{}, err
	}
	return s.caseOf(ctx, tx, who, g)
}

// heldCase is CaseFor for an act: the group stays as it is until the act is done.
func (s *Service) heldCase(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Case, error) {
	g, err := group.Held(ctx, tx, who, number)
	if err != nil {
		return Case{}, err
	}
	return s.caseOf(ctx, tx, who, g)
}

func (s *Service) caseOf(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group) (Case, error) {
	var missing []i18n.Key
	if who.SignedIn() {
		var err error
		if missing, err = s.missing(ctx, tx, who); err != nil {
			return Case{}, err
		}
	}
	return CaseIn(ctx, tx, who, g, missing)
}

// CaseIn is the membership of the establishment that who acts for, whose profile misses these fields.
func CaseIn(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, missing []i18n.Key) (Case, error) {
	c := Case{
		Group: g, Membership: Membership{GroupID: g.ID, State: None}, At: who.At,
		SignedIn: who.SignedIn(), HasOrg: who.OrgID != "", Missing: missing,
	}
	if who.OrgID == "" || !who.SignedIn() {
		return c, nil
	}
	m, err := Of(ctx, tx, g.ID, who.OrgID)
	c.Membership = m.SeenBy(who, g)
	return c, err
}

func (s *Service) missing(ctx context.Context, tx *db.Tx, who access.Actor) ([]i18n.Key, error) {
	m, err := s.profiles.Missing(ctx, tx, who.ID)
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	return m, nil
}

// Withdraw takes a demand back, or leaves the group before entry begins (R031).
func (s *Service) Withdraw(ctx context.Context, who access.Actor, number int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		c, err := s.heldCase(ctx, tx, who, number)
		if err != nil {
			return err
		}
		m := c.Membership
		to, err := next(ctx, tx, who, Withdraw, c)
		if err != nil {
			return err
		}
		m.DecidedBy, m.DecidedName, m.DecidedAt, m.Reason = who.ID, who.Name, tx.Now(), ""
		return save(ctx, tx, who, c.Group, &m, Withdraw, to)
	})
}

// next is where an act leads a membership, or why who may not do it.
func next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, c Case) (State, error) {
	to, err := Moves.Next(do, c.Membership.State, RolesOf(who, c.Group, c.Membership), c)
	if e, ok := apperr.As(err); ok {
		if fault := explain(ctx, tx, who, c, e.Reasons); fault != nil {
			return to, fault
		}
	}
	return to, err
}

// explain completes reasons as group.Explain does. What an establishment has withdrawn, its own people ask for again.
func explain(ctx context.Context, tx *db.Tx, who access.Actor, c Case, reasons []apperr.Reason) error {
	for i := range reasons {
		if r := &reasons[i]; r.Code == codeWithdrawn {
			var err error
			if r.Lifters, err = access.Actors(ctx, tx, access.Base(), access.Member, c.Membership.Org.Place()); err != nil {
				return err
			}
		}
	}
	return group.Explain(ctx, tx, who, c.Group, reasons)
}

// WhyMembership is nil when who may do an act on the membership of an establishment, by default of the one that they act for; else it
// says why not.
func (s *Service) WhyMembership(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64, ref string) error {
	g, err := group.ByNumber(ctx, tx, who, number)
	if err != nil {
		return err
	}
	c := Case{Group: g, At: who.At}
	if ref == "" {
		c, err = s.caseOf(ctx, tx, who, g)
	} else if err = group.Why(ctx, tx, who, group.FollowGroup, number); err == nil {
		c.Membership, err = ByRef(ctx, tx, g, ref)
	}
	if err == nil {
		_, err = next(ctx, tx, who, do, c)
	}
	return err
}
