package notify

import (
	"context"
	"slices"
	"strings"
	"time"

	"preau/internal/kit/db"
)

// columns are what is read: a state and a reason in one word each, which the row keeps in two.
const columns = `id, kind, account_id, address, name, lang, object_kind, object_id, occasion, data, ` + stateColumn + `, CASE held WHEN '' THEN withheld ELSE held END,
	tries, tries_before, cuts, repeated, message_id, detail, address_refused, stop_hash, queued_at, due_at, sending_at, settled_at,
	bounced_at, delivered_at, complained_at, digest_id`

const stateColumn = `CASE WHEN digest <> '' THEN digest WHEN later <> '' THEN later ELSE state END`

// kept are the words that keep a state: the one that the first release knew, what came later, and how it stands to a digest.
func (s State) kept() (state, later, digest State) {
	switch s {
	case Bounced:
		return Accepted, s, ""
	case Dismissed:
		return Failed, s, ""
	case ForDigest:
		return Queued, "", s
	case InDigest:
		return Withheld, "", s
	case Queued, Sending, Accepted, Refused, Uncertain, Deferred, Failed, Withheld:
	}
	return s, "", ""
}

func (w Why) kept() (withheld, held Why) {
	if w == Unreachable {
		return "", w
	}
	return w, ""
}

// standing is the condition of mails in some states, which the indexes serve.
func standing(w *db.Where, some ...State) {
	var first, later, digest []State
	for _, s := range some {
		switch _, l, d := s.kept(); {
		case d != "":
			digest = append(digest, d)
		case l != "":
			later = append(later, l)
		default:
			first = append(first, s)
		}
	}
	in := func(cond string, some []State) string {
		if len(some) == 0 {
			return "1 = 0"
		}
		return cond + " IN (?" + strings.Repeat(", ?", len(some)-1) + ")"
	}
	w.And("("+in("digest = '' AND later = '' AND state", first)+" OR "+in("later <> '' AND later", later)+" OR "+in("digest <> '' AND digest", digest)+")",
		db.Any(slices.Concat(first, later, digest))...)
}

// lost is the condition of mails that did not arrive, and of those whose digest did not.
func lost(w *db.Where) {
	ended := []any{Refused, Failed, Bounced, Dismissed}
	in := stateColumn + " IN (?, ?, ?, ?)"
	w.And("("+in+" OR digest = 'in_digest' AND EXISTS (SELECT 1 FROM notify_mails d WHERE d.id = notify_mails.digest_id AND "+in+"))",
		slices.Concat(ended, ended)...)
}

func intoMail(o *outgoing) []any {
	return []any{
		&o.ID, &o.Kind, &o.To.AccountID, &o.To.Address, &o.To.Name, &o.To.Lang, &o.Object.Kind, &o.Object.ID, &o.Occasion, &o.data, &o.State, &o.Withheld,
		&o.Tries, &o.triesBefore, &o.cuts, &o.Repeated, &o.messageID, &o.Detail, &o.AddressRefused, &o.stopHash,
		&o.QueuedAt, &o.DueAt, &o.SendingAt, &o.SettledAt, &o.BouncedAt, &o.DeliveredAt, &o.ComplainedAt, &o.DigestID,
	}
}

// insertMail says false when there already is one of the same kind, object, address and occasion.
func insertMail(ctx context.Context, tx *db.Tx, o outgoing) (bool, error) {
	state, later, digest := o.State.kept()
	withheld, held := o.Withheld.kept()
	n, err := tx.Exec(ctx, `INSERT INTO notify_mails (id, kind, account_id, address, name, lang, object_kind, object_id, occasion, data, state, later,
			withheld, held, tries, tries_before, cuts, repeated, message_id, detail, address_refused, stop_hash, queued_at, due_at, sending_at, settled_at, address_fold, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
		ON CONFLICT (kind, object_kind, object_id, address_fold, occasion) DO NOTHING`,
		o.ID, o.Kind, o.To.AccountID, o.To.Address, o.To.Name, o.To.Lang, o.Object.Kind, o.Object.ID, o.Occasion, string(o.data), state, later,
		withheld, held, o.Tries, o.triesBefore, o.cuts, o.Repeated, o.messageID, o.Detail, o.AddressRefused, o.stopHash,
		o.QueuedAt, o.DueAt, o.SendingAt, o.SettledAt, fold(o.To.Address), digest)
	return n == 1, err
}

