package report

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/offers/report/msg"
)

// Listing is a page of the reports.
type Listing struct {
	Rows              []Report
	Total, Page, Size int
}

// List is the reports in a state, the oldest first among those that are open, else the newest; all where no state is named. To others than
// moderators it does not exist.
func (s *Service) List(ctx context.Context, who access.Actor, of State, page, size int) (Listing, error) {
	if !Moves.May(See, Open, RolesOf(who), Report{}) {
		return Listing{}, apperr.NotFoundErr()
	}
	out := Listing{Page: max(page, 1), Size: max(size, 1)}
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var w db.Where
		order := " DESC"
		if of != "" {
			w.And("r.state = ?", of)
		}
		if of == Open {
			order = ""
		}
		where, args := w.SQL(1)
		total, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM offers_reports r WHERE `+where, args...)
		if err != nil {
			return fmt.Errorf("count reports: %w", err)
		}
		out.Total = int(total)
		out.Page = min(out.Page, max(1, (out.Total+out.Size-1)/out.Size))
		n := len(args)
		out.Rows, err = some(ctx, tx, fmt.Sprintf(`%s ORDER BY r.created_at%s, r.number LIMIT $%d OFFSET $%d`, where, order, n+1, n+2), append(args, out.Size, (out.Page-1)*out.Size)...)
		return err
	})
	return out, err
}

// View is a report as a moderator sees it.
type View struct {
	Report
	Acts    workflow.Offers[Act]
	History []history.Line
}

// historyShown is how many lines a page shows of the history.
const historyShown = 20

// Show is one report.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if v.Report, err = byNumber(ctx, tx, who, number); err != nil {
			return err
		}
		v.Acts = Moves.Offers(v.State, RolesOf(who), v.Report)
		v.History, err = history.Of(ctx, tx, v.object(), historyShown)
		return err
	})
	return v, err
}

// Waiting is what waits for a moderator: reports that nobody looked at (O37).
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !Moves.May(Settle, Open, RolesOf(who), Report{}) {
		return nil
	}
	var w db.Where
	w.And("r.state = ?", Open)
	return []inbox.Query{{
		N: "count(*)", Since: "min(r.created_at)", From: "offers_reports r", Where: w,
		Each: &inbox.Query{Number: "r.number", Name: "coalesce((SELECT o.name FROM offers_offers o WHERE o.id = r.offer_id), '')", Since: "r.created_at", Item: func(x inbox.Row) inbox.Item {
			return inbox.Item{Service: "offers", Title: i18n.M(msg.WaitingThing, "name", x.Name, "n", x.Number), Detail: i18n.M(msg.Waiting, "n", 1), Act: i18n.M(msg.WaitingAct), Path: Report{Number: x.Number}.Path(), Since: x.Since, Count: 1}
		}},
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "offers", Title: i18n.M(msg.Waiting, "n", r.N), Act: i18n.M(msg.WaitingAct), Path: ListPath, Since: r.Since, Count: r.N}
		},
	}}
}
