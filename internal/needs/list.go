package needs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

// mostWords is how many words of a search count: more than any title's, and fewer than a statement can hold.
const mostWords = 20

// Filter narrows « Liste des groupements d'achat ».
type Filter struct {
	Text  string      // words of the title, in any order
	Phase group.Phase // empty: all
	Live  bool        // open, and its deadline ahead
	Page  int         // from 1
	Size  int
}

// Row is a group in a list, with the membership of the establishment that who acts for.
type Row struct {
	group.Group
	Membership membership.State
}

// Listing is a page of a list.
type Listing[T any] struct {
	Rows  []T
	Total int
	Page  int
	Size  int
}

// last is the number of the last page, at least 1.
func (l Listing[T]) last() int {
	size := max(l.Size, 1)
	return max(1, (l.Total+size-1)/size)
}

// Groups lists the groups that who may see, those with the nearest deadline first, the ended ones last.
func (s *Service) Groups(ctx context.Context, who access.Actor, f Filter) (Listing[Row], error) {
	out := Listing[Row]{Page: max(f.Page, 1), Size: f.Size}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		group.Visible(&w, who)
		f.narrow(&w, who.At)
		where, args := w.SQL(1)
		total, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM needs_groups g WHERE `+where, args...)
		if err != nil {
			return fmt.Errorf("count groups: %w", err)
		}
		out.Total = int(total)
		out.Page = min(out.Page, out.last())
		n := len(args)
		args = append(args, who.At.Truncate(time.Second), who.OrgID, f.Size, (out.Page-1)*f.Size)
		out.Rows, err = db.All(ctx, tx, func(r *Row) []any { return append(group.Into(&r.Group), &r.Membership) },
			fmt.Sprintf(`SELECT `+group.Columns+`, coalesce(m.state, 'none') FROM `+group.Tables+`
			LEFT JOIN needs_memberships m ON m.group_id = g.id AND m.org_id = $%d
			WHERE `+where+` ORDER BY CASE WHEN g.state <> 'abandoned' AND g.entry_until >= $%d THEN 0 ELSE 1 END,
			CASE WHEN g.entry_until >= $%d THEN g.entry_until ELSE -g.entry_until END, g.id LIMIT $%d OFFSET $%d`,
				n+2, n+1, n+1, n+3, n+4), args...)
		if err != nil {
			return fmt.Errorf("list groups: %w", err)
		}
		return nil
	})
	return out, err
}

// narrow says in SQL what Group.PhaseAt says in Go; a test holds them together.
func (f Filter) narrow(w *db.Where, at time.Time) {
	words := strings.Fields(registers.Fold(f.Text))
	if len(words) == 0 && strings.TrimSpace(f.Text) != "" {
		w.And("1 = 0") // only punctuation was typed
	}
	for _, word := range words[:min(len(words), mostWords)] {
		w.And(`g.title_fold LIKE ? ESCAPE '\'`, db.Contains(word))
	}
	second := at.Truncate(time.Second)
	if f.Live {
		w.And("g.state = ? AND g.entry_until >= ?", group.Open, second)
	}
	switch f.Phase {
	case group.PhaseDraft:
		w.And("g.state = ?", group.Draft)
	case group.PhaseAbandoned:
		w.And("g.state = ?", group.Abandoned)
	case group.PhaseJoining:
		w.And("g.state = ? AND g.entry_until >= ? AND g.entry_from > ?", group.Open, second, at)
	case group.PhaseEntry:
		w.And("g.state = ? AND g.entry_until >= ? AND g.entry_from <= ?", group.Open, second, at)
	case group.PhaseClosed:
		w.And("g.state = ? AND g.entry_until < ?", group.Open, second)
	}
}

// MembershipRow is a line of « Mes adhésions ».
type MembershipRow struct {
	membership.Membership
	Group     group.Group
	Validated int // lots that need nothing more
}

// Memberships lists the memberships of the establishment that who acts for, the newest first (R025).
func (s *Service) Memberships(ctx context.Context, who access.Actor) ([]MembershipRow, error) {
	var out []MembershipRow
	err := s.db.View(ctx, func(tx *db.Tx) error {
		if who.OrgID == "" {
			return nil
		}
		var err error
		out, err = membershipsOf(ctx, tx, who)
		return err
	})
	return out, err
}

func membershipsOf(ctx context.Context, tx *db.Tx, who access.Actor) ([]MembershipRow, error) {
	rows, err := db.All(ctx, tx, func(r *MembershipRow) []any {
		return append(append([]any{
			&r.ID, &r.GroupID, &r.State, &r.AskedBy, &r.AskedName, &r.AskedAt,
			&r.DecidedBy, &r.DecidedName, &r.DecidedAt, &r.Reason, &r.Blocked, &r.Version,
		}, group.Into(&r.Group)...), &r.Validated)
	}, `SELECT m.id, m.group_id, m.state, m.asked_by, m.asked_name, m.asked_at, m.decided_by, m.decided_name, m.decided_at,
		m.reason, m.blocked, m.version, `+group.Columns+`,
		(SELECT count(*) FROM needs_sheets s WHERE s.membership_id = m.id AND s.state = 'validated')
		FROM needs_memberships m JOIN needs_groups g ON g.id = m.group_id JOIN org_organisations o ON o.id = g.support_org_id
		WHERE m.org_id = $1 ORDER BY m.asked_at DESC, m.id`, who.OrgID)
	if err != nil {
		return nil, fmt.Errorf("memberships: %w", err)
	}
	for i := range rows {
		rows[i].Org = group.Org{ID: who.OrgID, Name: who.OrgName}
		rows[i].Membership = rows[i].SeenBy(who, rows[i].Group)
	}
	return rows, nil
}
