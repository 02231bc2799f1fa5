package demand

import (
	"context"
	"fmt"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// ByNumber is the demand of a number, with its teams and people; NotFound, too, if who may not see it.
func ByNumber(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Demand, error) {
	return byNumber(ctx, tx, who, number)
}

// Following are those who are told of a mandate: the creator, the invited aidants, and, where the operators are to know too, the référents. It is
// none of a modérateur's business (1.2).
func Following(ctx context.Context, tx *db.Tx, d Demand, operators bool) ([]notify.Recipient, error) {
	people, err := peopleOf(ctx, tx, d)
	if err != nil {
		return nil, err
	}
	if operators {
		officers, err := officersOf(ctx, tx, d)
		if err != nil {
			return nil, err
		}
		people = append(people, officers...)
	}
	var out []notify.Recipient
	met := map[string]bool{}
	for _, p := range people {
		if met[p.Address] || p.side == Moderators || !operators && p.side != Helpers || d.State == Draft && p.AccountID != d.CreatorID {
			continue
		}
		met[p.Address] = true
		out = append(out, p.Recipient)
	}
	if d.State == Draft { // nobody stands for who writes one
		return out, nil
	}
	return withDeputies(ctx, tx, d.ID, out)
}

// Hold reads a demand whose row nobody else writes until the transaction ends: what was done to it a moment ago is in it.
func Hold(ctx context.Context, tx *db.Tx, demandID string) (Demand, error) {
	if _, err := tx.Exec(ctx, `UPDATE casework_demands SET messages = messages WHERE id = $1`, demandID); err != nil {
		return Demand{}, fmt.Errorf("hold a demand: %w", err)
	}
	return ByID(ctx, tx, demandID)
}

// NoteMandate keeps with a demand the kind and the day of its mandate, which lists and what remains after a wipe show. What
// people are writing does not become stale by it.
func NoteMandate(ctx context.Context, tx *db.Tx, demandID string, m Mandate) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demands SET mandate_kind = $1, mandate_on = $2 WHERE id = $3`, m.Kind, m.On, demandID); err != nil {
		return fmt.Errorf("mandate of a demand: %w", err)
	}
	return nil
}
