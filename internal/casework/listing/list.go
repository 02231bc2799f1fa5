package listing

import (
	"context"
	"fmt"

	"preau/internal/casework/demand"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// List are demands that somebody may read. Only the keys of the lines shown are opened, unless words are looked for.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (Page, error) {
	var p Page
	if !who.SignedIn() {
		return p, apperr.UnauthenticatedErr()
	}
	found, err := s.find(ctx, who, f)
	if err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if p.Counts, err = counts(ctx, tx, who); err != nil {
			return err
		}
		if p.Rows, p.Total, err = rows(ctx, tx, who, f, found); err != nil {
			return err
		}
		return choices(ctx, tx, who, &p)
	})
	if err != nil {
		return p, err
	}
	return p, s.openTitles(ctx, p.Rows)
}

// openTitles opens the titles of some lines; of a demand that was wiped its number is all there is.
func (s *Service) openTitles(ctx context.Context, some []Row) error {
	ids := make([]string, len(some))
	for i, r := range some {
		ids[i] = r.keyID
	}
	keys, err := s.keys.Open(ctx, ids...)
	if err != nil {
		return err
	}
	for i := range some {
		r := &some[i]
		last := r.said
		if r.inner {
			last = r.messages
		}
		r.Unread = r.State != demand.Draft && r.seen < last
		if k := keys[r.keyID]; !k.Gone() {
			if r.Title, err = demand.OpenTitle(k, r.id, r.sealed); err != nil {
				return fmt.Errorf("title of demand %s: %w", r.Number, err)
			}
		}
	}
	return nil
}
