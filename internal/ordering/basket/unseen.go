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

// part is what who had to do with a basket, as the act that they may not do any more, and how that ended, the last of it; false: nothing.
func part(ctx context.Context, tx *db.Tx, who access.Actor, b Basket) (Act, ordering.Taken, bool, error) {
	until, had, err := handed(ctx, tx, who, b)
	if err != nil || !slices.Contains(confirmedOnce, b.State) {
		return Confirm, until, had, err
	}
	end, lost, err := ordering.Lost(ctx, tx, who.ID, ordering.Validator, b.Org.ID)
	if err != nil || had && (!lost || end.At.Before(until.At)) {
		return Confirm, until, had, err
	}
	return Validate, end, lost, nil
}

// handed is when a basket was last handed over, and by whom; false: it never was, or who had nothing to do with it.
func handed(ctx context.Context, tx *db.Tx, who access.Actor, b Basket) (ordering.Taken, bool, error) {
	about := history.Object{Kind: object, ID: b.ID}
	last, err := history.OfAct(ctx, tx, about, object+"."+string(Reassign), 1)
	if err != nil || len(last) == 0 {
		return ordering.Taken{}, false, err
	}
	had, err := history.Acted(ctx, tx, about, who.ID, last[0].Act)
	return ordering.Taken{At: last[0].Done, By: last[0].Name}, had, err
}
