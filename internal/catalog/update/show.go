package update

import (
	"context"
	"fmt"

	"preau/internal/catalog/article"
	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// View is which part of an update is looked at.
type View string

// The views.
const (
	Faults      View = "faults"
	Remarks     View = "remarks"
	News        View = "new"
	Differences View = "changed"
	Rises       View = "rises" // of prices, above a share
	Withdrawals View = "withdrawn"
)

// Look says which part, and which page of it.
type Look struct {
	View       View
	Over       int64 // of Rises: in hundredths of a percent
	Page, Size int
}

// Difference is an article that the update changes.
type Difference struct {
	article.Article
	Was  article.Data // of one that is not new
	New  bool
	Rise int64 // of its price, in hundredths of a percent

	of int64 // its number, where its versions are gone too
}

// Record is one update with some of what it changes, and what may be done with it.
type Record struct {
	Update
	Offers      workflow.Offers[Act]
	Look        Look
	Pages       Numbered
	Over        int // prices that rise by more than Look.Over
	Faults      []Fault
	Differences []Difference
	History     []history.Line
}

// Show is one update of a market. Without a view it shows what matters most: what is wrong, prices, what goes, what is new.
func (s *Service) Show(ctx context.Context, who access.Actor, market, n int64, l Look) (Record, error) {
	var r Record
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if r.Update, err = ofMarket(ctx, tx, who, market, n); err != nil {
			return err
		}
		r.Offers = Moves().Offers(r.State, relationsOf(who), r.Update)
		for _, o := range r.Offers {
			if err := explain(ctx, tx, who, o.Reasons); err != nil {
				return err
			}
		}
		if r.Look = l; l.View == "" {
			r.Look.View = r.telling()
		}
		if err := r.look(ctx, tx); err != nil {
			return err
		}
		r.History, err = history.Of(ctx, tx, object(n), 30)
		return err
	})
	return r, err
}

// telling is the view that matters most.
func (u Update) telling() View {
	switch {
	case u.Counts.Refused > 0:
		return Faults
	case u.Changed > 0:
		return Differences
	case u.Withdrawn > 0:
		return Withdrawals
	case u.New > 0:
		return News
	}
	return Remarks
}

// Progress is one update for the part of its page that is asked for again and again.
func (s *Service) Progress(ctx context.Context, who access.Actor, market, n int64) (Update, error) {
	var u Update
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		u, err = ofMarket(ctx, tx, who, market, n)
		return err
	})
	return u, err
}

// Differ says whether what the update changes can still be looked at.
func (u Update) Differ() bool {
	switch u.State {
	case Ready, Scheduled, Live, Undoing, Undone:
		return u.Kept()
	case Reading, Dropping, Dropped, Void, Refused:
	}
	return false
}

// look reads a page of a view.
func (r *Record) look(ctx context.Context, tx *db.Tx) error {
	var err error
	if r.Differ() {
		if r.Over, err = db.Value[int](ctx, tx, `SELECT count(*) FROM catalog_update_changes WHERE update_number = $1 AND kind = $2 AND rise > $3`,
			r.Number, kindChanged, r.Look.Over); err != nil {
			return fmt.Errorf("prices of update %d: %w", r.Number, err)
		}
	}
	switch {
	case r.Look.View == Faults || r.Look.View == Remarks:
		return r.lookAtFaults(ctx, tx)
	case !r.Differ():
		return nil
	}
	total := map[View]int64{News: r.New, Differences: r.Changed, Rises: int64(r.Over), Withdrawals: r.Withdrawn}[r.Look.View]
	r.Pages = numbered(int(total), r.Look.Page, r.Look.Size)
	r.Differences, err = differences(ctx, tx, r.Update, r.Look, nil, r.Pages.Size, r.Pages.offset())
	return err
}

func (r *Record) lookAtFaults(ctx context.Context, tx *db.Tx) error {
	total, err := db.Value[int](ctx, tx, `SELECT count(*) FROM catalog_update_faults WHERE update_number = $1 AND warning = $2`, r.Number, r.Look.View == Remarks)
	if err != nil {
		return fmt.Errorf("faults of update %d: %w", r.Number, err)
	}
	r.Pages = numbered(total, r.Look.Page, r.Look.Size)
	r.Faults, err = faults(ctx, tx, r.Number, r.Look.View == Remarks, r.Pages.Size, r.Pages.offset())
	return err
}

func faults(ctx context.Context, tx *db.Tx, n int64, warning bool, most, skip int) ([]Fault, error) {
	type row struct {
		Fault
		reason string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.Line, &r.Warning, &r.Letter, &r.Header, &r.Value, &r.reason} },
		`SELECT line, warning, letter, header, value, reason FROM catalog_update_faults WHERE update_number = $1 AND warning = $2 ORDER BY line, n LIMIT $3 OFFSET $4`,
		n, warning, most, skip)
	if err != nil {
		return nil, fmt.Errorf("faults of update %d: %w", n, err)
	}
	out := make([]Fault, len(rows))
	for i, r := range rows {
		out[i] = r.Fault
		for _, m := range readSayings(r.reason) {
			out[i].Reason = m
		}
	}
	return out, nil
}

// kinds are what the views show.
var kinds = map[View]int{News: kindNew, Differences: kindChanged, Rises: kindChanged, Withdrawals: kindWithdrawn}

// differences are some of the articles that an update changes, a page of them or those behind one: where prices do, those
// that rise most stand first.
func differences(ctx context.Context, tx *db.Tx, u Update, l Look, behind *changed, most, skip int) ([]Difference, error) {
	var w db.Where
	w.And("update_number = ? AND kind = ?", u.Number, kinds[l.View])
	if l.View == Rises {
		w.And("rise > ?", l.Over)
	}
	order, beyond := "rise, article", "(rise, article) > (?, ?)"
	if kinds[l.View] == kindChanged {
		order, beyond = "rise DESC, article DESC", "(rise, article) < (?, ?)"
	}
	if behind != nil {
		w.And(beyond, behind.rise, behind.article)
	}
	cond, args := w.SQL(1)
	rows, err := db.All(ctx, tx, func(c *changed) []any { return []any{&c.rise, &c.article} },
		`SELECT rise, article FROM catalog_update_changes WHERE `+cond+` ORDER BY `+order+fmt.Sprintf(` LIMIT %d OFFSET %d`, most, skip), args...)
	if err != nil {
		return nil, fmt.Errorf("changes of update %d: %w", u.Number, err)
	}
	return u.differences(ctx, tx, rows)
}

func (u Update) differences(ctx context.Context, tx *db.Tx, rows []changed) ([]Difference, error) {
	numbers := make([]int64, len(rows))
	for i, c := range rows {
		numbers[i] = c.article
	}
	now, was, err := article.Turned(ctx, tx, numbers, u.Before, u.Edition)
	if err != nil {
		return nil, err
	}
	out := make([]Difference, 0, len(rows))
	for _, c := range rows {
		before, there := was[c.article]
		out = append(out, Difference{Article: now[c.article], Was: before, New: !there, Rise: c.rise, of: c.article})
	}
	return out, nil
}
