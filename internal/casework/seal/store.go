package seal

import (
	"context"
	"errors"
	"maps"
	"slices"

	"preau/internal/kit/db"
)

// row is a key as the database has it.
type row struct {
	ID      string
	Ring    string
	Wrapped []byte
	secret  string // its name in the store of secrets
}

func intoRow(r *row) []any { return []any{&r.ID, &r.Ring, &r.Wrapped, &r.secret} }

func intoText(s *string) []any { return []any{s} }

func insertRings(ctx context.Context, marks []string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		for _, m := range marks {
			if _, err := tx.Exec(ctx, `INSERT INTO casework_rings (mark, admitted_at) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING`, m, tx.Now()); err != nil {
				return err
			}
		}
		return nil
	}
}

// removeRing fails, by a foreign key, while something is wrapped by the key.
func removeRing(ctx context.Context, tx *db.Tx, mark string) error {
	_, err := tx.Exec(ctx, `DELETE FROM casework_rings WHERE mark = $1`, mark)
	return err
}

func insertStaged(ctx context.Context, r row) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO casework_keys (id, state, object_id, ring, secret, wrapped, made_at) VALUES ($1, 'staged', '', $2, $3, $4, $5)`,
			r.ID, r.Ring, r.secret, r.Wrapped, tx.Now())
		return err
	}
}

func removeStaged(ctx context.Context, keyID string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM casework_keys WHERE id = $1 AND state = 'staged'`, keyID)
		return err
	}
}

func bindKey(ctx context.Context, tx *db.Tx, keyID, demandID string) (int64, error) {
	return tx.Exec(ctx, `UPDATE casework_keys SET state = 'bound', object_id = $1, bound_at = $2 WHERE id = $3 AND state = 'staged'`, demandID, tx.Now(), keyID)
}

// chunk bounds the parameters of a statement; SQLite's driver takes many short statements more quickly than a long one.
const chunk = 200

