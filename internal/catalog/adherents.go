package catalog

import (
	"context"
	"time"

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

// AddAdherent lets an organisation, and all below it, order from a market for a time (R170): at once, later, or after a former
// adhesion ends.
func (s *Service) AddAdherent(ctx context.Context, who access.Actor, number int64, in AdherentInput) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, err := holdAdherents(ctx, tx, who, number)
		if err != nil {
			return err
		}
		o, err := in.check(ctx, tx, m)
		if err != nil {
			return err
		}
		if err := closeEnded(ctx, tx, m, o.ID, s.today(tx.Now())); err != nil {
			return err
		}
		if err := in.put(ctx, tx, m, o.ID, FieldOrg, o.Name); err != nil {
			return err
		}
		return writeHistory(ctx, tx, who, m, "adherent.add", map[string]string{"org": o.Name, "from": in.StartsOn, "to": in.EndsOn})
	})
}

// holdAdherents is a market whose adherents who may change, kept from other changes meanwhile: days that overlap are seen by reading.
func holdAdherents(ctx context.Context, tx *db.Tx, who access.Actor, number int64) (Market, error) {
	m, _, err := next(ctx, tx, who, number, SetAdherent)
	if err != nil {
		return m, err
	}
	return m, touch(ctx, tx, m.ID)
}

func (in AdherentInput) check(ctx context.Context, tx *db.Tx, m Market) (org.Organisation, error) {
	var f faults
	f.adhesion(m, in, Days{})
	o, err := org.ByRef(ctx, tx, in.OrgRef)
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return o, err
	}
	if err != nil || !MayAdhere(o) {
		f.Add(FieldOrg, msg.FaultOrg)
	}
	return o, f.Err()
}

// adhesion checks the days of an adhesion: they are days of the market, but for those that it had already, since a market's days may
// have been changed since.
func (f *faults) adhesion(m Market, in AdherentInput, had Days) {
	f.days(in.StartsOn, in.EndsOn, false)
	starts, ends := m.Outside(Days{StartsOn: in.StartsOn, EndsOn: in.EndsOn}, had)
	if starts.Key != "" {
		f.Say(FieldStartsOn, starts)
	}
	if ends.Key != "" {
		f.Say(FieldEndsOn, ends)
	}
}

// said is a day as an argument of a sentence: eleven o'clock, which is that day from Tahiti to Wallis.
func said(day string) i18n.Day {
	at, _ := time.Parse(time.DateOnly, day) // it was checked before it was stored
	return i18n.Day(at.Add(11 * time.Hour))
}

// Outside says what is wrong with the first and the last day of an adhesion that are not the market's; nothing where they are, or
// where the adhesion has them already. Without a last day it lasts as long as the market.
func (m Market) Outside(d, had Days) (starts, ends i18n.Msg) {
	bad := func(day, before string) i18n.Msg {
		if day == "" || day == before || day >= m.StartsOn && day <= m.EndsOn {
			return i18n.Msg{}
		}
		return i18n.M(msg.FaultOutside, "from", said(m.StartsOn), "to", said(m.EndsOn))
	}
	return bad(d.StartsOn, had.StartsOn), bad(d.EndsOn, had.EndsOn)
}

// put keeps an adhesion, unless another of the same organisation has some of its days: then the field is told.
func (in AdherentInput) put(ctx context.Context, tx *db.Tx, m Market, orgID, field, name string) error {
	all, err := adhesionsAt(ctx, tx, m, orgID)
	if err != nil {
		return err
	}
	days := Days{StartsOn: in.StartsOn, EndsOn: in.EndsOn}
	for _, a := range all {
		if !a.Days().overlap(days) {
			continue
		}
		if a.EndsOn == "" {
			return apperr.InvalidField(field, i18n.M(msg.FaultAlreadyAdherent, "org", name, "from", said(a.StartsOn)))
		}
		return apperr.InvalidField(field, i18n.M(msg.FaultAlreadyUntil, "org", name, "from", said(a.StartsOn), "to", said(a.EndsOn)))
	}
	return insertAdherent(ctx, tx, m, orgID, in)
}

// overlap says whether two adhesions have a day in common.
func (d Days) overlap(e Days) bool {
	return (d.EndsOn == "" || e.StartsOn <= d.EndsOn) && (e.EndsOn == "" || d.StartsOn <= e.EndsOn)
}

// ChangeAdherent gives an adhesion other days. It is told by its id, which days that are changed get anew: a page that shows older
// ones changes nothing.
func (s *Service) ChangeAdherent(ctx context.Context, who access.Actor, number int64, adhesion string, in AdherentInput) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, err := holdAdherents(ctx, tx, who, number)
		if err != nil {
			return err
		}
		a, err := takeAdherent(ctx, tx, m, adhesion)
		if err != nil {
			return err
		}
		var f faults
		f.adhesion(m, in, a.Days())
		if err := f.Err(); err != nil {
			return err
		}
		if err := in.put(ctx, tx, m, a.Org.ID, FieldStartsOn, a.Org.Name); err != nil {
			return err
		}
		return writeHistory(ctx, tx, who, m, "adherent.dates", map[string]string{
			"org": a.Org.Name, "from": in.StartsOn, "to": in.EndsOn, "was_from": a.StartsOn, "was_to": a.EndsOn,
		})
	})
}

// EndAdherent ends an adhesion at once. One that has ended already, or has other days by now, is a conflict.
func (s *Service) EndAdherent(ctx context.Context, who access.Actor, number int64, adhesion string) error {
	return s.db.Once(ctx, who, func(tx *db.Tx) error {
		m, err := holdAdherents(ctx, tx, who, number)
		if err != nil {
			return err
		}
		a, err := takeAdherent(ctx, tx, m, adhesion)
		if err != nil {
			return err
		}
		return writeHistory(ctx, tx, who, m, "adherent.end", map[string]string{"org": a.Org.Name, "from": a.StartsOn, "to": a.EndsOn})
	})
}

// MarketsOf are the markets that run on the day of an instant and to which an organisation adheres, by itself or below an
// adherent: what a grant there may be limited to (R127).
func (s *Service) MarketsOf(ctx context.Context, tx *db.Tx, orgID string) ([]Market, error) {
	return adheredBy(ctx, tx, orgID, s.today(tx.Now()))
}

// Adhering is whether an organisation adheres to a market now, and since when; else from when it will.
type Adhering struct {
	Now  bool
	From string // a day
}

// AdheringOf says of some markets, by their ids, whether an organisation adheres to them, by itself, below an adherent or to the market
// above: today, or on the first day of a market that has not begun, or on the last one of a market that is over; or that it will.
func (s *Service) AdheringOf(ctx context.Context, tx *db.Tx, orgID string, some []Market) (map[string]Adhering, error) {
	ids := make([]string, len(some))
	for i, m := range some {
		ids[i] = m.ID
	}
	return adheringOf(ctx, tx, orgID, s.today(tx.Now()), ids)
}

// MarketsAmong are the markets of several organisations at once, by their ids, each as MarketsOf gives it.
func (s *Service) MarketsAmong(ctx context.Context, tx *db.Tx, orgIDs []string) (map[string][]Market, error) {
	return adheredAmong(ctx, tx, orgIDs, s.today(tx.Now()))
}
