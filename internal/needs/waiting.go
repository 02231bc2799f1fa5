package needs

import (
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/needs/intake"
	"preau/internal/needs/matrix"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
)

// Waiting is what waits for a person in this service: demands to decide, demands that nobody gets, lots to validate, a
// matrix that is ready, a sheet of lots to look at.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	return slices.Concat(membership.WaitingDemands(who), membership.UnreadDemands(who, now), sheet.WaitingLots(who), matrix.WaitingMatrices(who, now), intake.Waiting(who))
}
