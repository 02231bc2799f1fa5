// Package option is the operator's choices for offers, which administrators of the platform switch on and off.
package option

import (
	"context"
	"fmt"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
)

// Options are the choices. All are off in a new instance.
type Options struct {
	FourEyes bool // who wrote an offer does not validate it (O85)
}

const fourEyes = "four_eyes"

// Service holds the use cases.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// Get is what is chosen; to others than administrators of the platform it does not exist.
func (s *Service) Get(ctx context.Context, who access.Actor) (Options, error) {
	var o Options
	if err := instance.Allow(who); err != nil {
		return o, err
	}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		o, err = read(ctx, tx)
		return err
	})
	return o, err
}

// Save keeps other choices than those that were seen; a form that saw something else is refused.
func (s *Service) Save(ctx context.Context, who access.Actor, seen, next Options) error {
	if err := instance.Allow(who); err != nil {
		return err
	}
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		has, err := read(ctx, tx)
		if err != nil || has == next {
			return err
		}
		if has != seen {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		q := `DELETE FROM offers_options WHERE name = $1`
		if next.FourEyes {
			q = `INSERT INTO offers_options (name) VALUES ($1) ON CONFLICT DO NOTHING`
		}
		if _, err := tx.Exec(ctx, q, fourEyes); err != nil {
			return fmt.Errorf("options of offers: %w", err)
		}
		return history.Write(ctx, tx, who, history.Line{
			Object: history.Object{Kind: "offers.options", ID: "offers"}, Act: "offers.options.save",
			Data: map[string]string{"four_eyes.before": strconv.FormatBool(has.FourEyes), "four_eyes.after": strconv.FormatBool(next.FourEyes)},
		})
	})
}

func read(ctx context.Context, tx *db.Tx) (Options, error) {
	on, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM offers_options WHERE name = $1)`, fourEyes)
	if err != nil {
		return Options{}, fmt.Errorf("options of offers: %w", err)
	}
	return Options{FourEyes: on}, nil
}
