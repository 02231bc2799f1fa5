package federation

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
	"preau/internal/kit/oidc"
)

// Unlink takes an identity from the account of who: it opens it no more, the other sessions that its provider opened end, and their own counts
// no more as opened by it. The last way in stays. Another's identity does not exist.
func (s *Service) Unlink(ctx context.Context, who access.Actor, identityID string) error {
	if !who.SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	set, err := s.o.Settings(ctx)
	if err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		a, err := account.Hold(ctx, tx, who.ID) // two identities taken at once must not both count the other
		if err != nil {
			return err
		}
		all, err := identitiesOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		others, err := s.others(ctx, tx, set, a)
		if err != nil {
			return err
		}
		for _, i := range all {
			if i.ID != identityID {
				continue
			}
			if _, err := moves.Next(Unlink, Linked, by{Owner}, s.removing(set, all, i, others)); err != nil {
				return err
			}
			if err := proof.WhyStronger(who, s.opens(set, i)); err != nil {
				return err
			}
			if err := deleteIdentity(ctx, tx, i); err != nil {
				return err
			}
			if err := session.End(ctx, tx, session.Revoked, "account_id = ? AND way = ? AND id <> ?", a.ID, session.ByProvider+i.Provider, who.Session); err != nil {
				return err
			}
			if !slices.ContainsFunc(all, func(o Identity) bool { return o.ID != i.ID && o.Provider == i.Provider && s.opens(set, o) }) {
				if err := session.Weaken(ctx, tx, who, session.ByProvider+i.Provider); err != nil {
					return err
				}
			}
			return s.tell(ctx, tx, who, a, i, Unlink)
		}
		return apperr.NotFoundErr()
	})
}

// others says whether the account can be entered without any identity.
func (s *Service) others(ctx context.Context, tx *db.Tx, set instance.Settings, a account.Account) (bool, error) {
	if a.OwnWays(set) || s.o.OtherWays == nil {
		return a.OwnWays(set), nil
	}
	return s.o.OtherWays(ctx, tx, set, a.ID)
}

// removing is what the rules ask before one identity of an account's is taken away. One of a provider that is no longer there opens nothing.
func (s *Service) removing(set instance.Settings, all []Identity, one Identity, others bool) matter {
	m := matter{provider: s.Name(one.Provider), others: others}
	for _, i := range all {
		m.others = m.others || i.ID != one.ID && s.opens(set, i)
	}
	m.others = m.others || !s.opens(set, one)
	return m
}

// opens says whether an identity still lets somebody in, as the instance and the program are set.
func (s *Service) opens(set instance.Settings, i Identity) bool {
	return set.Allows(instance.OIDC) && s.serves(i)
}

// serves says whether an identity's provider is one of the program's: that of its key, by the issuer to whom it belongs.
func (s *Service) serves(i Identity) bool {
	return slices.ContainsFunc(s.providers, func(p *oidc.Provider) bool { return p.Settings().Key == i.Provider && p.Settings().Issuer == i.Issuer })
}

// Known says whether the provider of a key lets people in now.
func (s *Service) Known(set instance.Settings, key string) bool {
	return slices.ContainsFunc(s.Providers(set), func(p Provider) bool { return p.Key == key })
}

// Opens says whether an account can be entered by an identity: for the rooms of other ways, whose last one must not be taken either.
func (s *Service) Opens(ctx context.Context, tx *db.Tx, set instance.Settings, accountID string) (bool, error) {
	all, err := identitiesOf(ctx, tx, accountID)
	for _, i := range all {
		if s.opens(set, i) {
			return true, err
		}
	}
	return false, err
}
