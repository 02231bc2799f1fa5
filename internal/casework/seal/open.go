package seal

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"preau/internal/kit/blob"
	"preau/internal/kit/db"
)

// secretsAtOnce is how many secrets are asked for at a time.
const secretsAtOnce = 16

// Keys are opened keys by their ids. Of a demand that was wiped it has the zero key.
type Keys map[string]Key

// Open opens the keys of demands, with no transaction open: first what the transaction needs is looked for, then the
// keys are opened, then what was found is made readable, or what is to be written sealed. What was wiped is not there.
func (s *Service) Open(ctx context.Context, ids ...string) (Keys, error) {
	var rows []row
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		rows, err = liveKeys(ctx, tx, ids)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	ring, err := s.ring.keys()
	if err != nil {
		return nil, locked(err)
	}
	out := make(Keys, len(rows))
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(secretsAtOnce)
	for _, r := range rows {
		if data, ok := s.memory.get(r.ID); ok {
			mu.Lock()
			out[r.ID] = Key{r.ID, data}
			mu.Unlock()
			continue
		}
		g.Go(func() error {
			k, err := s.unwrap(ctx, r, ring)
			if err != nil || k.Gone() {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			out[r.ID] = k
			return nil
		})
	}
	return out, g.Wait()
}

// One opens one key; ErrGone when the demand was wiped.
func (s *Service) One(ctx context.Context, keyID string) (Key, error) {
	keys, err := s.Open(ctx, keyID)
	if err != nil {
		return Key{}, err
	}
	if k := keys[keyID]; !k.Gone() {
		return k, nil
	}
	return Key{}, gone()
}

// unwrap opens one key. A row whose secret is gone is a copy from before a wipe, if the store is the right one.
func (s *Service) unwrap(ctx context.Context, r row, ring []ringKey) (Key, error) {
	by, ok := keyMarked(ring, r.Ring)
	if !ok {
		return Key{}, locked(fmt.Errorf("the keyring of this machine lacks key %s", r.Ring))
	}
	secret, err := s.secretAt(ctx, r.secret)
	if errors.Is(err, blob.ErrNone) {
		return Key{}, s.recognise(ctx, false)
	}
	if err != nil {
		return Key{}, err
	}
	data, err := opened(wrapping(by, secret), wrappedAt(r.ID), r.Wrapped)
	if err != nil {
		return Key{}, err
	}
	s.memory.put(r.ID, data)
	return Key{r.ID, data}, nil
}
