package team

import (
	"context"
	"fmt"

	"preau/internal/core/access"
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

// OfficersLeft says how many référents a team has, and how many roles of référents there were that do not hold: they ended, or their account works no more.
func OfficersLeft(ctx context.Context, tx *db.Tx, teamID string) (now, left int, err error) {
	at := access.Place{Kind: access.Group, ID: teamID}
	hs, err := access.Holders(ctx, tx, Officer, at)
	if err == nil {
		left, err = db.Value[int](ctx, tx, `SELECT count(*) FROM access_grants WHERE role = $1 AND place_kind = $2 AND place_id = $3`, Officer, at.Kind, at.ID)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("référents of a team who left: %w", err)
	}
	return len(hs), left - len(hs), nil
}
