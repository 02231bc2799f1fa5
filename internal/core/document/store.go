package document

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/core/access"
	"preau/internal/core/document/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Columns are a file's columns, for the SQL of modules that join document_files as f; Into takes them.
const Columns = `f.id, f.blob_key, f.use_key, f.state, f.name, f.media_type, f.size, f.sha256, f.width, f.height,
	f.staged_by, f.staged_at, f.object_kind, f.object_id`

// Into is where Columns go.
func Into(f *File) []any {
	return []any{
		&f.ID, &f.key, &f.Use, &f.State, &f.Name, &f.MediaType, &f.Size, &f.SHA256, &f.Width, &f.Height,
		&f.StagedBy, &f.StagedAt, &f.Object.Kind, &f.Object.ID,
	}
}

// ByID is a file by its id, in any state.
func ByID(ctx context.Context, tx *db.Tx, fileID string) (File, error) {
	f, err := db.One(ctx, tx, Into, `SELECT `+Columns+` FROM document_files f WHERE f.id = $1`, fileID)
	if errors.Is(err, db.ErrNone) {
		return f, apperr.NotFoundErr()
	}
	if err != nil {
		return f, fmt.Errorf("file: %w", err)
	}
	return f, nil
}

func findFile(ctx context.Context, f *File, fileID string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		var err error
		*f, err = ByID(ctx, tx, fileID)
		return err
	}
}

func insertFile(ctx context.Context, f *File, u Use) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		name, staged := f.Name, f.StagedBy
		if u.Unnamed {
			name = ""
		}
		if u.Made {
			staged = ""
		}
		f.StagedAt = tx.Now()
		if err := roomFor(ctx, tx, staged); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO document_files (id, blob_key, use_key, state, name, media_type, size, sha256, width, height,
			staged_by, staged_at, object_kind, object_id) VALUES ($1, $2, $3, 'staged', $4, $5, 0, '', $6, $7, $8, $9, '', '')`,
			f.ID, f.key, f.Use, name, f.MediaType, f.Width, f.Height, f.StagedBy, f.StagedAt)
		return err
	}
}

// roomFor refuses the file of somebody of whom too many wait to be bound. Visitors' are bounded where they send them; what a job makes waits for no form.
func roomFor(ctx context.Context, tx *db.Tx, staged string) error {
	if staged == "" {
		return nil
	}
	type waiting struct{ files, bytes int64 }
	w, err := db.One(ctx, tx, func(w *waiting) []any { return []any{&w.files, &w.bytes} },
		`SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM document_files WHERE state = 'staged' AND staged_by = $1`, staged)
	if err != nil {
		return fmt.Errorf("files that wait: %w", err)
	}
	if w.files >= mostWaiting || w.bytes >= mostWaitingBytes {
		return refuse(msg.FaultWaiting, "n", mostWaiting, "max", mostWaitingBytes/1_000_000_000)
	}
	return nil
}

// saveReceived notes what arrived. A file that was swept meanwhile, by a clock that was set wrong, is gone.
func saveReceived(ctx context.Context, f *File) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE document_files SET size = $1, sha256 = $2, received_at = $3
			WHERE id = $4 AND state = 'staged' AND received_at IS NULL`, f.Size, f.SHA256, tx.Now(), f.ID)
		if err == nil && n == 0 {
			return fmt.Errorf("file %s was swept while it arrived", f.ID)
		}
		return err
	}
}

func removeStaged(ctx context.Context, f File) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM document_files WHERE id = $1 AND state = 'staged'`, f.ID)
		return err
	}
}

func bindFile(ctx context.Context, tx *db.Tx, who access.Actor, u Use, fileID string, o Object) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE document_files SET state = 'bound', object_kind = $1, object_id = $2, bound_at = $3
		WHERE id = $4 AND state = 'staged' AND staged_by = $5 AND use_key = $6 AND received_at IS NOT NULL`,
		o.Kind, o.ID, tx.Now(), fileID, who.ID, u.Key)
	if err != nil {
		return false, fmt.Errorf("bind file: %w", err)
	}
	return n == 1, nil
}

// Kept are the files that an object of this database has or may still get: what a backup must have. One that was let go waits for nothing
// but its deletion.
func Kept(ctx context.Context, tx *db.Tx) ([]File, error) {
	return db.All(ctx, tx, Into, `SELECT `+Columns+` FROM document_files f WHERE f.state IN ('staged', 'bound') AND f.sha256 <> '' ORDER BY f.id`)
}

// keysAtOnce bounds the parameters of a statement.
const keysAtOnce = 200

// BoundOf are those of some keys of the store that an object has.
func BoundOf(ctx context.Context, tx *db.Tx, keys []string) ([]string, error) {
	var out []string
	for part := range slices.Chunk(keys, keysAtOnce) {
		var w db.Where
		w.And("state = 'bound'")
		w.In("blob_key", db.Any(part)...)
		cond, args := w.SQL(1)
		some, err := db.All(ctx, tx, intoText, `SELECT blob_key FROM document_files WHERE `+cond, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// BlobKey is where the store has the file.
func (f File) BlobKey() string { return f.key }
