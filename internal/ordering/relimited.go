package ordering

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Relimited is told of establishments whose maximum amount, or what is compared with it, was changed just now, with what it was: what waits there
// may exceed it only since (R222).
type Relimited func(ctx context.Context, tx *db.Tx, who access.Actor, orgIDs []string, was map[string]Ceiling) error

// WhenLimited has fn told of them, in the transaction that changes it. It is declared before anything is changed.
func (s *Service) WhenLimited(fn Relimited) { s.limited = fn }

// relimits changes what is the maximum amount of some establishments, and tells of it.
func (s *Service) relimits(ctx context.Context, tx *db.Tx, who access.Actor, orgIDs []string, change func() error) error {
	was, err := LimitsOf(ctx, tx, orgIDs)
	if err != nil {
		return err
	}
	if err := change(); err != nil || s.limited == nil {
		return err
	}
	return s.limited(ctx, tx, who, orgIDs, was)
}
