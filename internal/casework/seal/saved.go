package seal

import (
	"context"
	"slices"

	"preau/internal/kit/db"
)

// Needed are the names of the secrets without which this database's demands cannot be read, and the mark of their store: what a backup
// must have.
func Needed(ctx context.Context, tx *db.Tx) ([]string, error) {
	return neededSecrets(ctx, tx)
}

// NeededOf are those of some secrets that this database needs still: the keys of the others were destroyed, or are not bound to a demand yet.
func NeededOf(ctx context.Context, tx *db.Tx, names []string) ([]string, error) {
	var out []string
	for part := range slices.Chunk(names, chunk) {
		some, err := neededAmong(ctx, tx, part)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// Try opens every key that was not destroyed, and says how many it could and how many secrets are gone: those of demands that were wiped
// since the database was copied.
func (s *Service) Try(ctx context.Context) (opened, gone int, err error) {
	for after := ""; ; {
		var ids []string
		err := s.db.View(ctx, func(tx *db.Tx) error {
			var err error
			ids, err = liveAfter(ctx, tx, after, chunk)
			return err
		})
		if err != nil || len(ids) == 0 {
			return opened, gone, err
		}
		keys, err := s.Open(ctx, ids...)
		if err != nil {
			return opened, gone, err
		}
		opened, gone, after = opened+len(keys), gone+len(ids)-len(keys), ids[len(ids)-1]
	}
}
