package terms

import (
	"context"
	"time"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Shown is what everybody may read: a version with its text, the one in force, and the list of all.
type Shown struct {
	Version Version
	InForce Version   // without a text when it is another one
	All     []Version // the newest first, without their texts
}

// InForce is the version in force, the zero one while there is none.
func (s *Service) InForce(ctx context.Context) (Version, error) {
	var v Version
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		v, err = inForce(ctx, tx, tx.Now())
		return err
	})
	return v, err
}

// Show is the version of a number, 0 for the one in force. NotFound when there is none.
func (s *Service) Show(ctx context.Context, number int64) (Shown, error) {
	var x Shown
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if x.All, err = heads(ctx, tx); err != nil {
			return err
		}
		x.InForce = newest(x.All, tx.Now())
		if number == 0 {
			number = x.InForce.Number
		}
		if x.Version, err = versionWhere(ctx, tx, `number = $1`, number); err == nil && x.Version.Number == 0 {
			err = apperr.NotFoundErr()
		}
		return err
	})
	return x, err
}

// newest is the version in force among all, the newest first.
func newest(all []Version, at time.Time) Version {
	for _, v := range all {
		if v.InForceAt(at) {
			return v
		}
	}
	return Version{}
}
