package membership

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
	"preau/internal/needs/group"
)

// Demands are a group's memberships for its coordinator: « Demandes à traiter » first, then the decided ones (R028).
type Demands struct {
	Group   group.Group
	Waiting []Membership
	Decided []Demand
	Reached bool // a mail gets to one of the coordinators (R030)
}

// Demand is a membership with what may be done to it by who sees it.
type Demand struct {
	Membership
	Acts workflow.Offers[Act]
}

// Demands lists the memberships of a group.
func (s *Service) Demands(ctx context.Context, who access.Actor, number int64) (Demands, error) {
	var out Demands
	err := group.Follow(ctx, s.db, who, number, group.SeeDemands, func(tx *db.Tx, g group.Group) error {
		all, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+`
			WHERE m.group_id = $1 ORDER BY m.asked_at, m.id`, g.ID)
		if err != nil {
			return fmt.Errorf("demands: %w", err)
		}
		out.Group = g
		for _, m := range all {
			if m.State == Asked {
				out.Waiting = append(out.Waiting, m)
			} else {
				out.Decided = append(out.Decided, Demand{m, Moves.Offers(m.State, RolesOf(who, g, Membership{}), Case{Group: g, Membership: m, At: who.At})})
			}
		}
		out.Reached, err = reached(ctx, tx, g)
		return err
	})
	return out, err
}
