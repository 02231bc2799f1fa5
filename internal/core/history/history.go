// Package history keeps who did what to which object, when, and from which state to which.
// A line is written in the transaction of the act, so an act without its line, or a line without its act, cannot be.
package history

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/id"
)

// Object is what a line is about: its kind ("needs.group") and its id.
type Object struct {
	Kind, ID string
}

// Line is one act. Write fills Name, AccountID, Asked and Done.
type Line struct {
	Object    Object
	Act       string
	From, To  string            // states; empty when the act moves nothing
	Data      map[string]string // what a reader needs beside: a reason, figures before and after
	AccountID string
	Name      string
	Asked     time.Time // when the request reached the server; it decides deadlines
	Done      time.Time // when the transaction had its turn; it orders
}

// ByToken is where a line's data names the access token by which a program did it for the person.
const ByToken = "by_token"

// Write adds a line for what who does in tx, and tells who listens there.
func Write(ctx context.Context, tx *db.Tx, who access.Actor, l Line) error {
	if l.Data == nil {
		l.Data = map[string]string{}
	}
	if who.Token != "" {
		l.Data = maps.Clone(l.Data)
		l.Data[ByToken] = who.Token
	}
	data, err := json.Marshal(l.Data)
	if err != nil {
		return fmt.Errorf("history line %s: %w", l.Act, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO history_lines
		(id, object_kind, object_id, act, from_state, to_state, account_id, name, data, asked_at, done_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id.New(), l.Object.Kind, l.Object.ID, l.Act, l.From, l.To, who.ID, who.Name, string(data), who.At, tx.Now())
	if err != nil {
		return fmt.Errorf("history line %s: %w", l.Act, err)
	}
	return tx.Tell(ctx, l)
}

// Forget removes the lines about an object whose own end leaves nothing that speaks of it.
func Forget(ctx context.Context, tx *db.Tx, o Object) error {
	if _, err := tx.Exec(ctx, `DELETE FROM history_lines WHERE object_kind = $1 AND object_id = $2`, o.Kind, o.ID); err != nil {
		return fmt.Errorf("forget history: %w", err)
	}
	return nil
}

// ForgetDetails leaves of one act on an object that it was done, by whom and when.
func ForgetDetails(ctx context.Context, tx *db.Tx, o Object, act string) error {
	if _, err := tx.Exec(ctx, `UPDATE history_lines SET data = '{}' WHERE object_kind = $1 AND object_id = $2 AND act = $3`, o.Kind, o.ID, act); err != nil {
		return fmt.Errorf("forget details of the history: %w", err)
	}
	return nil
}

const columns = `object_kind, object_id, act, from_state, to_state, account_id, name, data, asked_at, done_at`

// Of are the newest lines about one object, the newest first.
func Of(ctx context.Context, tx *db.Tx, o Object, limit int) ([]Line, error) {
	return lines(ctx, tx, `SELECT `+columns+` FROM history_lines
		WHERE object_kind = $1 AND object_id = $2 ORDER BY id DESC LIMIT $3`, o.Kind, o.ID, limit)
}

// Acted says whether somebody did something to an object, but one act.
func Acted(ctx context.Context, tx *db.Tx, o Object, accountID, but string) (bool, error) {
	some, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM history_lines WHERE object_kind = $1 AND object_id = $2 AND account_id = $3 AND act <> $4)`, o.Kind, o.ID, accountID, but)
	if err != nil {
		return false, fmt.Errorf("who acted on %s: %w", o.Kind, err)
	}
	return some, nil
}

// OfAct are the newest lines of one act about one object, the newest first.
func OfAct(ctx context.Context, tx *db.Tx, o Object, act string, limit int) ([]Line, error) {
	return lines(ctx, tx, `SELECT `+columns+` FROM history_lines
		WHERE object_kind = $1 AND object_id = $2 AND act = $3 ORDER BY id DESC LIMIT $4`, o.Kind, o.ID, act, limit)
}

// Like are the newest lines about one object whose acts begin alike, the newest first.
func Like(ctx context.Context, tx *db.Tx, o Object, act string, limit int) ([]Line, error) {
	return lines(ctx, tx, `SELECT `+columns+` FROM history_lines
		WHERE object_kind = $1 AND object_id = $2 AND act LIKE $3 ESCAPE '\' ORDER BY id DESC LIMIT $4`, o.Kind, o.ID, db.StartsWith(act), limit)
}

// Naming are the newest of those lines that name somebody or something in one of their data, the newest first; what it names is told by
// letters and digits alone.
func Naming(ctx context.Context, tx *db.Tx, o Object, act, field, value string, limit int) ([]Line, error) {
	named, err := json.Marshal(map[string]string{field: value})
	if err != nil {
		return nil, fmt.Errorf("history lines that name %s: %w", field, err)
	}
	return lines(ctx, tx, `SELECT `+columns+` FROM history_lines
		WHERE object_kind = $1 AND object_id = $2 AND act LIKE $3 ESCAPE '\' AND data LIKE $4 ESCAPE '\' ORDER BY id DESC LIMIT $5`,
		o.Kind, o.ID, db.StartsWith(act), db.Contains(strings.Trim(string(named), "{}")), limit)
}

// By are the newest lines of what one account did, the newest first.
func By(ctx context.Context, tx *db.Tx, accountID string, limit int) ([]Line, error) {
	return lines(ctx, tx, `SELECT `+columns+` FROM history_lines
		WHERE account_id = $1 ORDER BY id DESC LIMIT $2`, accountID, limit)
}

func lines(ctx context.Context, tx *db.Tx, q string, args ...any) ([]Line, error) {
	type row struct {
		Line
		raw string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any {
		return []any{&r.Object.Kind, &r.Object.ID, &r.Act, &r.From, &r.To, &r.AccountID, &r.Name, &r.raw, &r.Asked, &r.Done}
	}, q, args...)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = r.Line
		if err := json.Unmarshal([]byte(r.raw), &out[i].Data); err != nil {
			return nil, fmt.Errorf("history data: %w", err)
		}
	}
	return out, nil
}
