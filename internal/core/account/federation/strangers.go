package federation

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// WarnOfStrangers tells in the log, once at start, how many identities open nothing any more, since their provider is not among the program's, or its
// key leads to another issuer: what one issuer calls a person says nothing of whom another calls so. Their people come by another way, and link anew.
func (s *Service) WarnOfStrangers(ctx context.Context) error {
	type of struct {
		provider, issuer string
		n                int64
	}
	return s.o.DB.View(ctx, func(tx *db.Tx) error {
		all, err := db.All(ctx, tx, func(x *of) []any { return []any{&x.provider, &x.issuer, &x.n} },
			`SELECT provider, issuer, COUNT(*) FROM account_identities GROUP BY provider, issuer ORDER BY provider, issuer`)
		if err != nil {
			return fmt.Errorf("identities by provider: %w", err)
		}
		for _, x := range all {
			if s.serves(Identity{Provider: x.provider, Issuer: x.issuer}) {
				continue
			}
			s.o.Log.WarnContext(ctx, "identities of a provider that is not in the settings open nothing any more", "provider", x.provider, "issuer", x.issuer, "identities", x.n,
				"do", "if the issuer was mistyped, mend it; if the provider was replaced, tell its people to come by another way and to link the new identity")
		}
		return nil
	})
}
