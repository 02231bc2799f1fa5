package document

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/needs/group"
)

const columns = `d.id, d.position, d.kind, d.title, d.public, d.state, d.withdrawn_name, d.withdrawn_at, d.version,
	` + versionColumns

const versionColumns = `v.id, v.number, v.added_name, v.added_at, ` + document.Columns

// The current version of each document, with its file.
const tables = `needs_documents d JOIN needs_document_versions v ON v.document_id = d.id AND v.number = d.current
	JOIN document_files f ON f.id = v.file_id`

func into(d *Document) []any {
	return append([]any{
		&d.ID, &d.Number, &d.Kind, &d.Title, &d.Public, &d.State, &d.WithdrawnName, &d.WithdrawnAt, &d.Version,
	}, intoVersion(&d.Current)...)
}

func intoVersion(v *Version) []any {
	return append([]any{&v.ID, &v.Number, &v.AddedName, &v.AddedAt}, document.Into(&v.File)...)
}

// hold keeps a document from being withdrawn or replaced while somebody is noted to have taken it.
func hold(ctx context.Context, tx *db.Tx, number, doc int64) error {
	err := tx.Hold(ctx, `SELECT id FROM needs_documents WHERE position = $2 AND group_id = (SELECT id FROM needs_groups WHERE number = $1)`, number, doc)
	if err != nil {
		return fmt.Errorf("hold document: %w", err)
	}
	return nil
}

// documentsOf are all documents of a group, the withdrawn ones last: by kind, then as they were added.
func documentsOf(ctx context.Context, tx *db.Tx, groupID string) ([]Document, error) {
	ds, err := db.All(ctx, tx, into, `SELECT `+columns+` FROM `+tables+`
		WHERE d.group_id = $1 ORDER BY d.state, CASE d.kind WHEN 'convention' THEN 1 WHEN 'rules' THEN 2 WHEN 'notice' THEN 3 ELSE 4 END, d.position`, groupID)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	return ds, nil
}

// versionsOf are a document's versions, the newest first.
func versionsOf(ctx context.Context, tx *db.Tx, d Document) ([]Version, error) {
	vs, err := db.All(ctx, tx, intoVersion, `SELECT `+versionColumns+` FROM needs_document_versions v JOIN document_files f ON f.id = v.file_id
		WHERE v.document_id = $1 ORDER BY v.number DESC`, d.ID)
	if err != nil {
		return nil, fmt.Errorf("versions: %w", err)
	}
	return vs, nil
}

func versionAt(ctx context.Context, tx *db.Tx, d Document, number int64) (Version, error) {
	v, err := db.One(ctx, tx, intoVersion, `SELECT `+versionColumns+` FROM needs_document_versions v JOIN document_files f ON f.id = v.file_id
		WHERE v.document_id = $1 AND v.number = $2`, d.ID, number)
	if errors.Is(err, db.ErrNone) {
		return v, apperr.NotFoundErr()
	}
	if err != nil {
		return v, fmt.Errorf("version %d: %w", number, err)
	}
	return v, nil
}

// numberTries is how many documents may come into a group while one waits for its number.
const numberTries = 10

// insert writes a document with the next number of its group: who comes second at one number takes the next.
func insert(ctx context.Context, tx *db.Tx, g group.Group, d *Document) error {
	d.Version = 1
	for range numberTries {
		var err error
		d.Number, err = db.Value[int64](ctx, tx, `SELECT coalesce(max(position), 0) + 1 FROM needs_documents WHERE group_id = $1`, g.ID)
		if err != nil {
			return fmt.Errorf("number of document: %w", err)
		}
		done, err := tx.Exec(ctx, `INSERT INTO needs_documents (id, group_id, position, kind, title, public, state, current, withdrawn_name, created_at, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '', $8, 1) ON CONFLICT DO NOTHING`,
			d.ID, g.ID, d.Number, d.Kind, d.Title, d.Public, d.State, tx.Now())
		if err != nil {
			return fmt.Errorf("insert document: %w", err)
		}
		if done > 0 {
			return nil
		}
	}
	return conflict()
}

func insertVersion(ctx context.Context, tx *db.Tx, who access.Actor, d Document) error {
	v := d.Current
	_, err := tx.Exec(ctx, `INSERT INTO needs_document_versions (id, document_id, number, file_id, added_by, added_name, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, v.ID, d.ID, v.Number, v.File.ID, who.ID, v.AddedName, v.AddedAt)
	if err != nil {
		return fmt.Errorf("insert version: %w", err)
	}
	return nil
}

// save writes a document as a whole, if nobody else did since it was read.
func save(ctx context.Context, tx *db.Tx, d Document) error {
	n, err := tx.Exec(ctx, `UPDATE needs_documents SET kind = $1, title = $2, public = $3, state = $4, current = $5, withdrawn_name = $6,
		withdrawn_at = $7, version = version + 1 WHERE id = $8 AND version = $9`,
		d.Kind, d.Title, d.Public, d.State, d.Current.Number, d.WithdrawnName, d.WithdrawnAt, d.ID, d.Version)
	if err != nil {
		return fmt.Errorf("save document: %w", err)
	}
	if n == 0 {
		return conflict()
	}
	return nil
}

// unreadFiles are the files of a document's versions that nobody has downloaded.
func unreadFiles(ctx context.Context, tx *db.Tx, d Document) ([]string, error) {
	ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT v.file_id FROM needs_document_versions v
		WHERE v.document_id = $1 AND NOT EXISTS (SELECT 1 FROM needs_document_downloads x WHERE x.version_id = v.id)`, d.ID)
	if err != nil {
		return nil, fmt.Errorf("files that nobody took: %w", err)
	}
	return ids, nil
}

// countDownload notes that who took a version, and says whether it did: a further part of what they have is not noted.
func countDownload(ctx context.Context, tx *db.Tx, who access.Actor, v Version, orgID string, part bool) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO needs_document_downloads (version_id, account_id, org_id, name, first_at, last_at, times)
		VALUES ($1, $2, $3, $4, $5, $5, 1) ON CONFLICT (version_id, account_id, org_id)
		DO UPDATE SET last_at = excluded.last_at, times = needs_document_downloads.times + 1 WHERE $6`, v.ID, who.ID, orgID, who.Name, tx.Now(), !part)
	if err != nil {
		return false, fmt.Errorf("count download: %w", err)
	}
	return n > 0, nil
}

func object(d Document) history.Object {
	return history.Object{Kind: "needs.document", ID: d.ID}
}

// lineData is how a line of the history names a document, and finds it.
func lineData(g group.Group, d Document, v Version) map[string]string {
	return map[string]string{
		"title": g.Title, "group": strconv.FormatInt(g.Number, 10), "document": strconv.FormatInt(d.Number, 10), "document_title": d.Title,
		"version": strconv.FormatInt(v.Number, 10),
	}
}

func writeLine(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, d Document, do Act, from State) error {
	return history.Write(ctx, tx, who, history.Line{
		Object: object(d), Act: "needs.document." + string(do), From: string(from), To: string(d.State),
		Data: lineData(g, d, d.Current),
	})
}
