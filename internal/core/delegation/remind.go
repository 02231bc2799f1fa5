package delegation

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/letter"
	"preau/internal/core/delegation/told"
	"preau/internal/core/org"
	"preau/internal/kit/db"
)

// Reminded is a place with what somebody holds there, as a mail that reminds them names it.
type Reminded struct {
	By      string // who gave the first of it
	GrantID string // the first of it
	Given   letter.Given
}

// Remind are some places where somebody holds roles now; that they are reminded of them is noted.
func (s *Service) Remind(ctx context.Context, tx *db.Tx, a account.Account, at []string) ([]Reminded, error) {
	var out []Reminded
	for _, id := range at {
		o, err := org.ByID(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		p := place{Organisation: o}
		found, err := s.persons(ctx, tx, s.o.Chain, p, []string{a.ID})
		if err != nil || len(found) == 0 {
			return nil, err
		}
		names, err := s.names(ctx, tx, s.o.Chain, p)
		if err != nil {
			return nil, err
		}
		held := found[0].Held
		r := Reminded{By: held[0].By, GrantID: held[0].ID, Given: letter.Given{Place: o.Name}}
		for _, h := range held {
			role, _ := s.o.Chain.ByKey(h.Role)
			labels, _ := names.Of(h)
			given := letter.Role{Label: role.Label, Hint: role.Hint, Limits: labels, Until: told.LastInstant(h.To)}
			if h.From.After(tx.Now()) {
				given.From = h.From
			}
			r.Given.Roles = append(r.Given.Roles, given)
		}
		if err := told.Write(ctx, tx, access.ByProgram("", tx.Now()), p.Organisation, a, told.Trace{Act: DidRemind, Role: held[0].Role}); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
