package demand

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// peopleOf are the creator and those invited, with what mails to them need.
func peopleOf(ctx context.Context, tx *db.Tx, d Demand) ([]party, error) {
	ids, sides := []string{d.CreatorID}, map[string]Side{d.CreatorID: Helpers}
	for _, p := range d.People {
		ids, sides[p.AccountID] = append(ids, p.AccountID), p.Side
	}
	var w db.Where
	w.In("id", db.Any(ids)...)
	w.And("state = 'active'")
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(p *party) []any { return []any{&p.AccountID, &p.Address, &p.Name, &p.Lang} },
		`SELECT id, email, display_name, lang FROM account_accounts WHERE `+where+` ORDER BY id`, args...)
	if err != nil {
		return nil, fmt.Errorf("people of a demand: %w", err)
	}
	for i := range out {
		out[i].side = sides[out[i].AccountID]
	}
	return out, nil
}

// samePerson are the numbers of open demands about the person of a demand that who may read, but this one.
func samePerson(ctx context.Context, tx *db.Tx, who access.Actor, d Demand) ([]string, error) {
	if d.person == "" && d.nir == "" {
		return nil, nil
	}
	var w db.Where
	w.And(`d.id IN (SELECT s.id FROM casework_demands s WHERE s.person <> '' AND s.person = ? UNION SELECT s.id FROM casework_demands s WHERE s.nir <> '' AND s.nir = ?)`, d.person, d.nir)
	w.And("d.id <> ? AND d.state NOT IN ('draft', 'closed')", d.ID)
	readable(&w, who)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT d.number FROM casework_demands d WHERE `+where+` ORDER BY d.number`, args...)
	if err != nil {
		return nil, fmt.Errorf("demands about the same person: %w", err)
	}
	return out, nil
}
