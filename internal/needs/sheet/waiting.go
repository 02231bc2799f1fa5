package sheet

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// WaitingLots are the groups in entry where the establishment that who acts for has lots to validate.
func WaitingLots(ctx context.Context, tx *db.Tx, who access.Actor) ([]inbox.Item, error) {
	if !group.ActsFor(who, who.OrgID) {
		return nil, nil
	}
	type row struct {
		g           group.Group
		lots, valid int
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.g.Number, &r.g.Title, &r.g.EntryUntil, &r.lots, &r.valid}
	}, `SELECT g.number, g.title, g.entry_until, (SELECT count(*) FROM needs_lots l WHERE l.group_id = g.id),
		(SELECT count(*) FROM needs_sheets s WHERE s.membership_id = m.id AND s.state = 'validated')
		FROM needs_memberships m JOIN needs_groups g ON g.id = m.group_id
		WHERE m.org_id = $1 AND m.state = 'accepted' AND g.state = 'open' AND g.entry_from <= $2 AND g.entry_until >= $3
		ORDER BY g.entry_until, g.id`, who.OrgID, who.At, who.At.Truncate(time.Second))
	if err != nil {
		return nil, fmt.Errorf("waiting lots: %w", err)
	}
	var out []inbox.Item
	for _, r := range rows {
		if left := r.lots - r.valid; left > 0 {
			out = append(out, inbox.Item{
				Service: "needs", Count: left, Due: r.g.EntryUntil, Path: r.g.Path("/besoins"),
				Title:  i18n.M(msg.WaitLots, "n", left),
				Detail: i18n.M(msg.WaitLotsDetail, "title", r.g.Title, "done", r.valid, "lots", r.lots), Act: i18n.M(msg.WaitEnter),
			})
		}
	}
	return out, nil
}
