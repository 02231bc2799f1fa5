package account

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/account/identifier"
	"preau/internal/core/account/msg"
	"preau/internal/core/account/session"
	"preau/internal/core/account/sweeping"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// ObjectKind is what the history and the log of mails call an account.
const ObjectKind = "account"

// nameHold is how long a user name asked for at sign-up stays taken, an account having been made or not:
// as long as an account waits for its activation (R016).
const nameHold = sweeping.Hold

const accountColumns = `a.id, a.number, a.user_name, a.email, a.password_hash, a.password_at, a.first_name, a.last_name, a.function, a.phone,
	a.lang, a.org_id, a.born_on, a.state, a.state_at, a.state_by, a.state_reason, a.created_at, a.activated_at, a.first_signed_in_at, a.last_signed_in_at, a.version`

func intoAccount(a *Account) []any {
	return []any{
		&a.ID, &a.Number, &a.UserName, &a.Email, &a.passwordHash, &a.PasswordAt, &a.FirstName, &a.LastName, &a.Function, &a.Phone,
		&a.Lang, &a.OrgID, &a.Born, &a.State, &a.StateAt, &a.StateBy, &a.StateReason, &a.CreatedAt, &a.ActivatedAt, &a.FirstSignInAt, &a.LastSignInAt, &a.Version,
	}
}

// accountWhere gives the one account of a condition on one argument, NotFound when there is none.
func accountWhere(ctx context.Context, tx *db.Tx, cond string, arg any) (Account, error) {
	a, err := db.One(ctx, tx, intoAccount, `SELECT `+accountColumns+` FROM account_accounts a WHERE `+cond, arg)
	if errors.Is(err, db.ErrNone) {
		return a, apperr.NotFoundErr()
	}
	return a, err
}

// ByID is an account by its id.
func ByID(ctx context.Context, tx *db.Tx, id string) (Account, error) {
	return accountWhere(ctx, tx, `a.id = $1`, id)
}

// ByPublicNumber is an account by its number, to a room that has asked who may see it.
func ByPublicNumber(ctx context.Context, tx *db.Tx, n int64) (Account, error) {
	return accountWhere(ctx, tx, `a.number = $1`, n)
}

// WithSessions is ByPublicNumber with how many browsers the account is signed in on.
func WithSessions(ctx context.Context, tx *db.Tx, n int64) (Account, int64, error) {
	type row struct {
		Account
		sessions int64
	}
	now := tx.Now()
	r, err := db.One(ctx, tx, func(r *row) []any { return append(intoAccount(&r.Account), &r.sessions) }, `SELECT `+accountColumns+`,
		(SELECT count(*) FROM account_sessions s WHERE s.account_id = a.id AND s.ended_at IS NULL AND s.expires_at > $2 AND (s.remembered OR s.seen_at > $3))
		FROM account_accounts a WHERE a.number = $1`, n, now, now.Add(-session.Idle))
	if errors.Is(err, db.ErrNone) {
		err = apperr.NotFoundErr()
	}
	return r.Account, r.sessions, err
}

// accountByLogin finds by user name or address (R006), whatever the case and the spaces around (R007), and by an identifier that
// was typed in another form than its own, if it can be one account's only (R103). The zero Account: nobody. Which statements are
// asked depends on what was typed alone, and not on whose it is (R004).
func accountByLogin(ctx context.Context, tx *db.Tx, typed string) (Account, error) {
	a, err := accountWhere(ctx, tx, `a.user_name_fold = $1 OR a.email_fold = $1`, fold(typed))
	if err != nil && !apperr.Is(err, apperr.NotFound) {
		return Account{}, err
	}
	key := identifier.Key(typed)
	if key == "" {
		return a, nil
	}
	meant, err := db.All(ctx, tx, intoAccount, `SELECT `+accountColumns+` FROM account_accounts a WHERE a.login_key = $1 ORDER BY a.id LIMIT 2`, key)
	if err != nil {
		return Account{}, err
	}
	if a.ID == "" && len(meant) == 1 {
		return meant[0], nil
	}
	return a, nil
}

// ByAddress is the account of an address, to a room that has asked who may see it; empty where there is none.
func ByAddress(ctx context.Context, tx *db.Tx, address string) (Account, error) {
	return accountByEmail(ctx, tx, address)
}

func accountByEmail(ctx context.Context, tx *db.Tx, email string) (Account, error) {
	a, err := accountWhere(ctx, tx, `a.email_fold = $1`, fold(email))
	if apperr.Is(err, apperr.NotFound) {
		return Account{}, nil
	}
	return a, err
}

