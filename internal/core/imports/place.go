package imports

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Place is what imports are about, and by it whose they are: the platform, when it is empty, or one thing of a room.
type Place struct {
	Of string // the sort of thing, as its room calls it: "needs.group"
	ID string
}

// Space says who deals with the imports of a sort of places. The zero Space is the platform, whose administrators do.
type Space struct {
	Of  string
	Own bool // of those of a place, everybody has but what they sent themselves
	// InCharge is nil for whoever deals with a place's imports, also while nothing may be changed there; NotFound for all others.
	InCharge func(ctx context.Context, tx *db.Tx, who access.Actor, id string) error
	// Why says why who may change nothing there now; nil: they may.
	Why func(ctx context.Context, tx *db.Tx, who access.Actor, id string) error
}

// At is for which import something is looked up.
type At struct {
	Place   string // its id; empty: the platform
	Import  int64
	Who     access.Actor // of a kind that is written as by hand: for whom
	Writing bool         // a line is about to be written; else lines are compared
}

func (i Import) at() At { return At{Place: i.Place, Import: i.Number} }

// spaces are those of the kinds.
func (s *Service) space(of string) (Space, bool) {
	if of == "" {
		return Space{}, true
	}
	for _, k := range s.o.Kinds {
		if k.Space.Of == of {
			return k.Space, true
		}
	}
	return Space{}, false
}

// allow is nil for whoever deals with the imports of a place; to others they do not exist.
func (s *Service) allow(ctx context.Context, tx *db.Tx, who access.Actor, at Place) error {
	space, known := s.space(at.Of)
	switch {
	case !who.SignedIn():
		return apperr.UnauthenticatedErr()
	case !known || at.Of == "" && !who.IsAdmin():
		return apperr.NotFoundErr()
	case at.Of == "":
		return nil
	}
	return space.InCharge(ctx, tx, who, at.ID)
}

// Allow hides the imports of a place from whoever does not deal with them.
func (s *Service) Allow(ctx context.Context, who access.Actor, at Place) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error { return s.allow(ctx, tx, who, at) })
}

// AllowNew is Allow for one that is to begin: it also says why nothing may be changed there now.
func (s *Service) AllowNew(ctx context.Context, who access.Actor, at Place) error {
	return s.o.DB.View(ctx, func(tx *db.Tx) error { return s.allowNew(ctx, tx, who, at) })
}

func (s *Service) allowNew(ctx context.Context, tx *db.Tx, who access.Actor, at Place) error {
	if err := s.allow(ctx, tx, who, at); err != nil || at.Of == "" {
		return err
	}
	space, _ := s.space(at.Of)
	return space.Why(ctx, tx, who, at.ID)
}

// shut is why nothing may be changed at an import's place now.
func (s *Service) shut(ctx context.Context, tx *db.Tx, who access.Actor, at Place) ([]apperr.Reason, error) {
	space, _ := s.space(at.Of)
	if space.Why == nil {
		return nil, nil
	}
	err := space.Why(ctx, tx, who, at.ID)
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Forbidden {
		return e.Reasons, nil
	}
	return nil, err
}

// here is an import of a place, for whoever deals with its imports, with what its rules look at.
func (s *Service) here(ctx context.Context, tx *db.Tx, who access.Actor, at Place, n int64) (Import, error) {
	if err := s.allow(ctx, tx, who, at); err != nil {
		return Import{}, err
	}
	i, err := importAt(ctx, tx, at.ID, n)
	if err != nil {
		return i, err
	}
	if space, _ := s.space(at.Of); space.Own && i.StartedBy != who.ID {
		return Import{}, apperr.NotFoundErr()
	}
	if k, err := s.kind(i.Kind); err == nil {
		i.Apart, i.Whole = k.private && i.StartedBy != who.ID, k.Whole
	}
	if i.Busy, err = busy(ctx, tx, i); err != nil {
		return i, err
	}
	i.Shut, err = s.shut(ctx, tx, who, at)
	return i, err
}
