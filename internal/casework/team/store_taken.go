package team

import (
	"context"
	"fmt"

	"preau/internal/kit/db"
)

// TakenOver are the ids of the teams whose demands somebody has taken over (C046).
func TakenOver(ctx context.Context, tx *db.Tx, accountID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT team_id FROM casework_takeovers WHERE account_id = $1`, accountID)
	if err != nil {
		return nil, fmt.Errorf("what somebody has taken over: %w", err)
	}
	return out, nil
}

// TookOver are the ids of those who have taken over a team's demands.
func TookOver(ctx context.Context, tx *db.Tx, teamID string) ([]string, error) {
	out, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT account_id FROM casework_takeovers WHERE team_id = $1`, teamID)
	if err != nil {
		return nil, fmt.Errorf("who has taken over: %w", err)
	}
	return out, nil
}
