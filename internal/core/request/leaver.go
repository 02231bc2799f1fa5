package request

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
// those that nobody near can then.
func (s *Service) orphans(ctx context.Context, tx *db.Tx, l Leaver) (others, above int, err error) {
	var conds []string
	var args []any
	for _, r := range s.chain.Roles {
		for _, key := range r.GivenBy {
			giver, ok := s.roles.At(key, l.Place.Kind)
			if !ok || !slices.Contains(l.Roles, key) {
				continue
			}
			at := "q.place_id = ?"
			if giver.ReachesDown {
				at = "q.place_id IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor = ?)"
			}
			conds, args = append(conds, "(q.role = ? AND "+at+")"), append(args, r.Key, l.Place.ID)
		}
	}
	if len(conds) == 0 {
		return 0, 0, nil
	}
	var w db.Where
	w.And("q.state = 'open' AND q.place_kind = 'organisation' AND q.account_id <> ?", l.AccountID)
	w.And("("+strings.Join(conds, " OR ")+")", args...)
	where, args := w.SQL(1)
	open, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+` WHERE `+where+` ORDER BY q.number LIMIT `+strconv.Itoa(mostDecided), args...)
	if err != nil {
		return 0, 0, fmt.Errorf("what waits for a leaver: %w", err)
	}
	for _, r := range open {
		decided, err := s.decidedWithout(ctx, tx, r, l)
		if err != nil {
			return 0, 0, err
		}
		if decided {
			others++
		} else {
			above++
		}
	}
	return others, above, nil
}

// decidedWithout says whether somebody but the leaver may decide a request.
func (s *Service) decidedWithout(ctx context.Context, tx *db.Tx, r Request, l Leaver) (bool, error) {
	declared, _ := s.roles.At(r.Role, r.Place.Kind)
	if slices.ContainsFunc(l.Handed, func(k access.RoleKey) bool { return slices.Contains(declared.GivenBy, k) }) {
		return true, nil
	}
	found, near, err := s.deciders(ctx, tx, r.Role, r.Place)
	return near && slices.ContainsFunc(found, func(h access.Holder) bool { return h.AccountID != l.AccountID }), err
}
