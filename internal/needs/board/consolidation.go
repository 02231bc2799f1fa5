package board

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/sheet"
)

// Consolidation is what the members want of one lot: validated sheets only, and how many are left out (R054).
type Consolidation struct {
	Group    group.Group
	Lots     []group.Lot // for choosing another lot
	Lot      group.Lot
	Members  []Buyer           // with a validated sheet that wants something, by name
	Cells    map[int64][]int64 // by line: a quantity for each member, in thousandths
	Totals   map[int64]int64   // by line, in thousandths
	Sheets   Counts            // of the accepted members
	Excluded int               // accepted members without a validated sheet
	Others   []Standing        // the accepted members that want nothing of it, or whose sheets do not count, by name
	Leavers  []Leaver          // who is no member any more and has a sheet
}

// Standing is a member and how its sheet stands.
type Standing struct {
	Org  group.Org
	View sheet.View
}

// Buyer is a member whose sheet is counted. A sheet names no place of delivery: it is the establishment's address.
type Buyer struct {
	group.Org
	Address org.Place
	Sites   int // implantations, of which the sheet does not say which one
}

// Consolidate sums the validated sheets of one lot.
func (s *Service) Consolidate(ctx context.Context, who access.Actor, number, lot int64) (Consolidation, error) {
	var c Consolidation
	err := s.coordinating(ctx, who, number, func(tx *db.Tx, g group.Group) error {
		c = Consolidation{Group: g, Cells: map[int64][]int64{}, Totals: map[int64]int64{}}
		var err error
		if c.Lots, err = group.LotsOf(ctx, tx, g.ID); err != nil {
			return err
		}
		if c.Lot, err = group.LotAt(ctx, tx, g, lot); err != nil {
			return err
		}
		if err := c.read(ctx, tx); err != nil {
			return err
		}
		c.Leavers, err = leaversOf(ctx, tx, g.ID, c.Lot.ID)
		return err
	})
	return c, err
}

type memberSheet struct {
	buyer  Buyer
	state  sheet.State
	filled int
	packed []byte
}

func (c *Consolidation) read(ctx context.Context, tx *db.Tx) error {
	sheets, err := db.All(ctx, tx, func(m *memberSheet) []any {
		b := &m.buyer
		return []any{
			&b.ID, &b.Ref, &b.Name, &b.Commune, &b.Address.Address, &b.Address.Complement, &b.Address.PostalCode, &b.Sites,
			&m.state, &m.filled, &m.packed,
		}
	}, `SELECT o.id, o.ref, o.name, o.commune, o.address, o.complement, o.postal_code,
		(SELECT count(*) FROM org_sites x WHERE x.org_id = o.id AND x.closed_at IS NULL),
		coalesce(s.state, 'none'), coalesce(s.filled, 0), s.quantities
		FROM needs_memberships m JOIN org_organisations o ON o.id = m.org_id
		LEFT JOIN needs_sheets s ON s.membership_id = m.id AND s.lot_id = $2
		WHERE m.group_id = $1 AND m.state = 'accepted' ORDER BY o.name, o.id`, c.Group.ID, c.Lot.ID)
	if err != nil {
		return fmt.Errorf("consolidation: %w", err)
	}
	wanting := slices.DeleteFunc(sheets, func(m memberSheet) bool { return c.count(m) != sheet.ViewValidated })
	c.Excluded = c.Sheets.Entry + c.Sheets.None
	return c.sum(wanting)
}

// count counts one member; only a validated sheet's quantities enter the totals.
func (c *Consolidation) count(m memberSheet) sheet.View {
	v := sheet.ViewOf(m.state, m.filled)
	c.Sheets.add(v)
	if v != sheet.ViewValidated {
		c.Others = append(c.Others, Standing{m.buyer.Org, v})
	}
	return v
}

// sum fills the cells and totals: they may be hundreds of thousands, so each line's are made at once.
func (c *Consolidation) sum(wanting []memberSheet) error {
	if len(wanting) == 0 {
		return nil
	}
	rows := map[int64]int{}
	cells, totals := make([][]int64, len(c.Lot.Lines)), make([]int64, len(c.Lot.Lines))
	for i, l := range c.Lot.Lines {
		rows[l.Number], cells[i] = i, make([]int64, len(wanting))
	}
	for at, m := range wanting {
		m.buyer.Address.Commune = m.buyer.Commune
		c.Members = append(c.Members, m.buyer)
		err := sheet.UnpackEach(m.packed, func(line, n int64) {
			if i, ok := rows[line]; ok {
				cells[i][at] = n
				totals[i] += n
			}
		})
		if err != nil {
			return fmt.Errorf("sheet of %s: %w", m.buyer.Ref, err)
		}
	}
	for i, l := range c.Lot.Lines {
		c.Cells[l.Number], c.Totals[l.Number] = cells[i], totals[i]
	}
	return nil
}

// Buyers is how many members want something of a line.
func (c Consolidation) Buyers(line int64) int {
	n := 0
	for _, q := range c.Cells[line] {
		if q > 0 {
			n++
		}
	}
	return n
}
