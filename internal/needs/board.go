package needs

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// Demands are a group's memberships for its coordinator: « Demandes à traiter » first, then the decided ones (R028).
type Demands struct {
	Group   Group
	Waiting []Membership
	Decided []Demand
	Reached bool // a mail gets to one of the coordinators (R030)
}

// Demand is a membership with what may be done to it by who sees it.
type Demand struct {
	Membership
	Acts workflow.Offers[JoinAct]
}

// Demands lists the memberships of a group.
func (s *Service) Demands(ctx context.Context, who access.Actor, number int64) (Demands, error) {
	var out Demands
	err := s.following(ctx, who, number, SeeDemands, func(tx *db.Tx, g Group) error {
		all, err := db.All(ctx, tx, intoMembership, `SELECT `+membershipColumns+` FROM `+membershipTables+`
			WHERE m.group_id = $1 ORDER BY m.asked_at, m.id`, g.ID)
		if err != nil {
			return fmt.Errorf("demands: %w", err)
		}
		out.Group = g
		for _, m := range all {
			if m.State == Asked {
				out.Waiting = append(out.Waiting, m)
			} else {
				out.Decided = append(out.Decided, Demand{m, JoinMoves.Offers(m.State, roles(who, g, Membership{}), JoinCase{Group: g, Membership: m, At: who.At})})
			}
		}
		out.Reached, err = s.reached(ctx, tx, g, map[access.Place]bool{})
		return err
	})
	return out, err
}

// Board is the coordinator's view of who is where: accepted members × lots (R052).
type Board struct {
	Group   Group
	Lots    []LotCount
	Members []MemberRow // the least advanced first
	Total   Counts      // of all sheets
	AllDone int         // members that validated all lots
	Nothing int         // members that began nothing
}

// Counts are numbers of sheets by their visible state.
type Counts struct {
	Validated, Empty, Entry, None int
}

// Sum is how many sheets there could be.
func (c Counts) Sum() int { return c.Validated + c.Empty + c.Entry + c.None }

// Done is how many need nothing more.
func (c Counts) Done() int { return c.Validated + c.Empty }

func (c *Counts) add(v View) {
	switch v {
	case ViewValidated:
		c.Validated++
	case ViewEmpty:
		c.Empty++
	case ViewEntry:
		c.Entry++
	case ViewNone:
		c.None++
	}
}

// LotCount is a lot with its members' states: States has one for each member, in the board's order.
type LotCount struct {
	Lot
	Counts
	States []View
}

// MemberRow is a member with the states of its sheets, one for each lot, in the lots' order.
type MemberRow struct {
	Org    Org
	States []View
	Counts
}

// ShowBoard is the board of a group.
func (s *Service) ShowBoard(ctx context.Context, who access.Actor, number int64) (Board, error) {
	var b Board
	err := s.coordinating(ctx, who, number, func(tx *db.Tx, g Group) error {
		lots, err := lotsOf(ctx, tx, g.ID)
		if err != nil {
			return err
		}
		cells, err := boardCells(ctx, tx, g.ID)
		if err != nil {
			return err
		}
		b = newBoard(g, lots, cells)
		return nil
	})
	return b, err
}

// cell is one sheet of the board; a member without any sheet has one cell with no lot.
type cell struct {
	org    Org
	lot    int64
	state  SheetState
	filled int
}

func boardCells(ctx context.Context, tx *db.Tx, groupID string) ([]cell, error) {
	cells, err := db.All(ctx, tx, func(c *cell) []any {
		return []any{&c.org.ID, &c.org.Ref, &c.org.Name, &c.org.Commune, &c.lot, &c.state, &c.filled}
	}, `SELECT o.id, o.ref, o.name, o.commune, coalesce(l.position, 0), coalesce(s.state, 'none'), coalesce(s.filled, 0)
		FROM needs_memberships m JOIN org_organisations o ON o.id = m.org_id
		LEFT JOIN needs_sheets s ON s.membership_id = m.id LEFT JOIN needs_lots l ON l.id = s.lot_id
		WHERE m.group_id = $1 AND m.state = 'accepted' ORDER BY o.name, o.id`, groupID)
	if err != nil {
		return nil, fmt.Errorf("board: %w", err)
	}
	return cells, nil
}

// coordinating reads in one snapshot what only a coordinator of the group may see.
func (s *Service) coordinating(ctx context.Context, who access.Actor, number int64, fn func(*db.Tx, Group) error) error {
	return s.following(ctx, who, number, FollowGroup, fn)
}

// following reads in one snapshot what only those may see who may do this act.
func (s *Service) following(ctx context.Context, who access.Actor, number int64, do GroupAct, fn func(*db.Tx, Group) error) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		g, err := groupByNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		if _, err := nextGroup(ctx, tx, who, do, g); err != nil {
			return err
		}
		return fn(tx, g)
	})
}
