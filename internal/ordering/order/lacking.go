package order

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/ordering/sight"
)

// NoDesk is why somebody has nothing on a desk.
func (s *Service) NoDesk(ctx context.Context, who access.Actor, desk access.RoleKey) ([]apperr.Reason, error) {
	return sight.NoDesk(ctx, s.o.DB, who, desk)
}
