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
		out.Reached, err = reached(ctx, tx, g)
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

	row    map[string]int // of a membership, until they are sorted
	column map[int64]int  // of a lot's position
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
		members, err := boardMembers(ctx, tx, g.ID)
		if err != nil {
			return err
		}
		b = newBoard(g, lots, members)
		if err := eachCell(ctx, tx, g.ID, b.set); err != nil {
			return err
		}
		b.count()
		return nil
	})
	return b, err
}

// boardMember is an accepted member: the id of its membership, and whose it is.
type boardMember struct {
	id  string
	org Org
}

func boardMembers(ctx context.Context, tx *db.Tx, groupID string) ([]boardMember, error) {
	members, err := db.All(ctx, tx, func(m *boardMember) []any {
		return []any{&m.id, &m.org.ID, &m.org.Ref, &m.org.Name, &m.org.Commune}
	}, `SELECT m.id, o.id, o.ref, o.name, o.commune FROM needs_memberships m JOIN org_organisations o ON o.id = m.org_id
		WHERE m.group_id = $1 AND m.state = 'accepted' ORDER BY o.name, o.id`, groupID)
	if err != nil {
		return nil, fmt.Errorf("board's members: %w", err)
	}
	return members, nil
}

// cell is one sheet of the board.
type cell struct {
	lot    int64
	member string // id of the membership
	filled int64  // lines with a quantity; -1 while it is not validated
}

// eachCell gives all sheets of a group. They are thousands: they come from an index, without the sheets' own rows, and
// in few columns.
func eachCell(ctx context.Context, tx *db.Tx, groupID string, fn func(cell)) error {
	err := db.Each(ctx, tx, func(c *cell) []any { return []any{&c.lot, &c.member, &c.filled} },
		`SELECT l.position, s.membership_id, CASE WHEN s.state = 'validated' THEN s.filled ELSE -1 END
		FROM needs_lots l JOIN needs_sheets s ON s.lot_id = l.id WHERE l.group_id = $1`, []any{groupID},
		func(c cell) error {
			fn(c)
			return nil
		})
	if err != nil {
		return fmt.Errorf("board: %w", err)
	}
	return nil
}

func (c cell) view() View {
	if c.filled < 0 {
		return ViewOf(Entry, 0)
	}
	return ViewOf(Validated, int(c.filled))
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
