package seal

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/casework/seal/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/blob"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Use is one key of the ring, or one that the database needs and the ring lacks.
type Use struct {
	Mark   string
	First  bool  // it wraps what is new
	InRing bool  // this machine has it
	Wraps  int64 // demands
}

// Uses are the ring's keys in their order, then those that it lacks.
func (s *Service) Uses(ctx context.Context) ([]Use, error) {
	ring, err := s.ring.keys()
	if err != nil {
		return nil, err
	}
	var counts map[string]int64
	err = s.db.View(ctx, func(tx *db.Tx) error {
		counts, err = wrapsOf(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []Use
	for i, k := range ring {
		out = append(out, Use{Mark: k.mark, First: i == 0, InRing: true, Wraps: counts[k.mark]})
		delete(counts, k.mark)
	}
	for _, mark := range sorted(counts) {
		if counts[mark] > 0 {
			out = append(out, Use{Mark: mark, Wraps: counts[mark]})
		}
	}
	return out, nil
}

// Rotate draws a new key for the ring and wraps all demands' keys by it. What an earlier rotation left is finished
// first, without drawing another. It says how many were wrapped anew.
func (s *Service) Rotate(ctx context.Context) (int, error) {
	uses, err := s.Uses(ctx)
	if err != nil {
		return 0, err
	}
	rest := false
	for _, u := range uses {
		rest = rest || !u.First && u.Wraps > 0
	}
	if !rest {
		if err := s.ring.add(); err != nil {
			return 0, err
		}
	}
	return s.Rewrap(ctx)
}

// rewrappedAtOnce keeps the transactions of a rotation short.
const rewrappedAtOnce = 100

// Rewrap wraps by the ring's first key what others wrap. Cut short, it goes on where it was when it is called again.
func (s *Service) Rewrap(ctx context.Context) (int, error) {
	ring, err := s.ring.keys()
	if err != nil {
		return 0, err
	}
	if err := s.admit(ctx, ring); err != nil {
		return 0, err
	}
	done, after := 0, ""
	for {
		var rows []row
		err := s.db.View(ctx, func(tx *db.Tx) error {
			rows, err = wrappedByOthers(ctx, tx, ring[0].mark, after, rewrappedAtOnce)
			return err
		})
		if err != nil || len(rows) == 0 {
			return done, err
		}
		n, err := s.rewrap(ctx, ring, rows)
		if done += n; err != nil {
			return done, err
		}
		after = rows[len(rows)-1].ID
	}
}

func (s *Service) rewrap(ctx context.Context, ring []ringKey, rows []row) (int, error) {
	type change struct {
		row
		to []byte
	}
	var changes []change
	for _, r := range rows {
		by, ok := keyMarked(ring, r.Ring)
		if !ok {
			return 0, locked(fmt.Errorf("the keyring of this machine lacks key %s", r.Ring))
		}
		to, err := s.wrapAnew(ctx, r, by, ring[0])
		if errors.Is(err, blob.ErrNone) { // wiped meanwhile, or in a copy that is older than its wipe
			continue
		}
		if err != nil {
			return 0, err
		}
		changes = append(changes, change{r, to})
	}
	done := 0
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		done = 0
		for _, c := range changes {
			n, err := saveWrapped(ctx, tx, c.row, ring[0].mark, c.to)
			if err != nil {
				return err
			}
			done += int(n)
		}
		return nil
	})
	return done, err
}

func (s *Service) wrapAnew(ctx context.Context, r row, from, to ringKey) ([]byte, error) {
	secret, err := s.secretAt(ctx, r.secret)
	if err != nil {
		return nil, err
	}
	data, err := opened(wrapping(from, secret), wrappedAt(r.ID), r.Wrapped)
	if err != nil {
		return nil, err
	}
	return sealed(wrapping(to, secret), wrappedAt(r.ID), data)
}

// Drop takes a key out of the ring. The first one stays, and so does one that still wraps something: the database itself
// refuses that, so a demand that another machine makes at this instant is safe.
func (s *Service) Drop(ctx context.Context, mark string) error {
	ring, err := s.ring.keys()
	if err != nil {
		return err
	}
	_, there := keyMarked(ring, mark)
	switch {
	case !there:
		return apperr.ConflictErr(i18n.M(msg.RingNone, "mark", mark))
	case ring[0].mark == mark:
		return apperr.ConflictErr(i18n.M(msg.RingFirst, "mark", mark))
	case s.ring.given != nil:
		return apperr.ConflictErr(i18n.M(msg.RingGiven))
	}
	var left int64
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		left, err = wrapsBy(ctx, tx, mark)
		if err != nil || left > 0 {
			return err
		}
		return removeRing(ctx, tx, mark)
	})
	if err == nil && left > 0 || err != nil && db.IsForeignKey(err) {
		return apperr.ConflictErr(i18n.M(msg.RingUsed, "mark", mark, "n", max(left, 1)))
	}
	if err != nil {
		return err
	}
	return s.ring.remove(mark)
}
