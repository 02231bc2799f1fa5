package demand

import (
	"context"
	"fmt"
	"slices"

	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Choose writes anew which teams a draft goes to, and which colleagues of the creator's follow it (C021, C025), by their ids. Who is no colleague
// is left out; who was one when they were chosen stays while they are ticked, so that whoever sends the draft is told their name.
func Choose(ctx context.Context, tx *db.Tx, who access.Actor, d Demand, teamIDs, colleagueIDs []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM casework_demand_teams WHERE demand_id = $1`, d.ID); err != nil {
		return fmt.Errorf("teams of a draft: %w", err)
	}
	for _, id := range teamIDs {
		if err := addTeam(ctx, tx, who, d.ID, id); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM casework_demand_people WHERE demand_id = $1 AND side = 'helper'`, d.ID); err != nil {
		return fmt.Errorf("colleagues of a draft: %w", err)
	}
	hs, err := access.Holders(ctx, tx, team.Helper, d.Place())
	if err != nil {
		return err
	}
	for _, h := range hs {
		if h.AccountID == who.ID || !slices.Contains(colleagueIDs, h.AccountID) {
			continue
		}
		if _, err := addPerson(ctx, tx, who, d.ID, Invited{AccountID: h.AccountID, Name: h.Name, Side: Helpers}); err != nil {
			return err
		}
	}
	for _, p := range d.People {
		if p.Side != Helpers || !slices.Contains(colleagueIDs, p.AccountID) || slices.ContainsFunc(hs, func(h access.Holder) bool { return h.AccountID == p.AccountID }) {
			continue
		}
		if _, err := addPerson(ctx, tx, who, d.ID, p); err != nil {
			return err
		}
	}
	return nil
}
