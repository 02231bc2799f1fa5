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

// Options are the choices. Those that are on or off are off in a new instance.
type Options struct {
	FourEyes  bool // who wrote an offer does not validate it (O85)
	Temporary bool // mails of new accounts carry a temporary password, as the source's do, beside the one-time link (O27)
	// ArchiveAfter is how many months after it left the public, or was refused, an offer is archived by itself (O92).
	ArchiveAfter int
}

// The months of ArchiveAfter: in a new instance, and at most.
const (
	ArchiveAfter     = 12
	MostArchiveAfter = 60
)

// FieldArchive is the field of those months, in faults.
const FieldArchive = "archiver_apres"

// names are the choices as they are kept: those that are on.
const (
	fourEyes  = "four_eyes"
	temporary = "temporary_passwords"
	archive   = "archive_after" // with its number
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
	if next.ArchiveAfter < 1 || next.ArchiveAfter > MostArchiveAfter {
		return apperr.InvalidField(FieldArchive, i18n.M(msg.FaultArchiveAfter, "max", MostArchiveAfter))
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
		if has.ArchiveAfter != next.ArchiveAfter {
			if _, err := tx.Exec(ctx, `INSERT INTO offers_options (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = excluded.n`, archive, next.ArchiveAfter); err != nil {
				return fmt.Errorf("options of offers: %w", err)
			}
			data[archive+".before"], data[archive+".after"] = strconv.Itoa(has.ArchiveAfter), strconv.Itoa(next.ArchiveAfter)
		}
		return history.Write(ctx, tx, who, history.Line{Object: history.Object{Kind: "offers.options", ID: "offers"}, Act: "offers.options.save", Data: data})
	})
}

// Read is what is chosen, for rules.
func Read(ctx context.Context, tx *db.Tx) (Options, error) {
	type choice struct {
		name string
		n    int
	}
	all, err := db.All(ctx, tx, func(c *choice) []any { return []any{&c.name, &c.n} }, `SELECT name, n FROM offers_options`)
	if err != nil {
		return Options{}, fmt.Errorf("options of offers: %w", err)
	}
	out := Options{ArchiveAfter: ArchiveAfter}
	for _, c := range all {
		switch c.name {
		case fourEyes:
			out.FourEyes = true
		case temporary:
			out.Temporary = true
		case archive:
			out.ArchiveAfter = c.n
		}
	}
	return out, nil
}
