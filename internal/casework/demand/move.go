package demand

import (
	"context"
	"slices"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/casework/told"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Do does one of the acts that say nothing in words: taking charge, treated, the wrong agency, closing, opening again (C043, C045).
func (s *Service) Do(ctx context.Context, who access.Actor, number string, do Act) error {
	return s.DoFor(ctx, who, number, Step{Do: do})
}

// Step is one of these acts, with what is said beside it.
type Step struct {
	Do     Act
	Team   int64 // number of the team for which a référent does it; 0: the one for which they have taken charge, else their first
	Seen   int64 // what SeenBy told when it was decided; 0: not known
	Better int64 // of Leave: number of the team that is the right one, which the aidants invite, or not; 0: none is proposed
}

// DoFor is Do for one of the teams that somebody answers for, or Leave with the right team proposed.
func (s *Service) DoFor(ctx context.Context, who access.Actor, number string, st Step) error {
	if !slices.Contains([]Act{TakeUp, Leave}, st.Do) {
		st.Team, st.Better = 0, 0
	}
	if !slices.Contains([]Act{TakeUp, Treat, Leave, Close, Reopen}, st.Do) {
		return apperr.NotFoundErr()
	}
	return s.do(ctx, who, number, st)
}

// SeenBy marks what somebody sees of a demand: what they decide upon it is refused once that has changed, a message they have not read or a
// colleague who took charge. What is between operators changes nothing for whom it is kept from. It is never 0.
func (d Demand) SeenBy(who access.Actor) int64 {
	if Moves.May(SeeBetween, d.State, RolesOf(who, d), d) {
		return d.Version
	}
	return d.Said + 1
}

// FieldBetter is the field of the team that is proposed in one's place, in faults.
const FieldBetter = "autre_groupe"

// FieldFor is the field of the team for which a référent does something, in faults.
const FieldFor = "groupe"

// forTeam is the id of the team of a number for which somebody answers; of 0, of the one that it is without being said.
func (d Demand) forTeam(who access.Actor, number int64) (string, error) {
	if number == 0 {
		return officerOf(who, d), nil
	}
	for _, a := range d.Answers(who) {
		if a.Team.Number == number {
			return a.Team.ID, nil
		}
	}
	return "", apperr.InvalidField(FieldFor, i18n.M(msg.FaultFor))
}

func (s *Service) do(ctx context.Context, who access.Actor, number string, st Step) error {
	do := st.Do
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		d, err := byNumber(ctx, tx, who, number)
		if err != nil {
			return err
		}
		from, seen := d.State, d.SeenBy(who)
		if d.State, err = Moves.Next(do, d.State, RolesOf(who, d), d); err != nil {
			return err
		}
		if st.Seen != 0 && st.Seen != seen {
			return conflict()
		}
		betterID, err := betterOf(ctx, tx, d, st.Better)
		if err != nil {
			return err
		}
		teamID, err := d.forTeam(who, st.Team)
		if err != nil {
			return err
		}
		if err := s.follows(ctx, tx, who, &d, do, teamID, betterID); err != nil {
			return err
		}
		reopened(&d, from)
		if err := Save(ctx, tx, d); err != nil {
			return err
		}
		if err := note(ctx, tx, who, d, string(do), from); err != nil {
			return err
		}
		if err := s.waited(ctx, tx, who, d, do, teamID); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, d, do, kindOf[do])
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
func (s *Service) follows(ctx context.Context, tx *db.Tx, who access.Actor, d *Demand, do Act, teamID, betterID string) error {
	if slices.Contains([]Act{TakeUp, Treat, Leave}, do) && d.AnsweredAt.IsZero() {
		d.AnsweredAt = tx.Now()
	}
	switch do {
	case TakeUp:
		return take(ctx, tx, who.ID, who.Name, d.ID, teamID)
	case Leave:
		return leave(ctx, tx, who, d.ID, teamID, betterID)
	case Treat:
		d.TreatedAt = tx.Now()
		return solve(ctx, tx, d.ID, d.answering(who))
	case Close:
		d.ClosedAt = tx.Now()
		if slices.ContainsFunc(RolesOf(who, *d), func(r Role) bool { return slices.Contains(theirs, r) }) {
			return solveAnswered(ctx, tx, d.ID)
		}
	default:
	}
	return nil
}

// kindOf is the mail that an act leads to.
var kindOf = map[Act]string{TakeUp: told.Taken, Treat: told.Treated, Leave: told.Left, Close: told.Closed, Reopen: told.Reopened}
