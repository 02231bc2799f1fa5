package team

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Move closes a thing of a sort or opens it again, as of a version.
func (s *Service) Move(ctx context.Context, who access.Actor, sort Sort, number, version int64, do Act) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		t, c, err := thingOf(ctx, tx, sort, number)
		if err != nil {
			return err
		}
		if !who.IsAdmin() || do != Close && do != Reopen {
			return apperr.NotFoundErr()
		}
		to, err := next(ctx, tx, who, do, t.State, c)
		if err != nil {
			return err
		}
		if t.Version != version {
			return conflict()
		}
		if err := setState(ctx, tx, sort, t, to); err != nil {
			return err
		}
		return note(ctx, tx, who, sort, t, string(do), to)
	})
}

// thingOf is a thing of a sort, with what its rules look at.
func thingOf(ctx context.Context, tx *db.Tx, sort Sort, number int64) (Thing, Case, error) {
	switch sort {
	case Agencies:
		a, err := agencyByNumber(ctx, tx, number)
		return a.Thing, Case{}, err
	case Themes:
		t, err := themeByNumber(ctx, tx, number)
		return t.Thing, Case{}, err
	case Territories:
		t, err := TerritoryByNumber(ctx, tx, number)
		return t.Thing, Case{}, err
	case Teams:
		t, err := ByNumber(ctx, tx, number)
		return t.Thing, Case{Team: t, Agency: t.Agency.State}, err
	}
	return Thing{}, Case{}, apperr.NotFoundErr()
}
