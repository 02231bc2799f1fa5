package structure

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/offers/role"
)

// Filter narrows the moderators' list.
type Filter struct {
	Text  string
	State State // empty: all
	Waits bool  // those that wait for a moderator alone
	Page  int   // from 1
	Size  int
}

// Listing is a page of the list.
type Listing struct {
	Rows              []Structure
	Total, Page, Size int
}

// waits is the condition for what waits for a moderator: of the list, and of the inbox.
const waits = "s.state = 'requested' OR (s.flagged_at IS NOT NULL AND s.state <> 'closed')"

// mostWords is how many words of a search count.
const mostWords = 20

// List is the structures and requests, the oldest first among those that wait, else the newest. To others than moderators it does not exist.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Listing, error) {
	if !role.Moderates(who) {
		return Listing{}, apperr.NotFoundErr()
	}
	out := Listing{Page: max(f.Page, 1), Size: max(f.Size, 1)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		where, args := f.where().SQL(1)
		total, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM offers_structures s WHERE `+where, args...)
		if err != nil {
			return fmt.Errorf("count structures: %w", err)
		}
		out.Total = int(total)
		out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
		order := " DESC"
		if f.Waits {
			order = ""
		}
		n := len(args)
		out.Rows, err = some(ctx, tx, fmt.Sprintf(` WHERE %s ORDER BY s.moved_at%s, s.number LIMIT $%d OFFSET $%d`, where, order, n+1, n+2), append(args, out.Size, (out.Page-1)*out.Size)...)
		return err
	})
	return out, err
}

func (f Filter) where() *db.Where {
	var w db.Where
	w.And("s.number > 0")
	for _, word := range strings.Fields(registers.Fold(f.Text))[:min(len(strings.Fields(registers.Fold(f.Text))), mostWords)] {
		w.And(`s.name_fold LIKE ? ESCAPE '\' OR s.email_fold LIKE ? ESCAPE '\' OR s.siren = ?`, db.Contains(word), db.Contains(word), word)
	}
	switch {
	case f.Waits:
		w.And(waits)
	case f.State != "":
		w.And("s.state = ?", f.State)
	}
	return &w
}
