package document

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

// caseOf is what the rules of a document need to know. Document 0 is the one that is to be added.
func (s *Service) caseOf(ctx context.Context, tx *db.Tx, who access.Actor, number, doc int64) (Case, error) {
	c, err := s.groupCase(ctx, tx, who, number)
	if err != nil || doc == 0 {
		return c, err
	}
	c.Document, err = db.One(ctx, tx, into, `SELECT `+columns+` FROM `+tables+`
		WHERE d.group_id = $1 AND d.position = $2`, c.Group.ID, doc)
	if errors.Is(err, db.ErrNone) {
		return c, apperr.NotFoundErr()
	}
	if err != nil {
		return c, fmt.Errorf("document %d of group %d: %w", doc, number, err)
	}
	c.Asked = c.Document.Current
	return c, nil
}

// held is caseOf for an act that rests on the group's state, which stays as it is until the act is committed.
func (s *Service) held(ctx context.Context, tx *db.Tx, who access.Actor, number, doc int64) (Case, error) {
	if err := group.Hold(ctx, tx, number); err != nil {
		return Case{}, err
	}
	return s.caseOf(ctx, tx, who, number, doc)
}

// groupCase is the case of a group without any document yet.
func (s *Service) groupCase(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Case, error) {
	g, err := group.ByNumber(ctx, tx, who, number)
	if err != nil {
		return Case{}, err
	}
	c := Case{
		Group: g, Membership: membership.Membership{GroupID: g.ID, State: membership.None}, Document: Document{State: None},
		At: who.At, SignedIn: who.SignedIn(), Who: membership.OutsiderOf(who),
	}
	if c.Who.HasOrg {
		c.Membership, err = membership.Of(ctx, tx, g.ID, who.OrgID)
	}
	return c, err
}

// WhyDocument is nil when who may do an act on a document, number 0 being the one to add; else it says why not.
func (s *Service) WhyDocument(ctx context.Context, tx *db.Tx, who access.Actor, do Act, t Taking) error {
	c, err := s.caseOf(ctx, tx, who, t.Group, t.Document)
	if err == nil && t.Version > 0 {
		c.Asked, err = versionAt(ctx, tx, c.Document, t.Version)
	}
	if err == nil {
		_, err = next(ctx, tx, who, do, c)
	}
	return err
}

// next is where an act leads a document, or why who may not do it.
func next(ctx context.Context, tx *db.Tx, who access.Actor, do Act, c Case) (State, error) {
	to, err := Moves.Next(do, c.Document.State, membership.RolesOf(who, c.Group, c.Membership), c)
	return to, group.Explained(ctx, tx, who, c.Group, err)
}
