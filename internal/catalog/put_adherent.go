package catalog

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// HoldAdherents keeps a market's adherents from other changes while some are put into them in tx, and refuses whoever may not
// change them.
func HoldAdherents(ctx context.Context, tx *db.Tx, who access.Actor, marketID string) (Market, error) {
	if err := touch(ctx, tx, marketID); err != nil {
		return Market{}, err
	}
	return adherentsMarket(ctx, tx, who, marketID)
}

// PutAdherent lets an organisation adhere to a market, or gives one of its adhesions other days, in a transaction in which who holds the
// adherents: the one that has some of these days, else the last, unless these days follow it, which renews it. Former days stay on record,
// as those of an adhesion that was ended. The market's history names the import where imported is its number.
func PutAdherent(ctx context.Context, tx *db.Tx, who access.Actor, marketID, orgID string, in AdherentInput, imported int64) error {
	m, err := adherentsMarket(ctx, tx, who, marketID)
	if err != nil {
		return err
	}
	o, err := org.ByID(ctx, tx, orgID)
	if err != nil {
		return err
	}
	had, err := adhesionsAt(ctx, tx, m, orgID)
	if err != nil {
		return err
	}
	var f faults
	if len(had) > 0 {
		f.adhesion(m, in, had[len(had)-1].Days())
	} else if f.adhesion(m, in, Days{}); !MayAdhere(o) {
		f.Add(FieldOrg, msg.FaultOrg)
	}
	if err := f.Err(); err != nil {
		return err
	}
	given := Days{StartsOn: in.StartsOn, EndsOn: in.EndsOn}
	for i, a := range had {
		follows := a.EndsOn != "" && a.EndsOn < in.StartsOn
		last := i == len(had)-1 && !follows && !slices.ContainsFunc(had[:i], func(b Adherent) bool { return b.Days().overlap(given) })
		if last || a.Days().overlap(given) {
			if _, err := takeAdherent(ctx, tx, m, a.ID); err != nil {
				return err
			}
		}
	}
	if err := insertAdherent(ctx, tx, m, orgID, in); err != nil {
		return err
	}
	if imported == 0 {
		return nil
	}
	return writeHistory(ctx, tx, who, m, "adherents.import", map[string]string{"import": strconv.FormatInt(imported, 10)})
}

// MayAdhere says whether an organisation is one that a market may take: a school or an authority that works.
func MayAdhere(o org.Organisation) bool {
	return !o.Closed() && (o.Kind == org.School || o.Kind == org.Authority)
}

func adherentsMarket(ctx context.Context, tx *db.Tx, who access.Actor, marketID string) (Market, error) {
	m, err := byID(ctx, tx, who, marketID)
	if err == nil {
		_, err = Moves.Next(SetAdherent, m.State, relationsOf(who), m)
	}
	return m, explained(ctx, tx, who, err)
}

// WhyAdherents is nil while who may change a market's adherents; else it says why not.
func WhyAdherents(ctx context.Context, tx *db.Tx, who access.Actor, marketID string) error {
	_, err := adherentsMarket(ctx, tx, who, marketID)
	return err
}

// SeesImports is nil for whoever may see what was imported into a market; to others there is nothing.
func SeesImports(ctx context.Context, tx *db.Tx, who access.Actor, marketID string) error {
	m, err := byID(ctx, tx, who, marketID)
	return m.importsFor(who, err)
}

func (m Market) importsFor(who access.Actor, err error) error {
	if err == nil && !Moves.May(SeeImports, m.State, relationsOf(who), m) {
		return apperr.NotFoundErr()
	}
	return err
}

// ImportsOf is a market for the pages of what was imported into it.
func (s *Service) ImportsOf(ctx context.Context, who access.Actor, number int64) (Market, error) {
	var m Market
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		m, err = byNumber(ctx, tx, who, number)
		return m.importsFor(who, err)
	})
	return m, err
}

// AdherentsForSheet are all that adhere to a market, or will, with the numbers that name them in registers.
func (s *Service) AdherentsForSheet(ctx context.Context, who access.Actor, number int64) ([]Adhesion, error) {
	var out []Adhesion
	err := s.db.View(ctx, func(tx *db.Tx) error {
		m, err := byNumber(ctx, tx, who, number)
		if err = m.importsFor(who, err); err != nil {
			return err
		}
		out, err = AdhesionsOf(ctx, tx, m.ID, s.today(tx.Now()))
		return err
	})
	return out, err
}

// Adhesion is an organisation that adheres to a market, as its register has it, and for how long.
type Adhesion struct {
	Org              org.Organisation
	StartsOn, EndsOn string
}

// AdhesionsOf are the adhesions to a market that last on a day or begin later, by name: of each organisation the last one.
func AdhesionsOf(ctx context.Context, tx *db.Tx, marketID, day string) ([]Adhesion, error) {
	all, err := adherentsOf(ctx, tx, Market{ID: marketID}, day)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.Org.ID
	}
	orgs, err := org.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var out []Adhesion
	for i, a := range all {
		if i+1 < len(all) && all[i+1].Org.ID == a.Org.ID {
			continue
		}
		out = append(out, Adhesion{Org: orgs[a.Org.ID], StartsOn: a.StartsOn, EndsOn: a.EndsOn})
	}
	return out, nil
}

// Days are the first and the last day of an adhesion that nobody ended, though its days may be over.
type Days struct{ StartsOn, EndsOn string }

// DaysAmong are the last adhesions of some organisations to a market, by their ids, that nobody ended.
func DaysAmong(ctx context.Context, tx *db.Tx, marketID string, orgIDs []string) (map[string]Days, error) {
	return daysAmong(ctx, tx, marketID, orgIDs)
}

// DaysOf are the first and the last day of a market.
func DaysOf(ctx context.Context, tx *db.Tx, marketID string) (Market, error) {
	return daysOf(ctx, tx, marketID)
}

// PathOf is the address of the page of a market.
func PathOf(ctx context.Context, tx *db.Tx, marketID string) (string, error) {
	n, err := numberOf(ctx, tx, marketID)
	return Market{Number: n}.Path(""), err
}
