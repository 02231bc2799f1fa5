package moving

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// View is the page of an account's changes of address.
type View struct {
	Account account.Account
	Open    Move // zero: none is under way
	Past    []Move
	Offers  workflow.Offers[Act]
}

// Why is nil when who may do an act on the change of an account's address; else it says why not.
func Why(ctx context.Context, tx *db.Tx, who access.Actor, do Act, number int64) error {
	a, err := account.ForAdmin(ctx, tx, who, number)
	if err != nil {
		return err
	}
	m, err := openMove(ctx, tx, a.ID)
	if err == nil {
		_, err = next(do, matter{Account: a, move: m, who: who, at: who.At}, rolesOf(who)...)
	}
	return err
}

// pastShown is how many earlier changes a page holds.
const pastShown = 10

// Show gives the page to an administrator.
func (s *Service) Show(ctx context.Context, who access.Actor, number int64) (View, error) {
	var v View
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		if v.Account, err = account.ForAdmin(ctx, tx, who, number); err != nil {
			return err
		}
		if v.Open, err = openMove(ctx, tx, v.Account.ID); err != nil {
			return err
		}
		m := v.Open
		v.Offers = moves.Offers(m.State, rolesOf(who), matter{Account: v.Account, move: m, who: who, at: who.At})
		v.Past, err = movesOf(ctx, tx, v.Account.ID, pastShown)
		return err
	})
	return v, err
}
