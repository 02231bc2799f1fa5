package ordering

import (
	"context"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/msg"
)

// Compared is what is compared with the maximum amounts under an authority, or of an establishment that stands for itself.
type Compared struct {
	Org     Body // who decides: the authority, or the establishment
	Basis   Basis
	SetName string
	SetAt   time.Time // zero when it never was set
	Version int64
}

// ComparedView is a basis with what who may do to it, and what was decided, the newest first.
type ComparedView struct {
	Compared
	Acts    workflow.Offers[BasisAct]
	History []history.Line
}

// DidBasis is the act of the history when a basis is set.
const DidBasis = "ordering.basis"

// comparedView is the basis that counts at an organisation, as who sees it.
func (s *Service) comparedView(ctx context.Context, tx *db.Tx, who access.Actor, b Body, as []Relation) (ComparedView, error) {
	c, err := comparedAt(ctx, tx, b.ID)
	if err != nil {
		return ComparedView{}, err
	}
	if c.Org.ID != b.ID {
		if as, err = relations(ctx, tx, who, c.Org); err != nil {
			return ComparedView{}, err
		}
	}
	v := ComparedView{Compared: c, Acts: BasisMoves.Offers(c.Basis, as, c)}
	v.History, err = history.OfAct(ctx, tx, object(c.Org), DidBasis, dutiesShown)
	return v, err
}

// SetBasis decides, for all establishments of an authority or for one that stands for itself, which amount of an order is compared with
// their maximum amounts: from now on, for what waits too (R223).
func (s *Service) SetBasis(ctx context.Context, who access.Actor, ref string, to Basis, version int64) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		b, _, err := s.seen(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		c, err := comparedAt(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		as, err := relations(ctx, tx, who, c.Org)
		if err != nil {
			return err
		}
		if c.Version != version {
			return apperr.ConflictErr(i18n.M(msg.ConflictBasis))
		}
		do := CompareGross
		if to == Net {
			do = CompareNet
		}
		next, err := BasisMoves.Next(do, c.Basis, as, c)
		if apperr.Is(err, apperr.Conflict) {
			return apperr.ConflictErr(i18n.M(msg.ConflictBasis))
		}
		if err != nil {
			return explained(ctx, tx, c.Org, err)
		}
		under, err := limitsUnder(ctx, tx, c.Org.ID)
		if err != nil {
			return err
		}
		orgs := make([]string, len(under))
		for i, l := range under {
			orgs[i] = l.Org.ID
		}
		return s.relimits(ctx, tx, who, orgs, func() error {
			ok, err := storeBasis(ctx, tx, who, c, next)
			if err != nil {
				return err
			}
			if !ok {
				return apperr.ConflictErr(i18n.M(msg.ConflictBasis))
			}
			return history.Write(ctx, tx, who, history.Line{Object: object(c.Org), Act: DidBasis, From: string(c.Basis), To: string(next)})
		})
	})
}