// saveMail writes a mail that stands as it was read; false when somebody else has moved it.
func saveMail(ctx context.Context, tx *db.Tx, was, next outgoing) (bool, error) {
	state, later, digest := next.State.kept()
	withheld, held := next.Withheld.kept()
	n, err := tx.Exec(ctx, `UPDATE notify_mails SET data = $1, state = $2, tries = $3, tries_before = $4, cuts = $5, repeated = $6, message_id = $7,
		detail = $8, address_refused = $9, due_at = $10, sending_at = $11, settled_at = $12, later = $13, bounced_at = $14, delivered_at = $15, complained_at = $16,
		withheld = $17, held = $18, digest = $19, digest_id = $20
		WHERE id = $21 AND `+stateColumn+` = $22 AND tries = $23`,
		string(next.data), state, next.Tries, next.triesBefore, next.cuts, next.Repeated, next.messageID,
		next.Detail, next.AddressRefused, next.DueAt, next.SendingAt, next.SettledAt, later, next.BouncedAt, next.DeliveredAt, next.ComplainedAt,
		withheld, held, digest, next.DigestID, was.ID, was.State, was.Tries)
	if err == nil && n == 1 && was.Kind == DigestKind && len(was.data) > 0 && len(next.data) == 0 {
		err = forgetParts(ctx, tx, was.ID)
	}
	return n == 1, err
}

func mailByID(ctx context.Context, tx *db.Tx, id string) (outgoing, error) {
	return db.One(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails WHERE id = $1`, id)
}

func mailByStop(ctx context.Context, tx *db.Tx, hash string) (outgoing, error) {
	return db.One(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails WHERE stop_hash = $1 AND stop_hash <> ''`, hash)
}

// lostMails are those whose job should have run before the instant due, and those whose dialogue began before the instant begun.
func lostMails(ctx context.Context, tx *db.Tx, due, begun time.Time, limit int) ([]outgoing, error) {
	return db.All(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails
		WHERE later = '' AND (due_at < $1 OR state = 'sending' AND sending_at < $2) ORDER BY queued_at, id LIMIT $3`, due, begun, limit)
}

// choicesOf are the kinds that do not come at once. Never outweighs daily: the release before this one knows it alone.
func choicesOf(ctx context.Context, tx *db.Tx, accountID string) (map[string]How, error) {
	type row struct {
		kind string
		off  bool
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.kind, &r.off} }, `SELECT kind, off FROM notify_choices WHERE account_id = $1 AND (off OR daily)`, accountID)
	out := map[string]How{}
	for _, r := range rows {
		out[r.kind] = Daily
		if r.off {
			out[r.kind] = Never
		}
	}
	return out, err
}

func saveChoice(ctx context.Context, tx *db.Tx, accountID, kind string, how How) error {
	_, err := tx.Exec(ctx, `INSERT INTO notify_choices (account_id, kind, off, daily, chosen_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account_id, kind) DO UPDATE SET off = excluded.off, daily = excluded.daily, chosen_at = excluded.chosen_at`,
		accountID, kind, how == Never, how == Daily, tx.Now())
	return err
}

// waitingMails are those queued before an instant that are to be sent, or are being sent.
func waitingMails(ctx context.Context, tx *db.Tx, before time.Time, limit int) ([]outgoing, error) {
	return db.All(ctx, tx, intoMail, `SELECT `+columns+` FROM notify_mails
		WHERE later = '' AND (due_at IS NOT NULL OR state = 'sending') AND queued_at <= $1 ORDER BY queued_at, id LIMIT $2`, before, limit)
}
