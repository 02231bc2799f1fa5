package reception

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
	"preau/internal/ordering"
	"preau/internal/ordering/reception/msg"
)

// SharingView is how an establishment shares, with what who may do to it, and what was decided, the newest first.
type SharingView struct {
	Sharing
	Acts    workflow.Offers[SharingAct]
	Why     []apperr.Reason // why who reads it does not choose; empty for who may
	History []history.Line
}

// DidShare is the act of the history when a rule is chosen.
const DidShare = "ordering.sharing"

// sharingShown is how many of the newest lines the page shows.
const sharingShown = 20

// SharingPath is the address of the page on which it is chosen.
func SharingPath(ref string) string { return "/commandes/partage/" + ref }

// SharingAt is how an establishment shares what came, for who holds a role of the service there.
func (s *Service) SharingAt(ctx context.Context, who access.Actor, ref string) (SharingView, error) {
	var v SharingView
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		x, as, err := sharing(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		v.Sharing, v.Acts = x, SharingMoves.Offers(x.Rule, as, x)
		v.Why = SharingMoves.Why(ShareInPart, FirstServed, as, x)
		if err := explain(ctx, tx, x.Org, v.Why); err != nil {
			return err
		}
		v.History, err = history.OfAct(ctx, tx, ofOrg(x.Org), DidShare, sharingShown)
		return err
	})
	return v, err
}

// SetSharing chooses how an establishment shares: for what comes from now on.
func (s *Service) SetSharing(ctx context.Context, who access.Actor, ref string, to Rule, version int64) error {
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		x, as, err := sharing(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		do := ServeFirst
		if to == ProRata {
			do = ShareInPart
		}
		if x.Version != version {
			return apperr.ConflictErr(i18n.M(msg.ConflictSharing))
		}
		is, err := SharingMoves.Next(do, x.Rule, as, x)
		if e, refused := apperr.As(err); refused && e.Kind == apperr.Forbidden {
			if fault := explain(ctx, tx, x.Org, e.Reasons); fault != nil {
				return fault
			}
		}
		if apperr.Is(err, apperr.Conflict) {
			return apperr.ConflictErr(i18n.M(msg.ConflictSharing))
		}
		if err != nil {
			return err
		}
		if set, err := setSharing(ctx, tx, who, x, is); err != nil || !set {
			if err == nil {
				err = apperr.ConflictErr(i18n.M(msg.ConflictSharing))
			}
			return err
		}
		return history.Write(ctx, tx, who, history.Line{Object: ofOrg(x.Org), Act: DidShare, From: string(x.Rule), To: string(is)})
	})
}

func ofOrg(b ordering.Body) history.Object { return history.Object{Kind: "org", ID: b.ID} }

// sharing is how an establishment shares, and what who is to it; to who holds no role there it does not exist.
func sharing(ctx context.Context, tx *db.Tx, who access.Actor, ref string) (Sharing, []Relation, error) {
	if !who.SignedIn() {
		return Sharing{}, nil, apperr.UnauthenticatedErr()
	}
	x, err := sharingOf(ctx, tx, ref)
	if err != nil {
		return x, nil, err
	}
	as := relationsOf(who, x.Org)
	if x.Org.Kind != org.School || !SharingMoves.May(SeeSharing, x.Rule, as, x) {
		return x, nil, apperr.NotFoundErr()
	}
	return x, as, nil
}

// explain completes reasons with who can lift them.
func explain(ctx context.Context, tx *db.Tx, at ordering.Body, reasons []apperr.Reason) error {
	for i := range reasons {
		if reasons[i].Code == CodeNotManager {
			var err error
			if reasons[i].Lifters, err = ordering.Givers(ctx, tx, at); err != nil {
				return err
			}
		}
	}
	return nil
}
