package sheet

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// WaitingLots are the groups in entry where the establishment that who acts for has lots to validate.
func WaitingLots(who access.Actor) []inbox.Query {
	if !group.ActsFor(who, who.OrgID) {
		return nil
	}
	const lots = "(SELECT count(*) FROM needs_lots l WHERE l.group_id = g.id)"
	var w db.Where
	w.And("m.org_id = ? AND m.state = 'accepted' AND g.state = 'open'", who.OrgID)
	w.And("g.entry_from <= ? AND g.entry_until >= ?", who.At, who.At.Truncate(time.Second))
	return []inbox.Query{{
		N:      lots + " - (SELECT count(*) FROM needs_sheets s WHERE s.membership_id = m.id AND s.state = 'validated')",
		Number: "g.number", Of: lots, Name: "g.title", Due: "g.entry_until",
		From: "needs_memberships m JOIN needs_groups g ON g.id = m.group_id", Where: w, Item: lotsLeft,
	}}
}

func lotsLeft(r inbox.Row) inbox.Item {
	return inbox.Item{
		Service: "needs", Count: r.N, Due: r.Due, Path: group.Group{Number: r.Number}.Path("/besoins"),
		Title:  i18n.M(msg.WaitLots, "n", r.N),
		Detail: i18n.M(msg.WaitLotsDetail, "title", r.Name, "done", r.Of-int64(r.N), "lots", r.Of), Act: i18n.M(msg.WaitEnter),
	}
}
