package membership

import (
	"context"
	"errors"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
)

// reachable says whether mails about demands get to a coordinator: they want them, and their address is not refused.
func (s *Service) reachable(ctx context.Context, tx *db.Tx, h access.Holder) (bool, error) {
	why, err := s.notify.Reaches(ctx, tx, kindAsked, h.AccountID)
	if err != nil || why != notify.Sent {
		return false, err
	}
	refused, err := notify.AddressRefused(ctx, tx, h.Address)
	return !refused, err
}

// alertUnlessReached tells the operator, once for each telling of a demand, when its mail gets to none of the coordinators
// (R030). Without an address of the operator, the demand waits in front of the administrators all the same.
func (s *Service) alertUnlessReached(ctx context.Context, tx *db.Tx, g group.Group, m Membership, hs []access.Holder) error {
	for _, h := range hs {
		ok, err := s.reachable(ctx, tx, h)
		if err != nil {
			return err
		}
		lost, err := s.lostTo(ctx, tx, h, m)
		if err != nil || ok && !lost {
			return err
		}
	}
	operator := access.Holder{Address: s.operator.Contact(ctx), Lang: i18n.French}
	if operator.Address == "" {
		return nil
	}
	return s.tell(ctx, tx, "needs.nobody", operator, demandData(g, m), m, "nobody")
}

// lostTo says whether the mail that told a coordinator of a demand the last time was refused or given up.
func (s *Service) lostTo(ctx context.Context, tx *db.Tx, h access.Holder, m Membership) (bool, error) {
	lost, err := s.notify.Recent(ctx, tx, notify.Filter{Lost: true, Kind: kindAsked, Address: h.Address, Object: mailObject(m)}, 50)
	for _, e := range lost {
		if e.Occasion == occasion(wasAsked, m.ToldRound) {
			return true, err
		}
	}
	return false, err
}

// demandLost follows the loss of a mail to a coordinator, in the transaction that records it. Of two that are lost at
// once the second waits, so that it sees the first.
func (s *Service) demandLost(ctx context.Context, tx *db.Tx, e notify.Entry) error {
	m, g, err := demandInTurn(ctx, tx, e.Object.ID)
	if errors.Is(err, db.ErrNone) {
		return nil // wiped
	}
	if err != nil || e.Occasion != occasion(wasAsked, m.ToldRound) {
		return err
	}
	if !Moves.May(Accept, m.State, []group.Role{group.AsCoordinator}, Case{Group: g, Membership: m, At: tx.Now()}) {
		return nil // there is nothing to decide any more
	}
	hs, err := group.CoordinatorsOf(ctx, tx, g)
	if err != nil {
		return err
	}
	return s.alertUnlessReached(ctx, tx, g, m, hs)
}
