package portfolio

import (
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
)

// Waiting is the « file active » (O37): what an approver has to answer, and what a manager has to correct. Each waits since it came to its
// state, the next version of a published offer since that version did.
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
		waits(&w, who, x.state, orgs...)
		out = append(out, inbox.Query{
			N: "count(*)", Since: "min(CASE WHEN o.state = '" + string(x.state) + "' THEN o.moved_at ELSE (SELECT z.moved_at FROM offers_copies z WHERE z.offer_id = o.id) END)", From: "offers_offers o", Where: w,
			Item: func(r inbox.Row) inbox.Item {
				return inbox.Item{Service: "offers", Title: i18n.M(x.title, "n", r.N), Act: i18n.M(x.act), Path: offer.ListPath + "?etat=" + offer.WaitsFilter(x.state), Since: r.Since, Count: r.N}
			},
		})
	}
	return out
}

// waits narrows offers o of some structures to those that wait in a state for who: a manager of some lieux corrects those of them alone.
func waits(w *db.Where, who access.Actor, in offer.State, orgs ...string) {
	offer.Awaits(w, in)
	if in != offer.ToCorrect {
		return
	}
	for _, orgID := range orgs {
		whole, sites := role.Lieux(who, orgID)
		switch {
		case whole:
		case len(sites) == 0: // who reads alone sees what others correct
		default:
			w.And(`o.org_id <> ? OR o.site_id IN (?`+strings.Repeat(", ?", len(sites)-1)+`)`, append([]any{orgID}, db.Any(sites)...)...)
		}
	}
}
