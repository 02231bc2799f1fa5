// Package option is the operator's choices for offers, which administrators of the platform switch on and off.
package option

import (
	"context"
	"fmt"
	"maps"
	"slices"
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
	FourEyes  bool // who wrote an offer does not validate it (O85)
	Temporary bool // mails of new accounts carry a temporary password, as the source's do, beside the one-time link (O27)
}

// names are the choices as they are kept: those that are on.
const (
	fourEyes  = "four_eyes"
	temporary = "temporary_passwords"
)

func (o Options) all() map[string]bool {
	return map[string]bool{fourEyes: o.FourEyes, temporary: o.Temporary}
}

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
		o, err = Read(ctx, tx)
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
		has, err := Read(ctx, tx)
		if err != nil || has == next {
			return err
		}
		if has != seen {
			return apperr.ConflictErr(i18n.M(msg.Conflict))
		}
		data, before := map[string]string{}, has.all()
		for _, name := range slices.Sorted(maps.Keys(before)) {
			on := next.all()[name]
			if on == before[name] {
				continue
			}
			q := `DELETE FROM offers_options WHERE name = $1`
			if on {
				q = `INSERT INTO offers_options (name) VALUES ($1) ON CONFLICT DO NOTHING`
			}
			if _, err := tx.Exec(ctx, q, name); err != nil {
				return fmt.Errorf("options of offers: %w", err)
			}
			data[name+".before"], data[name+".after"] = strconv.FormatBool(before[name]), strconv.FormatBool(on)
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "offers.options", ID: "offers"}, Act: "offers.options.save", Data: data})
	})
}

// Read is what is chosen, for rules.
func Read(ctx context.Context, tx *db.Tx) (Options, error) {
	on, err := db.All(ctx, tx, func(name *string) []any { return []any{name} }, `SELECT name FROM offers_options`)
	if err != nil {
		return Options{}, fmt.Errorf("options of offers: %w", err)
	}
	return Options{FourEyes: slices.Contains(on, fourEyes), Temporary: slices.Contains(on, temporary)}, nil
}
