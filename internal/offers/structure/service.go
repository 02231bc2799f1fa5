package structure

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Notify *notify.Service
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o: o} }

// View is a structure as somebody sees it, with what they may do.
type View struct {
	Structure
	Acts workflow.Offers[Act]
}

// Show is the structure of a number, for who may see it.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	return s.view(ctx, who, func(tx *db.Tx) (Structure, error) { return byNumber(ctx, tx, number) })
}

// Mine is the structure for which somebody acts.
func (s *Service) Mine(ctx context.Context, who access.Actor, orgID string) (View, error) {
	return s.view(ctx, who, func(tx *db.Tx) (Structure, error) { return ByOrg(ctx, tx, orgID) })
}

func (s *Service) view(ctx context.Context, who access.Actor, read func(*db.Tx) (Structure, error)) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if v.Structure, err = read(tx); err != nil {
			return err
		}
		roles := RolesOf(who, v.Structure)
		if !Moves.May(See, v.State, roles, v.Structure) {
			return apperr.NotFoundErr()
		}
		v.Acts = Moves.Offers(v.State, roles, v.Structure)
		return nil
	})
	return v, err
}
