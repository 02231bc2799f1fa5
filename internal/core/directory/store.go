package directory

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/core/document"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// PictureColumn is, for the SQL of rooms that read organisations as o, the hash that PicturePath needs; empty without a picture.
const PictureColumn = `coalesce((SELECT pf.sha256 FROM directory_pictures pd JOIN document_files pf ON pf.id = pd.file_id
	WHERE pd.org_id = o.id AND pf.state = 'bound'), '')`

// insertPicture gives an organisation that has none a picture.
func insertPicture(ctx context.Context, tx *db.Tx, orgID, fileID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO directory_pictures (org_id, file_id, set_at) VALUES ($1, $2, $3)`, orgID, fileID, tx.Now())
	if err != nil {
		return fmt.Errorf("insert picture: %w", err)
	}
	return nil
}

// deletePicture takes an organisation's picture away, and gives the file that it was; empty when there was none.
func deletePicture(ctx context.Context, tx *db.Tx, orgID string) (string, error) {
	fileID, err := db.Value[string](ctx, tx, `DELETE FROM directory_pictures WHERE org_id = $1 RETURNING file_id`, orgID)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("delete picture: %w", err)
	}
	return fileID, nil
}

func pictureOf(ctx context.Context, tx *db.Tx, ref string) (document.File, error) {
	f, err := db.One(ctx, tx, document.Into, `SELECT `+document.Columns+` FROM org_organisations o
		JOIN directory_pictures p ON p.org_id = o.id JOIN document_files f ON f.id = p.file_id
		WHERE o.ref = $1 AND f.state = 'bound'`, ref)
	if errors.Is(err, db.ErrNone) {
		return f, apperr.NotFoundErr()
	}
	if err != nil {
		return f, fmt.Errorf("picture of organisation %s: %w", ref, err)
	}
	return f, nil
}
