package group

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Person is somebody to be given a role: an account if there is one with this address, else one is made and invited.
type Person struct {
	Address   string
	FirstName string
	LastName  string
}

// People finds or makes accounts.
type People interface {
	// Invite gives the account of this address. When there is none it makes one, and mails the invitation; made says so.
	Invite(ctx context.Context, tx *db.Tx, who access.Actor, p Person) (account access.Holder, made bool, err error)
}

// CoordinatorsOf are all who coordinate a group, each once: through its support establishment, or added to it.
func CoordinatorsOf(ctx context.Context, tx *db.Tx, g Group) ([]access.Holder, error) {
	all, err := access.Holders(ctx, tx, Coordinator, g.Support.Place(), g.Place())
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(h access.Holder) bool {
		again := seen[h.AccountID]
		seen[h.AccountID] = true
		return again
	}), nil
}

// NameCoordinator lets an administrator name a coordinator for a support establishment, and mails them (R061, R108).
func (s *Service) NameCoordinator(ctx context.Context, who access.Actor, orgID string, p Person) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if !who.IsAdmin() {
			return apperr.NotFoundErr()
		}
		o, err := OrgByID(ctx, tx, orgID)
		if errors.Is(err, db.ErrNone) {
			return apperr.InvalidField(FieldSupport, i18n.M(msg.FaultOrg))
		}
		if err != nil {
			return err
		}
		return s.give(ctx, tx, who, p, o.Place(), o.Name, history.Line{Object: history.Object{Kind: "org", ID: o.ID}, Data: map[string]string{}})
	})
}

// EndCoordinator takes the role back from somebody named for an establishment; their groups stay. A role that has ended
// already is a conflict: somebody was faster.
func (s *Service) EndCoordinator(ctx context.Context, who access.Actor, orgID, accountID string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		if !who.IsAdmin() {
			return apperr.NotFoundErr()
		}
		ended, err := access.TakeBack(ctx, tx, who, accountID, Coordinator, Org{ID: orgID}.Place())
		if err != nil {
			return err
		}
		if !ended {
			return apperr.ConflictErr(i18n.M(msg.ConflictEnded))
		}
		return history.Write(ctx, tx, who, history.Line{
			Object: history.Object{Kind: "account", ID: accountID},
			Act:    "needs.coordinator.end", Data: map[string]string{"org": orgID},
		})
	})
}

// AddCoordinator lets a coordinator add another to one group (R061).
func (s *Service) AddCoordinator(ctx context.Context, who access.Actor, number int64, p Person) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		g, err := Held(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := Next(ctx, tx, who, AddCoordinator, g); err != nil {
			return err
		}
		return s.give(ctx, tx, who, p, g.Place(), g.Title, history.Line{Object: object(g), Data: g.Trace()}, g.Support.Place())
	})
}

// give is the one place where a coordinator is made: the table of roles says by whom.
func (s *Service) give(ctx context.Context, tx *db.Tx, who access.Actor, p Person, place access.Place, placeName string, line history.Line, above ...access.Place) error {
	if why, err := access.WhyGive(ctx, tx, delegation, who, Coordinator, place, above...); err != nil || len(why) > 0 {
		return cmp.Or(err, apperr.ForbiddenErr(why...))
	}
	h, made, err := s.people.Invite(ctx, tx, who, p)
	if err != nil {
		return err
	}
	given, err := access.Give(ctx, tx, who, access.Gift{AccountID: h.AccountID, Role: Coordinator, Place: place})
	if err != nil {
		return err
	}
	if !given {
		return apperr.InvalidField("email", i18n.M(msg.FaultAlreadyCoordinator, "name", h.Name))
	}
	line.Act, line.Data["name"], line.Data["place"] = "needs.coordinator.name", h.Name, placeName
	if err := history.Write(ctx, tx, who, line); err != nil {
		return err
	}
	if made {
		return nil // the invitation says it
	}
	return s.tellNamed(ctx, tx, h, place, placeName)
}

// Named is a coordinator and the establishment that they are named for.
type Named struct {
	access.Holder
	Org Org
}

// Coordinators lists those named for a support establishment, for the administrator.
func (s *Service) Coordinators(ctx context.Context, who access.Actor) ([]Named, error) {
	if !who.IsAdmin() {
		return nil, apperr.NotFoundErr()
	}
	var out []Named
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = db.All(ctx, tx, func(n *Named) []any {
			return []any{&n.AccountID, &n.Name, &n.Address, &n.Lang, &n.Since, &n.Org.ID, &n.Org.Ref, &n.Org.Name, &n.Org.Commune}
		}, `SELECT a.id, a.display_name, a.email, a.lang, g.starts_at, o.id, o.ref, o.name, o.commune
			FROM access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id
			WHERE g.role = $1 AND g.place_kind = 'organisation' AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $2)
			ORDER BY o.name, a.display_name, g.id`, Coordinator, tx.Now())
		if err != nil {
			return fmt.Errorf("coordinators: %w", err)
		}
		return nil
	})
	return out, err
}
