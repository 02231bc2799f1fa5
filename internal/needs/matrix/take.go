package matrix

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
)

// Why is nil when who may do an act with the matrix of a group; else it says why not.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	g, err := group.ByNumber(ctx, tx, who, number)
	if err != nil {
		return err
	}
	if _, err := group.Next(ctx, tx, who, group.FollowGroup, g); err != nil {
		return err
	}
	m, err := live(ctx, tx, g.ID, at(tx, who))
	if err == nil {
		_, err = Moves.Next(do, m.State, group.RolesOf(who, g), m)
	}
	return err
}

// TakeMatrix gives the file, to coordinators of the group as it is now: who asked for it has no right of their own.
func (s *Service) TakeMatrix(ctx context.Context, who access.Actor, number int64) (document.Content, error) {
	var f document.File
	err := group.Follow(ctx, s.o.DB, who, number, group.FollowGroup, func(tx *db.Tx, g group.Group) error {
		m, err := live(ctx, tx, g.ID, at(tx, who))
		if err != nil {
			return err
		}
		if !m.There() || m.State != Ready {
			return apperr.NotFoundErr()
		}
		if _, err := Moves.Next(Take, m.State, group.RolesOf(who, g), m); err != nil {
			return err
		}
		f, err = document.ByID(ctx, tx, m.FileID)
		return err
	})
	if err != nil {
		return document.Content{}, err
	}
	return s.o.Files.Open(ctx, f)
}
