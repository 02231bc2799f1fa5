package team

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
)

// Foreign are the domains of an organisme in one of whose teams somebody works now, where an address is of none of them; empty where it may be theirs.
// Domains hold as long as the role, whatever address the account moves to (C006).
func Foreign(ctx context.Context, tx *db.Tx, accountID, address string) (string, error) {
	all, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, `SELECT DISTINCT a.domains FROM access_grants g JOIN casework_teams t ON t.id = g.place_id
		JOIN casework_agencies a ON a.id = t.agency_id WHERE g.account_id = $1 AND g.place_kind = 'group' AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $2)
		AND a.domains <> '' ORDER BY a.domains`, accountID, tx.Now())
	if err != nil {
		return "", fmt.Errorf("domains of somebody's organismes: %w", err)
	}
	for _, domains := range all {
		var f apperr.Faults
		if (Agency{Domains: domains}).admits(&f, address); f.Err() != nil {
			return strings.Join(strings.Fields(domains), ", "), nil
		}
	}
	return "", nil
}