// guarded says whether the account's address is being changed, or an objection to that was not looked at yet: nobody who holds
// one mailbox alone gets a link that opens the account. See account/moving.
func guarded(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_moves WHERE account_id = $1 AND state IN ('asked', 'confirmed', 'objected')`, accountID)
	return n > 0, err
}

// holdName takes a user name, unless an account has it or somebody took it before.
func holdName(ctx context.Context, tx *db.Tx, name string) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO account_name_holds (user_name_fold, until) VALUES ($1, $2)
		ON CONFLICT (user_name_fold) DO UPDATE SET until = excluded.until WHERE account_name_holds.until <= $3`,
		fold(name), tx.Now().Add(nameHold), tx.Now())
	if err != nil || n == 0 {
		return false, err
	}
	has, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM account_accounts WHERE user_name_fold = $1`, fold(name))
	return has == 0, err
}

// insertAccount says false when the address has an account already. The user name was held before.
func insertAccount(ctx context.Context, tx *db.Tx, a *Account) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `UPDATE account_counters SET n = n + 1 WHERE name = 'account' RETURNING n`)
	if err != nil {
		return false, fmt.Errorf("number of an account: %w", err)
	}
	a.Number, a.CreatedAt, a.StateAt, a.Version = n, tx.Now(), tx.Now(), 1
	done, err := tx.Exec(ctx, `INSERT INTO account_accounts
		(id, number, user_name, user_name_fold, email, email_fold, password_hash, password_at, first_name, last_name, display_name, function, phone,
		 lang, org_id, state, state_at, state_by, state_reason, created_at, activated_at, sort_fold, search_fold, version, born_on, login_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULLIF($15, ''), $16, $17, $18, $19, $20, $21, $22, $23, $24,
		 NULLIF($25, ''), NULLIF($26, ''))
		ON CONFLICT (email_fold) DO NOTHING`,
		a.ID, a.Number, a.UserName, fold(a.UserName), a.Email, fold(a.Email), a.passwordHash, a.PasswordAt, a.FirstName, a.LastName, a.DisplayName(), a.Function, a.Phone,
		a.Lang, a.OrgID, a.State, a.StateAt, a.StateBy, a.StateReason, a.CreatedAt, a.ActivatedAt, a.sortFold(), a.SearchFold(), a.Version, a.Born, a.loginKey())
	if err != nil {
		return false, fmt.Errorf("insert an account: %w", err)
	}
	return done == 1, nil
}

// saveAccount writes all but the counters of sign-in, guarded by the version that was read.
func saveAccount(ctx context.Context, tx *db.Tx, a *Account) error {
	n, err := tx.Exec(ctx, `UPDATE account_accounts SET
		user_name = $1, user_name_fold = $2, password_hash = $3, password_at = $4, first_name = $5, last_name = $6, display_name = $7,
		function = $8, phone = $9, lang = $10, org_id = NULLIF($11, ''), state = $12, state_at = $13, state_by = $14, state_reason = $15,
		activated_at = $16, sort_fold = $17, search_fold = $18, born_on = NULLIF($21, ''), login_key = NULLIF($22, ''), version = version + 1
		WHERE id = $19 AND version = $20`,
		a.UserName, fold(a.UserName), a.passwordHash, a.PasswordAt, a.FirstName, a.LastName, a.DisplayName(),
		a.Function, a.Phone, a.Lang, a.OrgID, a.State, a.StateAt, a.StateBy, a.StateReason,
		a.ActivatedAt, a.sortFold(), a.SearchFold(), a.ID, a.Version, a.Born, a.loginKey())
	if err != nil {
		return fmt.Errorf("save an account: %w", err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.ErrorMoved))
	}
	a.Version++
	return nil
}

// move brings an account to a state, and writes the history's line. reason is shown to its owner.
func move(ctx context.Context, tx *db.Tx, who access.Actor, a *Account, do Act, to State, reason string) error {
	from := a.State
	if from != to {
		a.State, a.StateAt, a.StateBy, a.StateReason = to, tx.Now(), who.Name, reason
	}
	if to == Active && a.ActivatedAt.IsZero() {
		a.ActivatedAt = tx.Now()
	}
	if err := saveAccount(ctx, tx, a); err != nil {
		return err
	}
	l := history.Line{Object: a.object(), Act: string(do), From: string(from), To: string(to), Data: a.Trace(who)}
	if reason != "" {
		l.Data["reason"] = reason
	}
	return history.Write(ctx, tx, who, l)
}

// Trace is what the history keeps of somebody else's account beside its id: how it is found and named.
func (a Account) Trace(who access.Actor) map[string]string {
	if who.ID == a.ID {
		return map[string]string{}
	}
	return map[string]string{"account": strconv.FormatInt(a.Number, 10), "name": a.DisplayName()}
}

func (a Account) object() history.Object { return history.Object{Kind: ObjectKind, ID: a.ID} }

// writeHistory adds a line about an account for an act that moves nothing.
func writeHistory(ctx context.Context, tx *db.Tx, who access.Actor, a Account, act string) error {
	return history.Write(ctx, tx, who, history.Line{Object: a.object(), Act: act, Data: a.Trace(who)})
}
