package session

import (
	"context"

	"preau/internal/kit/db"
)

// EndAll signs every browser out.
func EndAll(ctx context.Context, tx *db.Tx) error { return End(ctx, tx, Revoked, "1 = 1") }
