package org

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// Page is one numbered page of what a query finds, from 1, and how many there are in all. With a text there are three
// hundred at most (Search): who gets so many types another word.
func Page(ctx context.Context, tx *db.Tx, q Query, page, size int) ([]Organisation, int, error) {
	if len(terms(q.Text)) > 0 {
		q.Limit = maxHits
		found, err := Search(ctx, tx, q)
		from := min((page-1)*size, len(found))
		return found[from:min(from+size, len(found))], len(found), err
	}
	c := q.filters()
	total, err := db.Value[int](ctx, tx, numbered("SELECT count(*) FROM org_organisations o WHERE "+c.text, 0), c.args...)
	if err != nil {
		return nil, 0, fmt.Errorf("count organisations: %w", err)
	}
	ids, err := clause{
		"SELECT o.id FROM org_organisations o WHERE " + c.text + " ORDER BY o.name_fold, o.id LIMIT ? OFFSET ?",
		append(c.args, size, (page-1)*size),
	}.ids(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	found, err := ByIDs(ctx, tx, ids)
	out := make([]Organisation, 0, len(ids))
	for _, id := range ids {
		out = append(out, found[id])
	}
	return out, total, err
}
