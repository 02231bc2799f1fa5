package silence

import (
	"context"
	"fmt"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account/letter"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
)

// countingAt is the condition for grants g at organisations that count at an instant, of accounts a that are there.
func (s *Service) countingAt(w *db.Where, now time.Time) {
	w.And("g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", now, now)
	w.In("a.state", "created", "invited", "active")
}

// counting is the same of grants of the chain, now.
func (s *Service) counting(w *db.Where, tx *db.Tx) {
	s.countingAt(w, tx.Now())
	w.In("g.role", db.Any(s.o.Chain.Keys())...)
}

// mostReminded is how many people one run reminds; the next goes on.
const mostReminded = 500

// toRemind are the accounts that nobody has signed in to, with a role since a week and no mail about it since. An address that
// waits for its own sign-up was mailed by that.
func (s *Service) toRemind(ctx context.Context, tx *db.Tx) ([]string, error) {
	before := tx.Now().Add(-remindAfter)
	var w db.Where
	s.counting(&w, tx)
	w.In("a.state", "invited", "active")
	w.And("a.first_signed_in_at IS NULL AND g.starts_at <= ?", before)
	w.And("NOT EXISTS (SELECT 1 FROM delegation_reminders r WHERE r.grant_id = g.id)")
	w.And("NOT EXISTS (SELECT 1 FROM notify_mails m WHERE m.account_id = a.id AND m.kind IN (?, ?) AND m.queued_at > ?)", letter.Invitation, letter.AccessUpdated, before)
	w.And("NOT " + notify.RefusesSQL("a.email_fold")) // else those at the head of the list would keep all others waiting
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, fmt.Sprintf(`SELECT a.id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE %s GROUP BY a.id ORDER BY min(g.starts_at), a.id LIMIT %d`, where, mostReminded), args...)
	if err != nil {
		return nil, fmt.Errorf("who is to be reminded: %w", err)
	}
	return out, nil
}

// placesNow are where somebody holds roles of the chain now, in the order in which they got them.
func (s *Service) placesNow(ctx context.Context, tx *db.Tx, accountID string) ([]string, error) {
	var w db.Where
	s.counting(&w, tx)
	w.And("a.id = ?", accountID)
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, `SELECT g.place_id FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE `+where+` GROUP BY g.place_id ORDER BY min(g.starts_at), g.place_id`, args...)
	if err != nil {
		return nil, fmt.Errorf("places of an account: %w", err)
	}
	return out, nil
}

// markReminded notes all that an account holds now as reminded of; false: another run did.
func (s *Service) markReminded(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
	var w db.Where
	s.counting(&w, tx)
	w.And("a.id = ?", accountID)
	where, args := w.SQL(2)
	n, err := tx.Exec(ctx, `INSERT INTO delegation_reminders (grant_id, sent_at) SELECT g.id, CAST($1 AS BIGINT) FROM access_grants g JOIN account_accounts a ON a.id = g.account_id
		WHERE `+where+` ORDER BY g.id ON CONFLICT DO NOTHING`, append([]any{tx.Now()}, args...)...)
	if err != nil {
		return false, fmt.Errorf("note a reminder: %w", err)
	}
	return n > 0, nil
}

// Reminds says whether this room reminds an account of the roles that it got: its invitation needs no reminders of its own.
func (s *Service) Reminds(ctx context.Context, tx *db.Tx, accountID string) (bool, error) {
	var w db.Where
	w.And("account_id = ? AND place_kind = 'organisation'", accountID)
	w.In("role", db.Any(s.o.Chain.Keys())...)
	where, args := w.SQL(1)
	n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM access_grants WHERE `+where, args...)
	if err != nil {
		return false, fmt.Errorf("roles of an account: %w", err)
	}
	return n > 0, nil
}

// silences are the needed roles, place by place, whose holders no mail reaches.
func (s *Service) silences(ctx context.Context, tx *db.Tx) ([]silence, error) {
	var w db.Where
	s.countingAt(&w, tx.Now())
	w.In("g.role", db.Any(s.needed().Keys())...)
	w.And("o.closed_at IS NULL")
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(f *silence) []any { return []any{&f.placeID, &f.place, &f.ref, &f.role} }, `SELECT o.id, o.name, o.ref, g.role
		FROM access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN org_organisations o ON o.id = g.place_id
		WHERE `+where+` GROUP BY o.id, o.name, o.ref, g.role HAVING `+silent(tx.Now())+` ORDER BY o.id, g.role`, args...)
	if err != nil {
		return nil, fmt.Errorf("roles that no mail reaches: %w", err)
	}
	return out, nil
}

// forgetSilences forgets those that are mended.
func forgetSilences(ctx context.Context, tx *db.Tx, now []silence) error {
	type key struct {
		place string
		role  access.RoleKey
	}
	still := map[key]bool{}
	for _, f := range now {
		still[key{f.placeID, f.role}] = true
	}
	told, err := db.All(ctx, tx, func(k *key) []any { return []any{&k.place, &k.role} }, `SELECT place_id, role FROM delegation_silences ORDER BY place_id, role`)
	if err != nil {
		return fmt.Errorf("silences that were told: %w", err)
	}
	for _, k := range told {
		if still[k] {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM delegation_silences WHERE place_id = $1 AND role = $2`, k.place, k.role); err != nil {
			return fmt.Errorf("forget a silence: %w", err)
		}
	}
	return nil
}

// markSilence notes that a silence is told; false: it was.
func markSilence(ctx context.Context, tx *db.Tx, f silence) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO delegation_silences (place_id, role, told_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, f.placeID, f.role, tx.Now())
	if err != nil {
		return false, fmt.Errorf("note a silence: %w", err)
	}
	return n == 1, nil
}
