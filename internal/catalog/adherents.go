package catalog

import (
	"context"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// AdherentInput is who adheres to a market, and for how long.
type AdherentInput struct {
	OrgRef           string
	StartsOn, EndsOn string // EndsOn may be empty
}

// FieldOrg names the organisation in the adherents' form.
const FieldOrg = "organisation"

// AddAdherent lets an organisation, and all below it, order from a market for a time (R170).
func (s *Service) AddAdherent(ctx context.Context, who access.Actor, number int64, in AdherentInput) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, _, err := next(ctx, tx, who, number, SetAdherent)
		if err != nil {
			return err
		}
		o, err := in.check(ctx, tx)
		if err != nil {
			return err
		}
		if err := closeEnded(ctx, tx, m, o.ID, s.today(tx.Now())); err != nil {
			return err
		}
		added, err := insertAdherent(ctx, tx, m, o.ID, in)
		if err != nil {
			return err
		}
		if !added {
			return apperr.InvalidField(FieldOrg, i18n.M(msg.FaultAlreadyAdherent, "org", o.Name))
		}
		return writeHistory(ctx, tx, who, m, "adherent.add", map[string]string{"org": o.Name, "from": in.StartsOn, "to": in.EndsOn})
	})
}

func (in AdherentInput) check(ctx context.Context, tx *db.Tx) (org.Organisation, error) {
	var f faults
	f.days(in.StartsOn, in.EndsOn, false)
	o, err := org.ByRef(ctx, tx, in.OrgRef)
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return o, err
	}
	if err != nil || !MayAdhere(o) {
		f.Add(FieldOrg, msg.FaultOrg)
	}
	return o, f.Err()
}

// EndAdherent ends what an organisation may order from a market, at once. One that has ended already is a conflict.
func (s *Service) EndAdherent(ctx context.Context, who access.Actor, number int64, orgRef string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, _, err := next(ctx, tx, who, number, SetAdherent)
		if err != nil {
			return err
		}
		o, err := org.ByRef(ctx, tx, orgRef)
		if err != nil {
			return err
		}
		ended, err := endAdherent(ctx, tx, m, o.ID)
		if err != nil {
			return err
		}
		if !ended {
			return apperr.ConflictErr(i18n.M(msg.ConflictEnded))
		}
		return writeHistory(ctx, tx, who, m, "adherent.end", map[string]string{"org": o.Name})
	})
}

// MarketsOf are the markets that run on the day of an instant and to which an organisation adheres, by itself or below an
// adherent: what a grant there may be limited to (R127).
func (s *Service) MarketsOf(ctx context.Context, tx *db.Tx, orgID string) ([]Market, error) {
	return adheredBy(ctx, tx, orgID, s.today(tx.Now()))
}

// AdheredIDs are the ids of all markets to which an organisation adheres, by itself, below an adherent or to the market above: today,
// or on the first day of a market that has not begun, or on the last one of a market that is over.
func (s *Service) AdheredIDs(ctx context.Context, tx *db.Tx, orgID string) ([]string, error) {
	return adheredIDs(ctx, tx, orgID, s.today(tx.Now()))
}

// MarketsAmong are the markets of several organisations at once, by their ids, each as MarketsOf gives it.
func (s *Service) MarketsAmong(ctx context.Context, tx *db.Tx, orgIDs []string) (map[string][]Market, error) {
	return adheredAmong(ctx, tx, orgIDs, s.today(tx.Now()))
}
