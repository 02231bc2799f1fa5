package request

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/request/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Leaver is somebody who leaves a place, as requests see it (R132).
type Leaver struct {
	AccountID string
	Place     access.Place
	Roles     []access.RoleKey // that end there
	Handed    []access.RoleKey // of Roles, those that somebody else goes on with
	Given     []access.RoleKey // that who lets them go may give there
}

// asked are the requests that the leaver made at the place, for roles that who lets them go could give.
func (l Leaver) asked() (w db.Where, some bool) {
	w.And("q.account_id = ? AND q.place_kind = ? AND q.place_id = ? AND q.state = 'open'", l.AccountID, l.Place.Kind, l.Place.ID)
	w.In("q.role", db.Any(l.Given)...)
	return w, len(l.Given) > 0
}

// WithdrawLeaver withdraws what somebody who leaves a place asked for there: nobody should have to decide it. What waited for
// their own decision needs nothing: it is shown to whoever may decide.
func (s *Service) WithdrawLeaver(ctx context.Context, tx *db.Tx, who access.Actor, l Leaver) error {
	w, some := l.asked()
	if !some {
		return nil
	}
	return withdraw(ctx, tx, who, w)
}

// ThenLeaves says what becomes of requests when somebody leaves a place: of those that they made there, and of those that
// wait for them, which the others decide or, where nobody is left, go to who can name somebody (R131).
func (s *Service) ThenLeaves(ctx context.Context, tx *db.Tx, l Leaver) ([]i18n.Msg, error) {
	var out []i18n.Msg
	if w, some := l.asked(); some {
		where, args := w.SQL(1)
		n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM request_asks q WHERE `+where, args...)
		if err != nil {
			return nil, fmt.Errorf("what a leaver asked for: %w", err)
		}
		if n > 0 {
			out = append(out, i18n.M(msg.ThenWithdrawn, "n", n))
		}
	}
	others, above, err := s.orphans(ctx, tx, l)
	if others > 0 {
		out = append(out, i18n.M(msg.ThenDecided, "n", others))
	}
	if above > 0 {
		out = append(out, i18n.M(msg.ThenAbove, "n", above))
	}
	return out, err
}

// orphans are how many open requests the leaver could decide by what ends: those that somebody else can decide as well, and
// those that nobody near can then. It is one statement, however many there are: whoever leaves holds the writer meanwhile.
func (s *Service) orphans(ctx context.Context, tx *db.Tx, l Leaver) (others, above int, err error) {
	var conds, decided []string
	var args, with []any
	for _, r := range s.chain.Roles {
		at, places := s.decidedAt(l, r)
		if len(at) == 0 {
			continue
		}
		conds, args = append(conds, "(q.role = ? AND ("+strings.Join(at, " OR ")+"))"), append(append(args, r.Key), places...)
		still, more := s.decidedWithout(l, r, tx.Now())
		decided, with = append(decided, "(q.role = ? AND "+still+")"), append(append(with, r.Key), more...)
	}
	if len(conds) == 0 {
		return 0, 0, nil
	}
	var w, still db.Where
	w.And("q.state = 'open' AND q.place_kind = 'organisation' AND q.account_id <> ?", l.AccountID)
	w.And(strings.Join(conds, " OR "), args...)
	still.And(strings.Join(decided, " OR "), with...)
	where, args := w.SQL(1)
	cond, more := still.SQL(len(args) + 1)
	type count struct{ all, still int }
	n, err := db.One(ctx, tx, func(c *count) []any { return []any{&c.all, &c.still} },
		`SELECT count(*), count(*) FILTER (WHERE `+cond+`) FROM request_asks q WHERE `+where, append(args, more...)...)
	if err != nil {
		return 0, 0, fmt.Errorf("what waits for a leaver: %w", err)
	}
	return n.still, n.all - n.still, nil
}

// decidedAt are the conditions for the places of requests q for a role that the leaver decides by what ends.
func (s *Service) decidedAt(l Leaver, r access.Role) (at []string, args []any) {
	for _, key := range r.GivenBy {
		giver, ok := s.roles.At(key, l.Place.Kind)
		if !ok || !slices.Contains(l.Roles, key) {
			continue
		}
		cond := "q.place_id = ?"
		if giver.ReachesDown {
			cond = "q.place_id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor = ?)"
		}
		at, args = append(at, cond), append(args, l.Place.ID)
	}
	return at, args
}

// decidedWithout is the condition that somebody but the leaver may decide a request q for a role: who goes on with what ends, or who
// holds a role that gives it.
func (s *Service) decidedWithout(l Leaver, r access.Role, now time.Time) (string, []any) {
	declared, _ := s.roles.At(r.Key, l.Place.Kind)
	if slices.ContainsFunc(l.Handed, func(k access.RoleKey) bool { return slices.Contains(declared.GivenBy, k) }) {
		return "1 = 1", nil
	}
	levels := s.levels(r.Key, l.Place.Kind)
	if len(levels) == 0 {
		return "1 = 0", nil
	}
	cond, args := unheld(levels[0], now, l.AccountID)
	return "NOT (1 = 1" + cond + ")", args
}
