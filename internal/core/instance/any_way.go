package instance

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/kit/db"
)

// AnyWay lets administrators have their rights by any way of signing in again, from the operator's machine: when the keys that the settings
// ask of them are lost, or the public address became another. The other settings are not looked at. It says whether anything changed.
func (s *Service) AnyWay(ctx context.Context, tx *db.Tx, who access.Actor) (bool, error) {
	k, err := load(ctx, tx)
	if err != nil || !k.AdminKeys {
		return false, err
	}
	was := k.Settings
	k.AdminKeys = false
	if err := store(ctx, tx, who, k, k.Version); err != nil {
		return false, err
	}
	tx.After(s.saved)
	return true, history.Write(ctx, tx, who, history.Line{Object: object, Act: "save", Data: historyData(Changes(was, k.Settings))})
}
