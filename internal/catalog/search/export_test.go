package search

import "context"

// Renew fills another index and puts it in the place of the one that is searched.
func (s *Service) Renew(ctx context.Context) { s.renew(ctx) }
