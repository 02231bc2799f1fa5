package passkey

import (
	"context"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/proof"
	"preau/internal/core/account/session"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/workflow"
)

// Line is one key of a list, with what may be done.
type Line struct {
	Key
	Offers workflow.Offers[Act]
}

// Mine are the keys of who, the first added first.
func (s *Service) Mine(ctx context.Context, who access.Actor) ([]Line, error) {
	if !who.SignedIn() {
		return nil, apperr.UnauthenticatedErr()
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return nil, err
	}
	var out []Line
	err = s.o.DB.View(ctx, func(tx *db.Tx) error {
		keys, err := keysOf(ctx, tx, who.ID)
		if err != nil || len(keys) == 0 {
			return err
		}
		a, err := account.ByID(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		others, err := s.others(ctx, tx, set, a)
		for _, k := range keys {
			out = append(out, Line{k, moves.Offers(k.State, by{Owner}, s.removing(set, keys, k, others))})
		}
		return err
	})
	return out, err
}

// Remove takes a key from the account of who, and ends the other sessions that a key has opened: it may be in other hands. Without another key
// their own counts no more as opened by one. The last way in stays. Another's key does not exist.
func (s *Service) Remove(ctx context.Context, who access.Actor, keyID string) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		a, err := account.Hold(ctx, tx, who.ID) // two keys removed at once must not both count the other
		if err != nil {
			return err
		}
		keys, err := keysOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		others, err := s.others(ctx, tx, set, a)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.ID != keyID {
				continue
			}
			if _, err := moves.Next(Remove, k.State, by{Owner}, s.removing(set, keys, k, others)); err != nil {
				return err
			}
			if err := proof.WhyStronger(who, s.On(set)); err != nil { // a doubtful one, too: it may be the sign that another is at work
				return err
			}
			if err := deleteKey(ctx, tx, k); err != nil {
				return err
			}
			if err := session.End(ctx, tx, session.Revoked, "account_id = ? AND way = ? AND id <> ?", a.ID, session.ByPasskey, who.Session); err != nil {
				return err
			}
			if !slices.ContainsFunc(keys, func(o Key) bool { return o.ID != k.ID && s.opens(set, o) }) {
				if err := session.Weaken(ctx, tx, who, session.ByPasskey); err != nil {
					return err
				}
			}
			return s.tell(ctx, tx, who, a, k, "remove_passkey", MailRemoved)
		}
		return apperr.NotFoundErr()
	})
}

// others says whether the account can be entered without any key.
func (s *Service) others(ctx context.Context, tx *db.Tx, set instance.Settings, a account.Account) (bool, error) {
	if a.OwnWays(set) || s.o.OtherWays == nil {
		return a.OwnWays(set), nil
	}
	return s.o.OtherWays(ctx, tx, set, a.ID)
}

// removing is what the rules ask before one key is removed. A doubtful one opens nothing.
func (s *Service) removing(set instance.Settings, keys []Key, one Key, others bool) matter {
	m := matter{Key: one, others: others || !s.opens(set, one)}
	for _, k := range keys {
		m.others = m.others || k.ID != one.ID && s.opens(set, k)
	}
	return m
}

func (s *Service) opens(set instance.Settings, k Key) bool { return s.On(set) && k.State == Live }

// Opens says whether an account can be entered by a key: for the rooms of other ways, whose last one must not be taken either.
func (s *Service) Opens(ctx context.Context, tx *db.Tx, set instance.Settings, accountID string) (bool, error) {
	keys, err := keysOf(ctx, tx, accountID)
	for _, k := range keys {
		if s.opens(set, k) {
			return true, err
		}
	}
	return false, err
}
