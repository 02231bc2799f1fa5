package letter

import (
	"context"
	"fmt"

	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// waysKept are the passkeys and identities that open an account whatever its password is, by the names that its owner knows them by. A new
// password leaves them: whoever fears that another has added one must be told that it is still there.
func waysKept(ctx context.Context, tx *db.Tx, accountID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT w.name FROM (
			SELECT name, added_at AS since, id FROM account_passkeys WHERE account_id = $1 AND state = 'live'
			UNION ALL SELECT label, linked_at, id FROM account_identities WHERE account_id = $1) w ORDER BY w.since, w.id`, accountID)
	if err != nil {
		return nil, fmt.Errorf("ways kept: %w", err)
	}
	return out, nil
}

func keptWays(t *i18n.T, kept []string) []notify.Block {
	if len(kept) == 0 {
		return nil
	}
	facts := make([]notify.Fact, len(kept))
	for i, name := range kept {
		facts[i] = notify.Fact{Label: t.S(msg.LabelKept), Value: name}
	}
	return []notify.Block{notify.Paragraph(t.S(msg.MailPasswordKept)), notify.Facts(facts...), notify.Button(t.S(msg.MailPasswordSecurity), "/compte/securite")}
}
