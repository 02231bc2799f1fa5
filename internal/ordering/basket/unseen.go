package basket

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/ordering"
)

// unseen is why who does not see a basket. It does not exist for them; only whose page is older than what they may do now is told why, since
// when, and by whom: its demandeur until it was handed to another (R132), and a validateur whose role ended (R215).
func unseen(ctx context.Context, tx *db.Tx, who access.Actor, b Basket) error {
	do, end, known, err := part(ctx, tx, who, b)
	if err != nil {
		return err
	}
	if !known {
		return apperr.NotFoundErr()
	}
	err = next(ctx, tx, do, Case{Basket: b, Another: true}, []Relation{AsOther})
	if e, ok := apperr.As(err); ok && len(e.Reasons) > 0 {
		e.Reasons[0].Since, e.Reasons[0].By = end.At, end.By
	}
	return err
}

// part is what who had to do with a basket, as the act that they may not do any more, and how that ended; false: nothing.
func part(ctx context.Context, tx *db.Tx, who access.Actor, b Basket) (Act, ordering.Taken, bool, error) {
	about := history.Object{Kind: object, ID: b.ID}
	handed, err := history.OfAct(ctx, tx, about, object+"."+string(Reassign), 1)
	if err != nil {
		return "", ordering.Taken{}, false, err
	}
	if len(handed) > 0 {
		lines, err := history.Of(ctx, tx, about, historyShown)
		if err != nil {
			return "", ordering.Taken{}, false, err
		}
		if slices.ContainsFunc(lines, func(l history.Line) bool { return l.AccountID == who.ID && l.Act != handed[0].Act }) {
			return Confirm, ordering.Taken{At: handed[0].Done, By: handed[0].Name}, true, nil
		}
	}
	if !slices.Contains(confirmedOnce, b.State) {
		return "", ordering.Taken{}, false, nil
	}
	end, lost, err := ordering.Lost(ctx, tx, who.ID, ordering.Validator, b.Org.ID)
	return Validate, end, lost, err
}
