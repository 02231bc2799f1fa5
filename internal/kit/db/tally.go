package db

import (
	"context"
	"sync/atomic"
)

type tallyKey struct{}

// Tally gives a context under which statements are counted, and tells how many there were so far: what a request asks
// of the database. Those that open and end transactions are not counted. Within a tally there is no other one.
func Tally(ctx context.Context) (context.Context, func() int64) {
	n, counts := ctx.Value(tallyKey{}).(*atomic.Int64)
	if !counts {
		n = new(atomic.Int64)
		ctx = context.WithValue(ctx, tallyKey{}, n)
	}
	return ctx, n.Load
}

// tally counts one statement.
func tally(ctx context.Context) {
	if n, counts := ctx.Value(tallyKey{}).(*atomic.Int64); counts {
		n.Add(1)
	}
}
