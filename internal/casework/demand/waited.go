package demand

import (
	"context"

	"preau/internal/casework/waits"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// waited keeps what an act means for who waits for whom (C042). What is said between operators answers nobody; who answers for several teams
// speaks for all of them, but takes charge and leaves for one.
func (s *Service) waited(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, do Act, only ...string) error {
	m := waits.Move{DemandID: d.ID, Waits: d.State.Open()}
	switch side := sideBy(do, RolesOf(who, d)); do {
	case Send, Reopen:
		m.Asks = true
	case Write, PointOut:
		m.Asks = side == Helpers
		if side == Officers {
			m.Answers = d.answering(who)
		}
	case Treat:
		m.Answers = d.answering(who)
	case TakeUp, Leave, HandOver:
		m.Answers = only
	default:
	}
	return s.o.Waits.Moved(ctx, tx, m)
}

// Open says that the operators have not dealt with the demand yet.
func (s State) Open() bool { return s == Sent || s == Working }
