package contact

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/contact/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
)

// nextNumber counts in the message's own transaction, so a message that is not kept takes no number.
func nextNumber(ctx context.Context, tx *db.Tx, year int) (string, error) {
	n, err := db.Value[int64](ctx, tx, `INSERT INTO contact_counters (year, n) VALUES ($1, 1)
		ON CONFLICT (year) DO UPDATE SET n = contact_counters.n + 1 RETURNING n`, year)
	if err != nil {
		return "", fmt.Errorf("number of a message: %w", err)
	}
	return number(year, n), nil
}

const columns = `id, number, state, version, account_id, name, address, lang, service, page, roles, org_name, reason, query,
	text, received_at, moved_at, moved_name`

type messageRow struct {
	Message
	roles string
}

func intoMessage(r *messageRow) []any {
	return []any{
		&r.ID, &r.Number, &r.State, &r.Version, &r.AccountID, &r.Name, &r.Address, &r.Lang, &r.Service, &r.Page, &r.roles,
		&r.OrgName, &r.Reason, &r.Query, &r.Text, &r.ReceivedAt, &r.MovedAt, &r.MovedName,
	}
}

func (r messageRow) message() Message {
	for k := range strings.FieldsSeq(r.roles) {
		r.Roles = append(r.Roles, access.RoleKey(k))
	}
	return r.Message
}

func insertMessage(ctx context.Context, tx *db.Tx, m Message) error {
	_, err := tx.Exec(ctx, `INSERT INTO contact_messages (`+columns+`, address_fold)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		m.ID, m.Number, m.State, m.Version, m.AccountID, m.Name, m.Address, m.Lang, m.Service, m.Page, joinRoles(m.Roles),
		m.OrgName, m.Reason, m.Query, m.Text, m.ReceivedAt, m.MovedAt, m.MovedName, fold(m.Address))
	if err != nil {
		return fmt.Errorf("message: %w", err)
	}
	return nil
}

func joinRoles(rs []access.RoleKey) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = string(r)
	}
	return strings.Join(out, " ")
}

// Exists says whether there is a message of this number, for other use cases that name one.
func (s *Service) Exists(ctx context.Context, tx *db.Tx, number string) (bool, error) {
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM contact_messages WHERE number = $1`, number)
	if err != nil {
		return false, fmt.Errorf("message %s: %w", number, err)
	}
	return n > 0, nil
}

// messageByNumber is the message, NotFound, too, when the actor may not see it.
func (s *Service) messageByNumber(ctx context.Context, tx *db.Tx, who access.Actor, n string) (Message, error) {
	if err := s.Allow(who); err != nil {
		return Message{}, err
	}
	r, err := db.One(ctx, tx, intoMessage, `SELECT `+columns+` FROM contact_messages WHERE number = $1`, n)
	if errors.Is(err, db.ErrNone) {
		return Message{}, apperr.NotFoundErr()
	}
	if err != nil {
		return Message{}, fmt.Errorf("message %s: %w", n, err)
	}
	return r.message(), nil
}

// saveMove writes the new state over the version that was read; whoever was slower is told who was faster.
func saveMove(ctx context.Context, tx *db.Tx, who access.Actor, m Message, to State) error {
	n, err := tx.Exec(ctx, `UPDATE contact_messages SET state = $1, moved_at = $2, moved_name = $3, version = version + 1
		WHERE id = $4 AND version = $5`, to, tx.Now(), who.Name, m.ID, m.Version)
	if err != nil {
		return fmt.Errorf("message %s: %w", m.Number, err)
	}
	if n == 0 {
		return apperr.ConflictErr(i18n.M(msg.FaultStale))
	}
	return nil
}

func insertAnswer(ctx context.Context, tx *db.Tx, who access.Actor, m Message, text string) (string, error) {
	key := id.New()
	_, err := tx.Exec(ctx, `INSERT INTO contact_answers (id, message_id, account_id, name, text, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		key, m.ID, who.ID, who.Name, text, tx.Now())
	if err != nil {
		return "", fmt.Errorf("answer to %s: %w", m.Number, err)
	}
	return key, nil
}

func answersTo(ctx context.Context, tx *db.Tx, messageID string) ([]Answer, error) {
	as, err := db.All(ctx, tx, func(a *Answer) []any { return []any{&a.ID, &a.Name, &a.Text, &a.At} },
		`SELECT id, name, text, at FROM contact_answers WHERE message_id = $1 ORDER BY id`, messageID)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	return as, nil
}

// recentFrom counts what the same sender wrote since an instant, and says when the first of it came.
func recentFrom(ctx context.Context, tx *db.Tx, m Message, since time.Time) (int, time.Time, error) {
	var w db.Where
	if m.AccountID != "" {
		w.And("account_id = ?", m.AccountID)
	} else {
		w.And("address_fold = ?", fold(m.Address))
		w.And("account_id = ''")
	}
	w.And("received_at > ?", since)
	where, args := w.SQL(1)
	type recent struct {
		n      int
		oldest time.Time
	}
	r, err := db.One(ctx, tx, func(r *recent) []any { return []any{&r.n, &r.oldest} },
		`SELECT count(*), min(received_at) FROM contact_messages WHERE `+where, args...)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("recent messages: %w", err)
	}
	return r.n, r.oldest, nil
}
