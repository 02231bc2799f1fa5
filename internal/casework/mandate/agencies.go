package mandate

import (
	"context"
	"slices"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/casework/team"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// FieldAlso is the field of an organisme that a mandate names beside those of its demand, in faults.
const FieldAlso = "organisme"

// Agency is an organisme that a mandate names.
type Agency struct {
	ID, Name string
	Number   int64
}

// names are the organismes, as one says them.
func names(all []Agency) []string {
	out := make([]string, len(all))
	for i, a := range all {
		out[i] = a.Name
	}
	return out
}

// naming are the organismes that a new mandate of a demand names: those that the demand goes to, and others by their numbers, whose groupes
// are to be invited later. A mandate that names none would allow nothing, and is refused.
func (s *Service) naming(ctx context.Context, d demand.Demand, also []int64) ([]Agency, error) {
	out := named(d)
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		for _, n := range also {
			if n == 0 {
				continue
			}
			t, err := team.OpenThing(ctx, tx, team.Agencies, n)
			if apperr.Is(err, apperr.NotFound) {
				return apperr.InvalidField(FieldAlso, i18n.M(msg.FaultAlso))
			}
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(out, func(a Agency) bool { return a.ID == t.ID }) {
				out = append(out, Agency{ID: t.ID, Name: t.Name, Number: t.Number})
			}
		}
		return nil
	})
	return out, err
}

// others are the organismes that a mandate may name beside those of its demand.
func (s *Service) others(ctx context.Context, d demand.Demand) ([]Agency, error) {
	going := named(d)
	var out []Agency
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := openAgencies(ctx, tx)
		out = slices.DeleteFunc(all, func(a Agency) bool { return slices.ContainsFunc(going, func(x Agency) bool { return x.ID == a.ID }) })
		return err
	})
	return out, err
}

// named are the organismes that a demand goes to.
func named(d demand.Demand) []Agency {
	var out []Agency
	for _, a := range d.Teams {
		if a.LeftAt.IsZero() && !slices.ContainsFunc(out, func(x Agency) bool { return x.ID == a.AgencyID }) {
			out = append(out, Agency{ID: a.AgencyID, Name: a.Agency})
		}
	}
	return out
}

// structure is who is the agent of a mandate: the creator's team with its organisme.
func structure(d demand.Demand) string { return d.Structure + ", " + d.Team.Name }
