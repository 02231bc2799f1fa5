package demand

import (
	"context"

	"preau/internal/casework/waits"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// waited keeps what an act means for who waits for whom (C042). What is said between operators answers nobody.
func (s *Service) waited(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, do Act) error {
	m := waits.Move{DemandID: d.ID, Waits: d.State.Open()}
	switch side := sideOf(RolesOf(who, d)); do {
	case Send, Reopen:
		m.Asks = true
	case Write, PointOut:
		m.Asks = side == Helpers
		if side == Officers {
			m.Answers = officerOf(who, d)
		}
	case TakeUp, Treat, Leave:
		m.Answers = officerOf(who, d)
	default:
	}
	return s.o.Waits.Moved(ctx, tx, m)
}

// Open says that the operators have not dealt with the demand yet.
func (s State) Open() bool { return s == Sent || s == Working }