func liveKeys(ctx context.Context, tx *db.Tx, ids []string) ([]row, error) {
	var out []row
	for part := range slices.Chunk(ids, chunk) {
		var w db.Where
		w.And("state <> 'destroyed'")
		w.In("id", db.Any(part)...)
		cond, args := w.SQL(1)
		rows, err := db.All(ctx, tx, intoRow, `SELECT id, ring, wrapped, secret FROM casework_keys WHERE `+cond, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

func destroyKey(ctx context.Context, tx *db.Tx, keyID string) (int64, error) {
	return tx.Exec(ctx, `UPDATE casework_keys SET state = 'destroyed', ring = NULL, wrapped = NULL, destroyed_at = $1 WHERE id = $2 AND state <> 'destroyed'`, tx.Now(), keyID)
}

func destroyedSecret(ctx context.Context, tx *db.Tx, keyID string) ([]string, error) {
	return db.All(ctx, tx, intoText, `SELECT secret FROM casework_keys WHERE id = $1 AND state = 'destroyed'`, keyID)
}

func noteGone(ctx context.Context, keyID string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE casework_keys SET gone_at = $1 WHERE id = $2 AND state = 'destroyed' AND gone_at IS NULL`, tx.Now(), keyID)
		return err
	}
}

func unbound(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, intoText, `SELECT id FROM casework_keys WHERE state = 'staged' AND made_at < $1 ORDER BY made_at LIMIT $2`,
		tx.Now().Add(-StagedFor), sweptAtOnce)
}

func undone(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, intoText, `SELECT id FROM casework_keys WHERE state = 'destroyed' AND gone_at IS NULL AND destroyed_at < $1
		ORDER BY destroyed_at LIMIT $2`, tx.Now().Add(-overdue), sweptAtOnce)
}

func destroyedAmong(ctx context.Context, tx *db.Tx, names []string) ([]string, error) {
	var w db.Where
	w.And("state = 'destroyed'")
	w.In("secret", db.Any(names)...)
	cond, args := w.SQL(1)
	return db.All(ctx, tx, intoText, `SELECT secret FROM casework_keys WHERE `+cond, args...)
}

func wrappedByOthers(ctx context.Context, tx *db.Tx, first, after string, limit int) ([]row, error) {
	return db.All(ctx, tx, intoRow, `SELECT id, ring, wrapped, secret FROM casework_keys WHERE ring <> $1 AND id > $2 ORDER BY id LIMIT $3`, first, after, limit)
}

// saveWrapped changes nothing when the key was destroyed or wrapped anew meanwhile.
func saveWrapped(ctx context.Context, tx *db.Tx, r row, ring string, wrapped []byte) (int64, error) {
	return tx.Exec(ctx, `UPDATE casework_keys SET ring = $1, wrapped = $2 WHERE id = $3 AND wrapped = $4`, ring, wrapped, r.ID, r.Wrapped)
}

func wrapsBy(ctx context.Context, tx *db.Tx, mark string) (int64, error) {
	return db.Value[int64](ctx, tx, `SELECT count(*) FROM casework_keys WHERE ring = $1`, mark)
}

func wrapsOf(ctx context.Context, tx *db.Tx) (map[string]int64, error) {
	type use struct {
		mark string
		n    int64
	}
	all, err := db.All(ctx, tx, func(u *use) []any { return []any{&u.mark, &u.n} },
		`SELECT ring, count(*) FROM casework_keys WHERE ring IS NOT NULL GROUP BY ring`)
	out := map[string]int64{}
	for _, u := range all {
		out[u.mark] = u.n
	}
	return out, err
}

func sorted(counts map[string]int64) []string { return slices.Sorted(maps.Keys(counts)) }

// storeMark is what the store of secrets is known by; empty while none was used.
func storeMark(ctx context.Context, tx *db.Tx) (string, error) {
	mark, err := db.Value[string](ctx, tx, `SELECT mark FROM casework_stores WHERE id = 1`)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return mark, err
}

func insertStoreMark(ctx context.Context, mark string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO casework_stores (id, mark) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`, mark)
		return err
	}
}

// wordsLocked are the words of one circle, which nobody else changes until the transaction ends.
func wordsLocked(ctx context.Context, tx *db.Tx, keyID string, c Circle) (set, error) {
	hashes, err := db.Value[[]byte](ctx, tx, `INSERT INTO casework_tokens (key_id, circle, hashes) VALUES ($1, $2, $3)
		ON CONFLICT (key_id, circle) DO UPDATE SET hashes = casework_tokens.hashes RETURNING hashes`, keyID, c, []byte{})
	return hashes, err
}

func saveWords(ctx context.Context, tx *db.Tx, keyID string, c Circle, all set) error {
	_, err := tx.Exec(ctx, `UPDATE casework_tokens SET hashes = $1 WHERE key_id = $2 AND circle = $3`, []byte(all), keyID, c)
	return err
}

func removeTokens(ctx context.Context, tx *db.Tx, keyID string) error {
	_, err := tx.Exec(ctx, `DELETE FROM casework_tokens WHERE key_id = $1`, keyID)
	return err
}

// wordsOf are the words of some of the candidates, by the ids of their keys, where there are any.
func wordsOf(ctx context.Context, tx *db.Tx, among []Candidate, some []int) (map[string]*circles, error) {
	type line struct {
		keyID  string
		circle Circle
		hashes []byte
	}
	out := make(map[string]*circles, len(some))
	for part := range slices.Chunk(some, chunk) {
		ids := make([]string, len(part))
		for n, i := range part {
			ids[n] = among[i].KeyID
		}
		var w db.Where
		w.In("key_id", db.Any(ids)...)
		cond, args := w.SQL(1)
		all, err := db.All(ctx, tx, func(l *line) []any { return []any{&l.keyID, &l.circle, &l.hashes} },
			`SELECT key_id, circle, hashes FROM casework_tokens WHERE `+cond, args...)
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			if out[l.keyID] == nil {
				out[l.keyID] = &circles{}
			}
			*out[l.keyID].of(l.circle) = l.hashes
		}
	}
	return out, nil
}

func neededSecrets(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, intoText, `SELECT mark FROM casework_stores UNION ALL SELECT secret FROM casework_keys WHERE state <> 'destroyed'`)
}

func neededAmong(ctx context.Context, tx *db.Tx, names []string) ([]string, error) {
	var marks, live db.Where
	marks.In("mark", db.Any(names)...)
	live.And("state = 'bound'")
	live.In("secret", db.Any(names)...)
	first, args := marks.SQL(1)
	second, more := live.SQL(1 + len(args))
	return db.All(ctx, tx, intoText, `SELECT mark FROM casework_stores WHERE `+first+` UNION ALL SELECT secret FROM casework_keys WHERE `+second, append(args, more...)...)
}

func liveAfter(ctx context.Context, tx *db.Tx, after string, limit int) ([]string, error) {
	return db.All(ctx, tx, intoText, `SELECT id FROM casework_keys WHERE state <> 'destroyed' AND id > $1 ORDER BY id LIMIT $2`, after, limit)
}
