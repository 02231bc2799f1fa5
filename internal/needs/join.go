package needs

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// Join asks for the membership of the establishment that who acts for, and tells the coordinators (R023, R024, R029).
// When no coordinator can be told, the operator is; the demand is stored all the same (R030).
func (s *Service) Join(ctx context.Context, who access.Actor, number int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		c, err := s.heldCase(ctx, tx, who, number)
		if err != nil {
			return err
		}
		to, err := nextJoin(ctx, tx, who, Join, c)
		if err != nil {
			return err
		}
		m, from := c.Membership, c.Membership.State
		if m.ID == "" {
			m.ID = id.New()
			if m.Org, err = orgByID(ctx, tx, who.OrgID); err != nil {
				return fmt.Errorf("join: %w", err)
			}
		}
		m.State, m.AskedBy, m.AskedName, m.AskedAt = to, who.ID, who.Name, tx.Now()
		m.DecidedBy, m.DecidedName, m.Reason = "", "", ""
		if err := askMembership(ctx, tx, &m); err != nil {
			return err
		}
		if err := writeMembershipLine(ctx, tx, who, c.Group, m, Join, from); err != nil {
			return err
		}
		return s.tellCoordinators(ctx, tx, c.Group, m)
	})
}

// joinCase is what the rules of a membership need to know for the establishment that who acts for.
func (s *Service) joinCase(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (JoinCase, error) {
	g, err := groupByNumber(ctx, tx, who, number)
	if err != nil {
		return JoinCase{}, err
	}
	return s.joinCaseOf(ctx, tx, who, g)
}

// heldCase is joinCase for an act: the group stays as it is until the act is done.
func (s *Service) heldCase(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (JoinCase, error) {
	g, err := heldGroup(ctx, tx, who, number)
	if err != nil {
		return JoinCase{}, err
	}
	return s.joinCaseOf(ctx, tx, who, g)
}

func (s *Service) joinCaseOf(ctx context.Context, tx *db.Tx, who access.Actor, g Group) (JoinCase, error) {
	c := JoinCase{
		Group: g, Membership: Membership{GroupID: g.ID, State: NoMembership}, At: who.At,
		SignedIn: who.SignedIn(), HasOrg: who.OrgID != "",
	}
	if !who.SignedIn() {
		return c, nil
	}
	var err error
	if c.Missing, err = s.missing(ctx, tx, who); err != nil || who.OrgID == "" {
		return c, err
	}
	m, err := membershipOf(ctx, tx, g.ID, who.OrgID)
	c.Membership = m.seenBy(who, g)
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
		to, err := nextJoin(ctx, tx, who, Withdraw, c)
		if err != nil {
			return err
		}
		m.DecidedBy, m.DecidedName, m.DecidedAt, m.Reason = who.ID, who.Name, tx.Now(), ""
		return saveMembership(ctx, tx, who, c.Group, &m, Withdraw, to)
	})
}
