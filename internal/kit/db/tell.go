package db

import "context"

// OnTold has fn hear what rooms tell in their transactions: what it writes is there if and only if the fact is. It is called before the
// database is used; the last one listens.
func (d *DB) OnTold(fn func(ctx context.Context, tx *Tx, fact any) error) { d.told = fn }

// Tell passes a fact to who listens, in this transaction. Nobody need listen.
func (tx *Tx) Tell(ctx context.Context, fact any) error {
	if tx.d.told == nil {
		return nil
	}
	return tx.d.told(ctx, tx, fact)
}
