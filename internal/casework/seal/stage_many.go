package seal

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"preau/internal/kit/blob"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// StageMany is Stage for many demands at once: one transaction, and several secrets at a time. What a failure leaves is swept a day later.
func (s *Service) StageMany(ctx context.Context, n int) ([]Key, error) {
	ring, err := s.ring.keys()
	if err != nil {
		return nil, locked(err)
	}
	if err := s.prepare(ctx, ring); err != nil {
		return nil, err
	}
	keys, secrets, rows := make([]Key, n), make([][]byte, n), make([]row, n)
	for i := range keys {
		keys[i], secrets[i] = Key{id: id.New(), data: draw()}, draw()
		rows[i] = row{ID: keys[i].id, Ring: ring[0].mark, secret: blob.NewKey()}
		if rows[i].Wrapped, err = sealed(wrapping(ring[0], secrets[i]), wrappedAt(keys[i].id), keys[i].data); err != nil {
			return nil, err
		}
	}
	if err := s.db.InTx(ctx, func(tx *db.Tx) error { return insertManyStaged(ctx, tx, rows) }); err != nil {
		if db.IsForeignKey(err) {
			return nil, locked(err)
		}
		return nil, fmt.Errorf("stage keys: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(secretsAtOnce)
	for i, r := range rows {
		g.Go(func() error { return s.secrets.Put(ctx, r.secret, bytes.NewReader(secrets[i])) })
	}
	return keys, g.Wait()
}

func insertManyStaged(ctx context.Context, tx *db.Tx, rows []row) error {
	all := db.NewRows(`INSERT INTO casework_keys (id, state, object_id, ring, secret, wrapped, made_at) VALUES `, 7)
	for _, r := range rows {
		all.Add(r.ID, "staged", "", r.Ring, r.secret, r.Wrapped, tx.Now())
	}
	return all.Write(ctx, tx)
}
