package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"preau/internal/casework/seal/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// cleanUpIn is how long what came of a key that could not be kept may take to be removed while somebody waits.
const cleanUpIn = 10 * time.Second

// Stage makes the key of a demand that is about to be. No transaction is open meanwhile, since the store of secrets may
// be another machine. The demand's own transaction binds it; one that nothing was bound to is destroyed after a day.
func (s *Service) Stage(ctx context.Context) (Key, error) {
	keys, err := s.ring.keys()
	if err != nil {
		return Key{}, locked(err)
	}
	if err := s.prepare(ctx, keys); err != nil {
		return Key{}, err
	}
	k, secret := Key{id: id.New(), data: draw()}, draw()
	r := row{ID: k.id, Ring: keys[0].mark, secret: blob.NewKey()}
	if r.Wrapped, err = sealed(wrapping(keys[0], secret), wrappedAt(k.id), k.data); err != nil {
		return Key{}, err
	}
	if err := s.db.InTx(ctx, insertStaged(ctx, r)); err != nil {
		if db.IsForeignKey(err) { // the ring of this machine is older than the others'
			return Key{}, locked(err)
		}
		return Key{}, fmt.Errorf("stage key: %w", err)
	}
	if err := s.secrets.Put(ctx, r.secret, bytes.NewReader(secret)); err != nil {
		s.abandon(ctx, r)
		return Key{}, err
	}
	s.memory.put(k.id, k.data)
	return k, nil
}

// abandon removes what came of a key that could not be kept, even when who asked has gone. What it cannot remove now is
// swept later.
func (s *Service) abandon(ctx context.Context, r row) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpIn)
	defer cancel()
	if s.secrets.Delete(ctx, r.secret) == nil {
		_ = s.db.InTx(ctx, removeStaged(ctx, r.ID)) // swept later
	}
}

// Bind gives a staged key to its demand, in the demand's transaction.
func (s *Service) Bind(ctx context.Context, tx *db.Tx, k Key, demandID string) error {
	n, err := bindKey(ctx, tx, k.id, demandID)
	if err == nil && n == 0 {
		return gone() // staged so long ago that it was swept
	}
	return err
}

// prepare makes sure, once, that the database knows the ring and the store of secrets.
func (s *Service) prepare(ctx context.Context, keys []ringKey) error {
	if err := s.admit(ctx, keys); err != nil {
		return err
	}
	s.mu.Lock()
	known := s.known
	s.mu.Unlock()
	if known {
		return nil
	}
	return s.recognise(ctx, true)
}

// admit tells the database once of the keys that this machine's ring has. Afterwards one that others drop stays dropped.
func (s *Service) admit(ctx context.Context, keys []ringKey) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var marks []string
	for _, k := range keys {
		if !s.admitted[k.mark] {
			marks = append(marks, k.mark)
		}
	}
	if len(marks) == 0 {
		return nil
	}
	if err := s.db.InTx(ctx, insertRings(ctx, marks)); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	for _, m := range marks {
		s.admitted[m] = true
	}
	return nil
}

// recognise tells whether the store of secrets is the one that this database was used with. A fresh database takes the
// store that is there, when it may.
func (s *Service) recognise(ctx context.Context, fresh bool) error {
	mark, err := s.storeMark(ctx)
	if err != nil {
		return err
	}
	if mark == "" && fresh {
		if mark, err = s.markStore(ctx); err != nil {
			return err
		}
	}
	if mark != "" {
		_, err := s.secretAt(ctx, mark)
		if err == nil {
			s.mu.Lock()
			s.known = true
			s.mu.Unlock()
		}
		if err == nil || !errors.Is(err, blob.ErrNone) {
			return err
		}
	}
	return &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(msg.OtherStore), Err: errors.New("the store of secrets is not the one of this database")}
}

func (s *Service) storeMark(ctx context.Context) (mark string, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		mark, err = storeMark(ctx, tx)
		return err
	})
	return mark, err
}

func (s *Service) markStore(ctx context.Context) (string, error) {
	mark := blob.NewKey()
	if err := s.secrets.Put(ctx, mark, bytes.NewReader(draw())); err != nil {
		return "", err
	}
	if err := s.db.InTx(ctx, insertStoreMark(ctx, mark)); err != nil {
		return "", err
	}
	return s.storeMark(ctx) // another machine may have been first
}

// secretAt reads a secret; blob.ErrNone when there is none.
func (s *Service) secretAt(ctx context.Context, name string) ([]byte, error) {
	b, err := s.secrets.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.Close() }() // it was only read
	out, err := io.ReadAll(io.LimitReader(b, keyBytes+1))
	if err != nil {
		return nil, err
	}
	if len(out) != keyBytes {
		return nil, fmt.Errorf("secret %s has not %d bytes", name, keyBytes)
	}
	return out, nil
}

func locked(err error) error {
	return &apperr.Error{Kind: apperr.Unavailable, Msg: i18n.M(msg.Locked), Err: err}
}
