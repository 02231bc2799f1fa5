package portfolio

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
)

// Waiting is the « file active » (O37): what an approver has to answer, and what a manager has to correct.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	var out []inbox.Query
	for _, x := range []struct {
		role       access.RoleKey
		title, act i18n.Key
		state      offer.State
	}{
		{role.Approver, msg.WaitApprove, msg.WaitApproveAct, offer.Submitted},
		{role.Manager, msg.WaitCorrect, msg.WaitCorrectAct, offer.ToCorrect},
	} {
		orgs := role.Structures(who, x.role)
		if len(orgs) == 0 {
			continue
		}
		var w db.Where
		w.In("o.org_id", db.Any(orgs)...)
		offer.Awaits(&w, x.state)
		out = append(out, inbox.Query{
			N: "count(*)", Since: "min(o.moved_at)", From: "offers_offers o", Where: w,
			Item: func(r inbox.Row) inbox.Item {
				return inbox.Item{Service: "offers", Title: i18n.M(x.title, "n", r.N), Act: i18n.M(x.act), Path: offer.ListPath + "?etat=" + offer.WaitsFilter(x.state), Since: r.Since, Count: r.N}
			},
		})
	}
	return out
}
