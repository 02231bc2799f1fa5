package portfolio

import (
	"context"
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

// EndingSoon is the status by which the list shows publications that end within endingDays.
const EndingSoon offer.Status = "wait-ending"

const endingDays = 30

// ending narrows offers o to those of which the publication ends soon, counted in days of the operator's zone.
func ending(w *db.Where, today string) {
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		panic(err) // it was made of an instant
	}
	w.And(`o.state = 'published' AND o.publish_until <> '' AND o.publish_until >= ? AND o.publish_until <= ?`, today, day.AddDate(0, 0, endingDays).Format(time.DateOnly))
}

// Waiting is the « file active » (O37): what an approver has to answer; and of a manager, what is to be corrected, was refused, is a draft
// still, or ends soon. Each waits since it came to its
// state, the next version of a published offer since that version did.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
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
	return append(out, writing(who, s.offers.Today(context.Background(), now))...)
}

// writing is what a manager may want to go on with.
func writing(who access.Actor, today string) []inbox.Query {
	orgs := role.Structures(who, role.Manager)
	if len(orgs) == 0 {
		return nil
	}
	var out []inbox.Query
	for _, x := range []struct {
		title, act i18n.Key
		status     offer.Status
		since      string
	}{
		{msg.WaitDraft, msg.WaitDraftAct, offer.Status(offer.Draft), "min(o.moved_at)"},
		{msg.WaitRefused, msg.WaitRefusedAct, offer.Status(offer.Refused), "min(o.moved_at)"},
		{msg.WaitEnding, msg.WaitEndingAct, EndingSoon, "min(o.moved_at)"},
	} {
		var w db.Where
		w.In("o.org_id", db.Any(orgs)...)
		if x.status == EndingSoon {
			ending(&w, today)
		} else {
			w.And("o.state = ?", string(x.status))
		}
		written(&w, who, orgs...)
		out = append(out, inbox.Query{N: "count(*)", Since: x.since, From: "offers_offers o", Where: w, Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "offers", Title: i18n.M(x.title, "n", r.N), Act: i18n.M(x.act), Path: offer.ListPath + "?etat=" + string(x.status), Since: r.Since, Count: r.N}
		}})
	}
	return out
}

// waits narrows offers o of some structures to those that wait in a state for who: a manager of some lieux corrects those of them alone.
func waits(w *db.Where, who access.Actor, in offer.State, orgs ...string) {
	offer.Awaits(w, in)
	if in == offer.ToCorrect {
		written(w, who, orgs...)
	}
}

// written narrows offers o of some structures to those that who writes, where they are limited to lieux.
func written(w *db.Where, who access.Actor, orgs ...string) {
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
