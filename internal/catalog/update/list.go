package update

import (
	"context"
	"fmt"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Filter chooses what the list shows.
type Filter struct {
	Market int64 // 0: all
	State  State // empty: all
	Page   int   // from 1
	Size   int
}

// Listing is one numbered page of updates, the newest first.
type Listing struct {
	Rows []Update
	Numbered
}

// Numbered is where a page stands in its list.
type Numbered struct{ Total, Page, Size int }

const (
	usualSize = 20
	mostSize  = 100
)

// numbered is a page within what there is, whatever was asked.
func numbered(total, page, size int) Numbered {
	if size < 1 || size > mostSize {
		size = usualSize
	}
	return Numbered{Total: total, Size: size, Page: min(max(1, page), max(1, (total+size-1)/size))}
}

func (n Numbered) offset() int { return (n.Page - 1) * n.Size }

// List is the updates that who may see.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Listing, error) {
	if err := visible(who); err != nil {
		return Listing{}, err
	}
	var l Listing
	err := s.o.DB.View(ctx, func(tx *db.Tx) (err error) {
		if f.Market != 0 {
			if _, err := catalog.ByNumber(ctx, tx, who, f.Market); err != nil {
				return err
			}
		}
		l, err = list(ctx, tx, f)
		return err
	})
	return l, err
}

func list(ctx context.Context, tx *db.Tx, f Filter) (Listing, error) {
	var l Listing
	var w db.Where
	if f.Market != 0 {
		w.And("u.market = ?", f.Market)
	}
	if f.State != "" {
		w.And("u.state = ?", f.State)
	}
	cond, args := w.SQL(1)
	total, err := db.Value[int](ctx, tx, `SELECT count(*) FROM catalog_updates u WHERE `+cond, args...)
	if err != nil {
		return l, fmt.Errorf("updates of catalogues: %w", err)
	}
	l.Numbered = numbered(total, f.Page, f.Size)
	l.Rows, err = updates(ctx, tx, `WHERE `+cond+fmt.Sprintf(` ORDER BY u.number DESC LIMIT %d OFFSET %d`, l.Size, l.offset()), args...)
	return l, err
}

// Why is nil when who may do an act on an update; else it says why not.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, market, n int64) error {
	u, err := ofMarket(ctx, tx, who, market, n)
	if err == nil {
		_, err = Moves().Next(do, u.State, relationsOf(who), u)
	}
	return explained(ctx, tx, who, err)
}
