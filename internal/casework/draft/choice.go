package draft

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/casework/demand"
	"preau/internal/casework/seal"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// choice is whom a draft goes to, and under which mandate.
type choice struct {
	teams   []team.Team
	gone    []string // names of those that were ticked and cannot be chosen
	left    []string // names of the colleagues who were ticked and are none any more; empty for one who is not known
	mandate demand.Mandate
}

// choice reads what may be chosen of what was: teams of the draft's territory alone (C021), and the mandate that holds.
func (s *Service) choice(ctx context.Context, tx *db.Tx, d demand.Demand, in Input) (choice, error) {
	var c choice
	ticked, err := team.ChoosableOf(ctx, tx, in.Teams)
	if err != nil {
		return c, err
	}
	y, err := territoryOf(ctx, tx, d)
	if err != nil {
		return c, err
	}
	c.teams = narrowed(ticked, y, nil)
	if c.gone, err = gone(ctx, tx, in.Teams, c.teams); err != nil {
		return c, err
	}
	if c.mandate, err = s.o.Mandate(ctx, tx, d, in.MandateOn); err == nil && c.mandate.Declared {
		for _, t := range c.teams {
			c.mandate.Agencies = append(c.mandate.Agencies, t.Agency.ID)
		}
	}
	return c, err
}

// gone are the names of the ticked teams that are none of the chosen; a number that is none's is named by itself.
func gone(ctx context.Context, tx *db.Tx, ticked []int64, chosen []team.Team) ([]string, error) {
	var out []string
	for _, n := range ticked {
		if slices.ContainsFunc(chosen, func(t team.Team) bool { return t.Number == n }) {
			continue
		}
		t, err := team.ByNumber(ctx, tx, n)
		switch {
		case apperr.Is(err, apperr.NotFound):
			out = append(out, strconv.FormatInt(n, 10))
		case err != nil:
			return nil, err
		default:
			out = append(out, t.Title())
		}
		if len(out) == mostGone {
			break
		}
	}
	return out, nil
}

// left are the names of ticked colleagues who are none.
func left(ctx context.Context, tx *db.Tx, who access.Actor, d demand.Demand, ticked []string) ([]string, error) {
	hs, err := access.Holders(ctx, tx, team.Helper, d.Place())
	var out []string
	for _, accountID := range ticked {
		if accountID == who.ID || slices.ContainsFunc(hs, func(h access.Holder) bool { return h.AccountID == accountID }) {
			continue
		}
		name := ""
		for _, p := range d.People {
			if p.AccountID == accountID {
				name = p.Name
			}
		}
		out = append(out, name)
	}
	return out, err
}

// mostGone bounds how many of them are named.
const mostGone = 5

// fill puts what was typed into a draft, and gives what was chosen and may be.
func (s *Service) fill(ctx context.Context, tx *db.Tx, who access.Actor, d *demand.Demand, k seal.Key, in Input) (choice, error) {
	var err error
	if err = d.Seal(k, in.Words); err != nil {
		return choice{}, err
	}
	d.About(s.hashed(in.Identity.Person()), s.hashed(in.Identity.PersonOfYear()), s.hashed(in.Identity.Number()))
	d.Under(s.Person(in))
	d.Urgent = in.Urgent
	if err := places(ctx, tx, d, in); err != nil {
		return choice{}, err
	}
	c, err := s.choice(ctx, tx, *d, in)
	if err == nil && c.mandate.Other && in.Same != "" && in.Same == d.Signer() {
		if err = s.o.Same(ctx, tx, who, *d); err == nil {
			c, err = s.choice(ctx, tx, *d, in)
		}
	}
	if err != nil {
		return c, err
	}
	d.MandateKind, d.MandateOn = c.mandate.Kind, c.mandate.On
	if in.MandateOn != "" { // kept as it was typed, whether it holds or not
		d.MandateKind, d.MandateOn = demand.Held, in.MandateOn
	}
	if c.left, err = left(ctx, tx, who, *d, in.Colleagues); err != nil {
		return c, err
	}
	ids := make([]string, len(c.teams))
	for i, t := range c.teams {
		ids[i] = t.ID
	}
	return c, demand.Choose(ctx, tx, who, *d, ids, in.Colleagues)
}

// territoryOf is the territory of a draft; nil where it has none.
func territoryOf(ctx context.Context, tx *db.Tx, d demand.Demand) (*team.Territory, error) {
	y, err := team.TerritoryByID(ctx, tx, d.TerritoryID)
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	return &y, err
}

// places sets the territory and the theme of a draft by their numbers. A theme that is not there is none; the territory stays what it was,
// first the team's: a demand has one, since only its groupes can be chosen (C021).
func places(ctx context.Context, tx *db.Tx, d *demand.Demand, in Input) error {
	d.ThemeID = ""
	for _, x := range []struct {
		sort team.Sort
		n    int64
		to   *string
	}{{team.Territories, in.Territory, &d.TerritoryID}, {team.Themes, in.Theme, &d.ThemeID}} {
		if x.n == 0 {
			continue
		}
		t, err := team.OpenThing(ctx, tx, x.sort, x.n)
		switch {
		case err == nil:
			*x.to = t.ID
		case !apperr.Is(err, apperr.NotFound):
			return err
		}
	}
	return nil
}
