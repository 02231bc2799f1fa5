package demand

import (
	"context"
	"slices"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Do does one of the acts that say nothing in words: taking charge, treated, the wrong agency, closing, opening again (C043, C045).
func (s *Service) Do(ctx context.Context, who access.Actor, number string, do Act) error {
	if !slices.Contains([]Act{TakeUp, Treat, Leave, Close, Reopen}, do) {
		return apperr.NotFoundErr()
	}
	return s.do(ctx, who, number, do, 0)
}

// FieldBetter is the field of the team that is proposed in one's place, in faults.
const FieldBetter = "autre_groupe"

// LeaveTo is Do(Leave), with the number of the team that is the right one: the aidants invite it, or not.
func (s *Service) LeaveTo(ctx context.Context, who access.Actor, number string, better int64) error {
	return s.do(ctx, who, number, Leave, better)
}

func (s *Service) do(ctx context.Context, who access.Actor, number string, do Act, better int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		from := d.State
		if d.State, err = Moves.Next(do, d.State, RolesOf(who, d), d); err != nil {
			return err
		}
		betterID, err := betterOf(ctx, tx, d, better)
		if err != nil {
			return err
		}
		if err := s.follows(ctx, tx, who, &d, do, betterID); err != nil {
			return err
		}
		reopened(&d, from)
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		if err := note(ctx, tx, who, d, string(do), from); err != nil {
			return err
		}
		if err := s.waited(ctx, tx, who, d, do); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, d, kindOf[do], do == Leave && betterID == "")
	})
}

// betterOf is the id of a proposed team that may be chosen and is not in yet.
func betterOf(ctx context.Context, tx *db.Tx, d Demand, number int64) (string, error) {
	if number == 0 {
		return "", nil
	}
	g, err := guestsOf(ctx, tx, d)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(g.Teams, func(t team.Team) bool { return t.Number == number })
	if i < 0 {
		return "", apperr.InvalidField(FieldBetter, i18n.M(msg.FaultBetter))
	}
	return g.Teams[i].ID, nil
}

// follows is what an act changes beside the state.
func (s *Service) follows(ctx context.Context, tx *db.Tx, who access.Actor, d *Demand, do Act, betterID string) error {
	teamID := officerOf(who, *d)
	if slices.Contains([]Act{TakeUp, Treat, Leave}, do) && d.AnsweredAt.IsZero() {
		d.AnsweredAt = tx.Now()
	}
	switch do {
	case TakeUp:
		return take(ctx, tx, who, d.ID, teamID)
	case Leave:
		return leave(ctx, tx, who, d.ID, teamID, betterID)
	case Treat:
		d.TreatedAt = tx.Now()
	case Close:
		d.ClosedAt = tx.Now()
	default:
	}
	return nil
}

// kindOf is the mail that an act leads to.
var kindOf = map[Act]string{TakeUp: mailTaken, Treat: mailTreated, Leave: mailLeft, Close: mailClosed, Reopen: mailReopened}
