package asked

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Vote says that an establishment needs the article too. Each has one vote; who voted is told what becomes of the request.
func (s *Service) Vote(ctx context.Context, who access.Actor, number int64, n Need) error {
	if err := may(who, See); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		if err := touch(ctx, tx, number); err != nil { // nobody decides between the rule and the vote
			return err
		}
		at, err := placeOf(ctx, tx, who, n.OrgRef)
		if err != nil {
			return err
		}
		var f apperr.Faults
		if n.check(&f); f.Err() != nil {
			return f.Err()
		}
		v := n.vote(who, at, false)
		c, err := caseOf(ctx, tx, number, v.Voter)
		if err != nil {
			return err
		}
		if _, err := Moves.Next(Support, c.State, relationsOf(who), c); err != nil {
			return err
		}
		added, err := insertVote(ctx, tx, c.Request, v)
		if err != nil {
			return err
		}
		if !added {
			return conflict()
		}
		return history.Write(ctx, tx, who, history.Line{Object: object(c.Request), Act: actVoted, Data: map[string]string{"org": at.Name}})
	})
}
