package seal

import (
	"context"
	"fmt"
	"time"

	"preau/internal/kit/db"
	"preau/internal/kit/jobs"
)

// keyArgs are the args of a job about one key.
type keyArgs struct {
	ID string `json:"id"`
}

// Destroy makes all that a demand's key sealed unreadable, and forgets the words by which it was found. The row is emptied in
// the transaction of the wipe, so nothing can be read once that is committed; the secret, without which copies of the
// database are unreadable too, goes by a job that this transaction adds. Never the other way round: a wipe that was not
// committed must leave the demand whole.
func (s *Service) Destroy(ctx context.Context, tx *db.Tx, keyID string) error {
	n, err := destroyKey(ctx, tx, keyID)
	if err != nil || n == 0 { // 0: done before
		return err
	}
	if err := removeTokens(ctx, tx, keyID); err != nil {
		return err
	}
	tx.After(func() {
		s.memory.forget(keyID)
		s.words.forget(keyID)
	})
	return s.addDestruction(ctx, tx, keyID)
}

func (s *Service) addDestruction(ctx context.Context, tx *db.Tx, keyID string) error {
	return s.jobs.Add(ctx, tx, jobDestroy, keyArgs{keyID}, jobs.Options{Unique: keyID})
}

// destroySecret deletes the secret of a destroyed key. Done again, it does nothing.
func (s *Service) destroySecret(ctx context.Context, _ jobs.Job, a keyArgs) error {
	s.memory.forget(a.ID)
	s.words.forget(a.ID)
	var names []string
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var err error
		names, err = destroyedSecret(ctx, tx, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := s.secrets.Delete(ctx, name); err != nil {
			return err
		}
	}
	return s.db.InTx(ctx, noteGone(ctx, a.ID))
}

const (
	// sweptAtOnce keeps a sweep's transactions short.
	sweptAtOnce = 200
	// overdue is the age at which a destruction's own job must have failed for good.
	overdue = 24 * time.Hour
)

// sweep destroys the keys that no demand was bound to, takes up the secrets that could not be deleted, and deletes again
// those that came back with a copy of the store.
func (s *Service) sweep(ctx context.Context, _ time.Time) error {
	for n := sweptAtOnce; n == sweptAtOnce; {
		err := s.db.InTx(ctx, func(tx *db.Tx) error {
			ids, err := unbound(ctx, tx)
			n = len(ids)
			for _, keyID := range ids {
				if err == nil {
					err = s.Destroy(ctx, tx, keyID)
				}
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("sweep keys: %w", err)
		}
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		ids, err := undone(ctx, tx)
		for _, keyID := range ids {
			if err == nil {
				err = s.addDestruction(ctx, tx, keyID)
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("sweep keys: %w", err)
	}
	return s.deleteReturned(ctx)
}

// deleteReturned deletes the secrets that are there though their key was destroyed. One without a row is left alone: the
// database may be older than the store.
func (s *Service) deleteReturned(ctx context.Context) error {
	var names []string
	flush := func() error {
		var back []string
		err := s.db.View(ctx, func(tx *db.Tx) error {
			var err error
			back, err = destroyedAmong(ctx, tx, names)
			return err
		})
		for _, name := range back {
			if err == nil {
				err = s.secrets.Delete(ctx, name)
			}
		}
		names = names[:0]
		return err
	}
	for info, err := range s.secrets.List(ctx) {
		if err != nil {
			return err
		}
		if names = append(names, info.Key); len(names) == sweptAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
