package needs

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
)

// GroupsAfter lists the groups that who may see by their numbers, which never change: those after a number, at most limit.
// Programs read lists so, page after page; people read Groups.
func (s *Service) GroupsAfter(ctx context.Context, who access.Actor, f Filter, after int64, limit int) ([]Row, error) {
	var out []Row
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		group.Visible(&w, who)
		f.narrow(&w, who.At)
		w.And("g.number > ?", after)
		where, args := w.SQL(1)
		n := len(args)
		var err error
		out, err = db.All(ctx, tx, func(r *Row) []any { return append(group.Into(&r.Group), &r.Membership) },
			fmt.Sprintf(`SELECT `+group.Columns+`, coalesce(m.state, 'none') FROM `+group.Tables+`
			LEFT JOIN needs_memberships m ON m.group_id = g.id AND m.org_id = $%d
			WHERE `+where+` ORDER BY g.number LIMIT $%d`, n+1, n+2), append(args, who.OrgID, limit)...)
		if err != nil {
			return fmt.Errorf("list groups: %w", err)
		}
		return nil
	})
	return out, err
}
