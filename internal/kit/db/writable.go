package db

import (
	"context"
)

// Writable asks whether the database takes what is written, for /readyz: a server that only reads after a switch-over, or a full disk,
// answers all the same. It leaves nothing behind, unless a disk refused something before: then a row of seven days is the proof.
func (d *DB) Writable(ctx context.Context) error {
	if !d.refused.Load() {
		return d.InTx(ctx, func(tx *Tx) error {
			_, err := tx.Exec(ctx, `UPDATE core_done SET done_at = done_at WHERE account_id = '' AND act = 'db.nothing'`)
			return err
		})
	}
	err := d.InTx(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO core_done (account_id, act, form_key, body_hash, result, done_at) VALUES ('', 'db.writable', '', '', '', $1)
			ON CONFLICT (account_id, act, form_key) DO UPDATE SET done_at = excluded.done_at`, tx.Now())
		return err
	})
	if err == nil {
		d.refused.Store(false)
	}
	return err
}

// learn notes what the end of a writing transaction tells of the database, and says whether its connection is worth nothing: that of a
// server which reads only, since another took its place.
func (d *DB) learn(tx *Tx, err error) (worthless bool) {
	if tx.readOnly || err == nil {
		return false
	}
	if troubleOf(err) == storage {
		d.refused.Store(true)
	}
	return d.engine == Postgres && isWriteInView(err)
}
