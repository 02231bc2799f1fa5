// Package board is how the coordinators of a purchasing group follow its sheets of needs: who is where, and what all want.
package board

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/sheet"
)

// Service holds the use cases.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Board is the coordinator's view of who is where: accepted members × lots (R052).
type Board struct {
	Group   group.Group
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

func (c *Counts) add(v sheet.View) {
	switch v {
	case sheet.ViewValidated:
		c.Validated++
	case sheet.ViewEmpty:
		c.Empty++
	case sheet.ViewEntry:
		c.Entry++
	case sheet.ViewNone:
		c.None++
	}
}

// LotCount is a lot with its members' states: States has one for each member, in the board's order.
type LotCount struct {
	group.Lot
	Counts
	States []sheet.View
}

// MemberRow is a member with the states of its sheets, one for each lot, in the lots' order.
type MemberRow struct {
	Org    group.Org
	States []sheet.View
	Counts
}

// ShowBoard is the board of a group.
func (s *Service) ShowBoard(ctx context.Context, who access.Actor, number int64) (Board, error) {
	var b Board
	err := s.coordinating(ctx, who, number, func(tx *db.Tx, g group.Group) error {
		lots, err := group.LotsOf(ctx, tx, g.ID)
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
	org group.Org
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

// eachCell gives all sheets of a group. They are thousands: they come from an index, without the sheets' own rows, and a lot's
// in one row, since a row costs more than what is in it.
func eachCell(ctx context.Context, tx *db.Tx, groupID string, fn func(cell)) error {
	type row struct {
		lot   int64
		cells string
	}
	err := db.Each(ctx, tx, func(r *row) []any { return []any{&r.lot, &r.cells} },
		`SELECT l.position, string_agg(s.membership_id || ':' || CAST(CASE WHEN s.state = 'validated' THEN s.filled ELSE -1 END AS TEXT), ',')
		FROM needs_lots l JOIN needs_sheets s ON s.lot_id = l.id WHERE l.group_id = $1 GROUP BY l.position`, []any{groupID},
		func(r row) error {
			for text := range strings.SplitSeq(r.cells, ",") {
				member, filled, _ := strings.Cut(text, ":")
				n, err := strconv.ParseInt(filled, 10, 64)
				if err != nil {
					return err
				}
				fn(cell{r.lot, member, n})
			}
			return nil
		})
	if err != nil {
		return fmt.Errorf("board: %w", err)
	}
	return nil
}

func (c cell) view() sheet.View {
	if c.filled < 0 {
		return sheet.ViewOf(sheet.Entry, 0)
	}
	return sheet.ViewOf(sheet.Validated, int(c.filled))
}

// coordinating reads in one snapshot what only a coordinator of the group may see.
func (s *Service) coordinating(ctx context.Context, who access.Actor, number int64, fn func(*db.Tx, group.Group) error) error {
	return group.Follow(ctx, s.db, who, number, group.FollowGroup, fn)
}
