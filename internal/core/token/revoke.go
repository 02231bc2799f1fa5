package token

import (
	"context"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/db"
)

// Revoke ends a token of who at once: its next request is refused. Another's does not exist.
func (s *Service) Revoke(ctx context.Context, who access.Actor, number int64) error {
	if err := BySession(who); err != nil {
		return err
	}
	return s.o.DB.Once(ctx, who, func(tx *db.Tx) error {
		t, err := tokenByNumber(ctx, tx, who.ID, number)
		if err != nil {
			return err
		}
		to, err := moves.Next(Revoke, t.Standing(tx.Now()), roles(who, t), t)
		if err != nil {
			return err
		}
		if err := saveState(ctx, tx, &t, to); err != nil {
			return err
		}
		return writeLine(ctx, tx, who, t, "revoke_token")
	})
}

// DropAll ends all tokens of an account in the transaction in which its password changed, or in which it was suspended.
// why is that act, for the history.
func DropAll(ctx context.Context, tx *db.Tx, who access.Actor, accountID, why string) error {
	ts, err := liveTokens(ctx, tx, accountID)
	if err != nil {
		return err
	}
	for _, t := range ts {
		to, err := moves.Next(Drop, t.Standing(tx.Now()), []Role{Program}, t)
		if err != nil {
			return err
		}
		if err := saveState(ctx, tx, &t, to); err != nil {
			return err
		}
		data := t.trace()
		data["why"] = why
		if err := history.Write(ctx, tx, who, history.Line{Object: object(t.AccountID), Act: "drop_token", Data: data}); err != nil {
			return err
		}
	}
	return nil
}

func object(accountID string) history.Object { return history.Object{Kind: "account", ID: accountID} }

// trace is what the history keeps of a token: how it is found and named.
func (t Token) trace() map[string]string {
	return map[string]string{"token": strconv.FormatInt(t.Number, 10), "name": t.Name, "scopes": join(t.Scopes)}
}
