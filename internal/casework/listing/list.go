package listing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// List are demands that somebody may see. Only the keys of the lines shown are opened, unless words are looked for.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Page, error) {
	var p Page
	if !who.SignedIn() {
		return p, apperr.UnauthenticatedErr()
	}
	if f.List == All {
		return s.all(ctx, who, f)
	}
	var all desk
	number := ""
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		if number, err = numbered(ctx, tx, f.Query); err == nil {
			all, err = readDesk(ctx, tx, who, f, number == "" && f.Query != "")
		}
		return err
	})
	if err != nil {
		return p, err
	}
	p.Counts = all.counts()
	those, cut, err := s.sought(ctx, who, f, all, number)
	if err != nil {
		return p, err
	}
	p.Total, p.Cut, p.Short = len(those), cut, !seal.AllAsked(f.Query)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if p.Rows, err = rows(ctx, tx, who, f.page(those)); err != nil {
			return err
		}
		return choices(ctx, tx, who, f.List, &p)
	})
	if err != nil {
		return p, err
	}
	return p, s.openTitles(ctx, p.Rows)
}

// page sorts what a list has, and gives what a page of it shows; behind the last page the last one.
func (f Filter) page(those []narrow) []narrow {
	slices.SortFunc(those, func(a, b narrow) int {
		by := cmp.Or(cmp.Compare(b.key, a.key), strings.Compare(b.id, a.id))
		if f.Back {
			return -by
		}
		return by
	})
	from := f.from(len(those))
	return those[from:min(len(those), from+f.Size)]
}

// from is how many lines of so many come before the page.
func (f Filter) from(n int) int { return max(0, min(f.Page, (n-1)/f.Size+1)-1) * f.Size }

// openTitles opens the titles of some lines; of a demand that was wiped its number is all there is.
func (s *Service) openTitles(ctx context.Context, some []Row) error {
	var ids []string
	for _, r := range some {
		if !r.Masked {
			ids = append(ids, r.keyID)
		}
	}
	keys, err := s.keys.Open(ctx, ids...)
	if err != nil {
		return err
	}
	for i := range some {
		r := &some[i]
		if r.Masked {
			continue
		}
		last := r.said
		if r.inner {
			last = r.messages
		}
		r.Unread = r.State != demand.Draft && r.seen < last
		if k := keys[r.keyID]; !k.Gone() {
			if r.Title, err = told.OpenTitle(k, r.id, r.sealed); err != nil {
				return fmt.Errorf("title of demand %s: %w", r.Number, err)
			}
		}
	}
	return nil
}
