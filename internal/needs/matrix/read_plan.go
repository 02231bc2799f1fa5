package matrix

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/sheet"
)

func readPlan(ctx context.Context, tx *db.Tx, groupID string) (plan, error) {
	var p plan
	var err error
	if p.group, err = group.ByID(ctx, tx, groupID); err != nil {
		return p, err
	}
	lots, err := group.LotsWithLines(ctx, tx, groupID)
	if err != nil {
		return p, err
	}
	if p.members, err = members(ctx, tx, groupID); err != nil {
		return p, err
	}
	at, rows := map[string]int{}, map[string]int{}
	for i, m := range p.members {
		rows[m.id] = i
	}
	for i, l := range lots {
		at[l.ID] = i
		n := lot{Lot: l, cells: make([]cell, len(p.members))}
		for r := range n.cells {
			n.cells[r].view = sheet.ViewNone
		}
		p.lots = append(p.lots, n)
	}
	err = eachSheet(ctx, tx, groupID, func(s storedSheet) {
		l := &p.lots[at[s.lot]]
		r, ok := rows[s.member]
		if !ok {
			l.gone++
			return
		}
		l.cells[r].view = sheet.ViewOf(s.state, s.filled)
		if l.cells[r].view.Done() {
			l.cells[r].packed = s.packed
		}
	})
	if err != nil {
		return p, fmt.Errorf("sheets: %w", err)
	}
	for i := range p.lots {
		p.lots[i].count()
	}
	return p, nil
}
