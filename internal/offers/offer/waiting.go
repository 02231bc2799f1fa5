package offer

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer/msg"
	"preau/internal/offers/role"
)

// waits is the condition of what waits for an approver: the offer, or its next version.
const waits = `(o.state = 'submitted' OR EXISTS (SELECT 1 FROM offers_copies y WHERE y.offer_id = o.id AND y.state = 'submitted'))`

// corrects is the condition of what waits for its author: a correction was asked.
const corrects = `(o.state = 'to_correct' OR EXISTS (SELECT 1 FROM offers_copies y WHERE y.offer_id = o.id AND y.state = 'to_correct'))`

// Waiting is the « file active » (O37): what an approver has to answer, and what a manager has to correct.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	var out []inbox.Query
	for _, x := range []struct {
		role       access.RoleKey
		cond       string
		title, act i18n.Key
		state      State
	}{
		{role.Approver, waits, msg.WaitApprove, msg.WaitApproveAct, Submitted},
		{role.Manager, corrects, msg.WaitCorrect, msg.WaitCorrectAct, ToCorrect},
	} {
		orgs := role.Structures(who, x.role)
		if len(orgs) == 0 {
			continue
		}
		var w db.Where
		w.In("o.org_id", db.Any(orgs)...)
		w.And(x.cond)
		out = append(out, inbox.Query{
			N: "count(*)", Since: "min(o.moved_at)", From: "offers_offers o", Where: w,
			Item: func(r inbox.Row) inbox.Item {
				return inbox.Item{Service: "offers", Title: i18n.M(x.title, "n", r.N), Act: i18n.M(x.act), Path: ListPath + "?etat=" + WaitsFilter(x.state), Since: r.Since, Count: r.N}
			},
		})
	}
	return out
}

// WaitsFilter is the status by which the list shows what waits: offers and next versions alike.
func WaitsFilter(s State) string { return "wait-" + string(s) }
