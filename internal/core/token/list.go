package token

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Tokens are who's tokens, the newest first: those that still count and those that ended lately.
func (s *Service) Tokens(ctx context.Context, who access.Actor) ([]Token, error) {
	if err := BySession(who); err != nil {
		return nil, err
	}
	var out []Token
	err := s.o.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		out, err = tokensOf(ctx, tx, who.ID)
		return err
	})
	return out, err
}

// MayRevoke says whether a token of who can still be revoked.
func MayRevoke(who access.Actor, t Token) bool {
	return moves.May(Revoke, t.Standing(who.At), roles(who, t), t)
}
