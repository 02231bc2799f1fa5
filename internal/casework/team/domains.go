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

// Outsider is somebody who works in a team of an organisme with an address of none of its domains.
type Outsider struct {
	Name, Address string
	Team          Team
}

// outsiders are those of an organisme, by team. They were let in before its domains were narrowed and keep what they have: an administrator is shown
// them, whose mailboxes the organisme may not know (C006).
func outsiders(ctx context.Context, tx *db.Tx, a Agency) ([]Outsider, error) {
	if a.Domains == "" {
		return nil, nil
	}
	var w db.Where
	w.And("t.agency_id = ? AND g.place_kind = 'group' AND g.taken_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ?)", a.ID, tx.Now())
	for _, d := range strings.Fields(a.Domains) {
		w.And("p.email_fold NOT LIKE ?", "%@"+d)
	}
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(o *Outsider) []any { return []any{&o.Name, &o.Address, &o.Team.Number, &o.Team.Name} }, `SELECT DISTINCT p.display_name, p.email, t.number, t.name
		FROM casework_teams t
		JOIN access_grants g ON g.place_id = t.id JOIN account_accounts p ON p.id = g.account_id WHERE `+where+` ORDER BY t.name, p.display_name, p.email`, args...)
	if err != nil {
		return nil, fmt.Errorf("who is outside the domains of an organisme: %w", err)
	}
	return out, nil
}
