package demand

import (
	"context"
	"fmt"

	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Ref is what a mail of another room about a demand keeps of it: the title stays sealed until the mail is written.
type Ref struct{ told }

// Ref is the demand as a mail of another room names it; by is who did what it tells.
func (d Demand) Ref(by string) Ref {
	return Ref{told{ID: d.ID, Key: d.KeyID, Number: d.Number, Title: d.sealed.title, By: by}}
}

// Heading is the title, opened; the number alone where it cannot be.
func (r Ref) Heading(open Opener) string {
	if len(r.Title) == 0 {
		return r.Number
	}
	if s := r.title(open); s != "" {
		return s
	}
	return r.Number
}

// Usager is who a demand is about, opened by its key.
func (d Demand) Usager(k seal.Key) (Identity, error) {
	w, err := openWords(k, d)
	return w.Identity, err
}

// ByNumber is the demand of a number, with its teams and people; NotFound, too, if who may not see it.
func ByNumber(ctx context.Context, tx *db.Tx, who access.Actor, number string) (Demand, error) {
	return byNumber(ctx, tx, who, number)
}

// Following are the creator, the invited, and, where the operators are to know too, the référents.
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
		if met[p.Address] || !operators && p.side != Helpers || d.State == Draft && p.AccountID != d.CreatorID {
			continue
		}
		met[p.Address] = true
		out = append(out, p.Recipient)
	}
	return out, nil
}

// Mandate is what stands of the usager's authorisation when a demand is written or sent (C026).
type Mandate struct {
	Kind string   // held | signed | sms; empty: none that holds
	On   string   // its day
	Why  i18n.Key // why none holds
}

// NoteMandate keeps with a demand the kind and the day of its mandate, which lists and what remains after a wipe show. What
// people are writing does not become stale by it.
func NoteMandate(ctx context.Context, tx *db.Tx, demandID string, m Mandate) error {
	if _, err := tx.Exec(ctx, `UPDATE casework_demands SET mandate_kind = $1, mandate_on = $2 WHERE id = $3`, m.Kind, m.On, demandID); err != nil {
		return fmt.Errorf("mandate of a demand: %w", err)
	}
	return nil
}

// held is the kind of a mandate that the structure has already.
const held = "held"

// onlyHeld is for a house without other mandates: one that the structure holds is enough.
func onlyHeld(_ context.Context, _ *db.Tx, _, heldOn string) (Mandate, error) {
	if heldOn == "" {
		return Mandate{Why: msg.FaultMandate}, nil
	}
	return Mandate{Kind: held, On: heldOn}, nil
}
