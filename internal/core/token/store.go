package token

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/core/token/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const columns = `t.id, t.account_id, t.number, t.name, t.scopes, t.state, t.state_at, t.created_at, t.expires_at, t.used_at, t.version`

// row is a token as it lies in the table.
type row struct {
	Token
	scopes string
}

func into(r *row) []any {
	return []any{&r.ID, &r.AccountID, &r.Number, &r.Name, &r.scopes, &r.State, &r.StateAt, &r.CreatedAt, &r.ExpiresAt, &r.UsedAt, &r.Version}
}

func (r row) token() Token {
	r.Scopes = strings.Fields(r.scopes)
	return r.Token
}

// insertToken gives the token its number. Two at once of one account meet at the index, and one is told to try again.
func insertToken(ctx context.Context, tx *db.Tx, t *Token, secret string) error {
	live, err := liveTokens(ctx, tx, t.AccountID)
	if err != nil {
		return err
	}
	n := 0
	for _, x := range live {
		if x.Standing(tx.Now()) == Live {
			n++
		}
	}
	if n >= mostLive {
		return apperr.ConflictErr(i18n.M(msg.TooManyTokens, "max", mostLive))
	}
	t.Version = 1
	t.Number, err = db.Value[int64](ctx, tx, `INSERT INTO token_tokens
		(id, account_id, number, name, scopes, secret_hash, state, state_at, created_at, expires_at, version)
		VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM token_tokens WHERE account_id = $2), $3, $4, $5, $6, $7, $7, $8, 1)
		ON CONFLICT (account_id, number) DO NOTHING RETURNING number`,
		t.ID, t.AccountID, t.Name, join(t.Scopes), notify.HashSecret(secret), t.State, t.CreatedAt, t.ExpiresAt)
	if errors.Is(err, db.ErrNone) {
		return apperr.ConflictErr(i18n.M(msg.ConflictToken))
	}
	if err != nil {
		return fmt.Errorf("insert a token: %w", err)
	}
	return nil
}

func tokenByNumber(ctx context.Context, tx *db.Tx, accountID string, number int64) (Token, error) {
	r, err := db.One(ctx, tx, into, `SELECT `+columns+` FROM token_tokens t WHERE t.account_id = $1 AND t.number = $2`, accountID, number)
	if errors.Is(err, db.ErrNone) {
		return Token{}, apperr.NotFoundErr()
	}
	return r.token(), err
}

// tokenBySecret finds a token with who it acts for. An account that may not act has none.
func tokenBySecret(ctx context.Context, tx *db.Tx, hash string, at time.Time) (access.Actor, Token, error) {
	type found struct {
		row
		who access.Actor
	}
	f, err := db.One(ctx, tx, func(f *found) []any {
		whose := append(into(&f.row), &f.who.ID, &f.who.Number, &f.who.Name, &f.who.UserName, &f.who.Address, &f.who.Lang, &f.who.OrgID, &f.who.OrgName)
		return append(whose, f.who.Bound.Into()...)
	}, `SELECT `+columns+`, a.id, a.number, a.display_name, a.user_name, a.email, a.lang, a.org_id, o.name, `+access.BoundColumns+`
		FROM token_tokens t
		JOIN account_accounts a ON a.id = t.account_id
		LEFT JOIN org_organisations o ON o.id = a.org_id
		WHERE t.secret_hash = $1 AND a.state = 'active'`, hash, at)
	return f.who, f.token(), err
}

func tokensOf(ctx context.Context, tx *db.Tx, accountID string) ([]Token, error) {
	return tokensWhere(ctx, tx, `t.account_id = $1`, accountID)
}

// liveTokens are those that neither their owner nor the program ended, expired ones too.
func liveTokens(ctx context.Context, tx *db.Tx, accountID string) ([]Token, error) {
	return tokensWhere(ctx, tx, `t.account_id = $1 AND t.state = 'live'`, accountID)
}

func tokensWhere(ctx context.Context, tx *db.Tx, cond string, args ...any) ([]Token, error) {
	rows, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM token_tokens t WHERE `+cond+` ORDER BY t.number DESC`, args...)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	out := make([]Token, len(rows))
	for i, r := range rows {
		out[i] = r.token()
	}
	return out, nil
}

func saveState(ctx context.Context, tx *db.Tx, t *Token, to State) error {
	n, err := tx.Exec(ctx, `UPDATE token_tokens SET state = $1, state_at = $2, version = version + 1 WHERE id = $3 AND version = $4`,
		to, tx.Now(), t.ID, t.Version)
	if err != nil {
		return fmt.Errorf("save a token: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ConflictToken))
	}
	t.State, t.StateAt = to, tx.Now()
	t.Version++
	return nil
}

func noteUse(ctx context.Context, tx *db.Tx, t Token, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE token_tokens SET used_at = $1 WHERE id = $2 AND (used_at IS NULL OR used_at < $1)`, at, t.ID)
	return err
}

func deleteEnded(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM token_tokens WHERE id IN (SELECT id FROM token_tokens
		WHERE expires_at < $1 OR (state <> 'live' AND state_at < $1) ORDER BY id LIMIT 500)`, before)
}
