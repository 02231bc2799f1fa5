package membership

import (
	"context"
	"slices"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Decision is what a coordinator decides on demands of membership, one or several at once (R028).
type Decision struct {
	Do     Act      // Accept or Refuse
	Refs   []string // public references of the establishments
	Reason string   // of a refusal, required (R027)
	Block  bool     // the establishment may not ask again
}

// maxReason is how long a reason may be, in characters.
const maxReason = 1000

// Names of the fields of the decision's form, in faults.
const (
	FieldReason = "motif"
	FieldPicked = "membres"
)

// Decided says what a decision did: how many demands it decided, and those that somebody else had decided before.
type Decided struct {
	Done    int
	Already []Membership
}

// Decide accepts or refuses demands and tells their members. The first decision stands: what is decided already is
// left as it is, sends no second mail, and is named in the answer (R028, R029).
func (s *Service) Decide(ctx context.Context, who access.Actor, number int64, d Decision) (Decided, error) {
	return db.OnceValue(ctx, s.db, who, func(tx *db.Tx) (Decided, error) {
		var out Decided
		g, err := group.Held(ctx, tx, who, number)
		if err != nil {
			return out, err
		}
		if _, err := group.Next(ctx, tx, who, group.FollowGroup, g); err != nil {
			return out, err
		}
		if err := d.check(); err != nil {
			return out, err
		}
		for _, ref := range each(d.Refs) {
			if err := s.decideOne(ctx, tx, who, g, ref, d, &out); err != nil {
				return out, err
			}
		}
		return out, nil
	})
}

// each is what was picked, once: a form that names an establishment twice decides on it once. It is in one order for
// everybody, so that two coordinators who decide on the same never wait for each other crosswise.
func each(refs []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(refs)))
}

func (d Decision) check() error {
	var f group.Faults
	if len(d.Refs) == 0 {
		f.Add(FieldPicked, msg.FaultPick)
	}
	if d.Do == Refuse {
		group.CheckText(&f, FieldReason, d.Reason, maxReason, msg.FaultReason)
	}
	return f.Err()
}

func (s *Service) decideOne(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, ref string, d Decision, out *Decided) error {
	m, err := ByRef(ctx, tx, g, ref)
	if err != nil {
		return err
	}
	to, err := next(ctx, tx, who, d.Do, Case{Group: g, Membership: m, At: who.At})
	if decidedBefore(err) {
		out.Already = append(out.Already, m)
		return nil
	}
	if err != nil {
		return err
	}
	m.DecidedBy, m.DecidedName, m.DecidedAt, m.ToldAt = who.ID, who.Name, tx.Now(), time.Time{}
	if d.Do == Refuse {
		m.Reason, m.Blocked = d.Reason, d.Block
	}
	err = save(ctx, tx, who, g, &m, d.Do, to)
	if apperr.Is(err, apperr.Conflict) {
		return s.decideOne(ctx, tx, who, g, ref, d, out) // somebody was faster: what they did is there to be read now
	}
	if err != nil {
		return err
	}
	out.Done++
	return s.tellMember(ctx, tx, g, m)
}

// decidedBefore says whether a rule said no because the demand no longer waits.
func decidedBefore(err error) bool {
	e, ok := apperr.As(err)
	waitsNoMore := []string{codeDecided, codeWithdrawn, codeOver}
	return ok && slices.ContainsFunc(e.Reasons, func(r apperr.Reason) bool { return slices.Contains(waitsNoMore, r.Code) })
}
