package portfolio

import (
	"context"
	"fmt"
	"strconv"
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
const EndingSoon = offer.Status(offer.WaitsEnding)

const endingDays = 30

// ending narrows offers o to those of which the publication ends soon, counted in days of the operator's zone.
func ending(w *db.Where, today string) {
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		panic(err) // it was made of an instant
	}
	w.And(`o.state = 'published' AND o.publish_until <> '' AND o.publish_until >= ? AND o.publish_until <= ?`, today, day.AddDate(0, 0, endingDays).Format(time.DateOnly))
}

// endingSince is since when the publication of an offer o has been ending soon: since endingDays before its last day, or since it was published, if
// that was later. Both engines count days out of a written one alike by whole numbers alone; from 1970 on, and until 2099.
func endingSince() string {
	year, month, day := "CAST(substr(o.publish_until, 1, 4) AS BIGINT)", "CAST(substr(o.publish_until, 6, 2) AS BIGINT)", "CAST(substr(o.publish_until, 9, 2) AS BIGINT)"
	days := fmt.Sprintf("(367 * %[1]s - 7 * (%[1]s + (%[2]s + 9) / 12) / 4 + 275 * %[2]s / 9 + %[3]s - 719574 - %[4]d)", year, month, day, endingDays)
	came := fmt.Sprintf("%s * %d", days, (24 * time.Hour).Microseconds())
	return "CASE WHEN " + came + " > o.moved_at THEN " + came + " ELSE o.moved_at END"
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
		waiting(&w, who, offer.Status(offer.WaitsFilter(x.state)), "", orgs...)
		out = append(out, inbox.Query{
			N: "count(*)", Since: "min(" + cameSince(x.state) + ")", From: "offers_offers o", Where: w, Each: things(elsewhere(who, orgs), x.title, x.act, cameSince(x.state)),
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
		{msg.WaitDraft, msg.WaitDraftAct, waitDraft, "o.moved_at"},
		{msg.WaitRefused, msg.WaitRefusedAct, waitRefused, "o.moved_at"},
		{msg.WaitEnding, msg.WaitEndingAct, EndingSoon, endingSince()},
	} {
		var w db.Where
		w.In("o.org_id", db.Any(orgs)...)
		waiting(&w, who, x.status, today, orgs...)
		out = append(out, inbox.Query{N: "count(*)", Since: "min(" + x.since + ")", From: "offers_offers o", Where: w, Each: things(elsewhere(who, orgs), x.title, x.act, x.since), Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "offers", Title: i18n.M(x.title, "n", r.N), Act: i18n.M(x.act), Path: offer.ListPath + "?etat=" + string(x.status), Since: r.Since, Count: r.N}
		}})
	}
	return out
}

// cameSince is when an offer o, or its next version, came to a state.
func cameSince(s offer.State) string {
	return "CASE WHEN o.state = '" + string(s) + "' THEN o.moved_at ELSE (SELECT z.moved_at FROM offers_copies z WHERE z.offer_id = o.id) END"
}

// inYear is more than the offers of a year: a year and a number make one number to sort by.
const inYear = 10_000_000

// elsewhere says whether some of the structures in which who is called are others than that for which they act.
func elsewhere(who access.Actor, orgs []string) bool {
	return len(orgs) > 1 || orgs[0] != role.Structure(who)
}

// things are the offers of a line one by one, named with their structure where that needs saying (O37).
func things(named bool, title, act i18n.Key, since string) *inbox.Query {
	q := &inbox.Query{Number: "o.year * " + strconv.Itoa(inYear) + " + o.seq", Name: "o.name", Since: since, Item: func(r inbox.Row) inbox.Item {
		n := offer.Number{Year: r.Number / inYear, Seq: r.Number % inYear}
		out := inbox.Item{Service: "offers", Title: i18n.M(msg.WaitThing, "name", r.Name, "n", n.String()), Detail: i18n.M(title, "n", 1), Act: i18n.M(act), Path: n.Path(), Since: r.Since, Count: 1}
		if r.Place != "" {
			out.Detail = i18n.M(msg.WaitThingOf, "what", i18n.M(title, "n", 1), "of", r.Place)
		}
		return out
	}}
	if named {
		q.Place = "(SELECT g.name FROM org_organisations g WHERE g.id = o.org_id)"
	}
	return q
}

// The statuses by which the list shows what waits for who reads it, in each structure where they are called.
const (
	waitSubmitted = offer.Status(offer.WaitsPrefix + offer.Submitted)
	waitToCorrect = offer.Status(offer.WaitsPrefix + offer.ToCorrect)
	waitDraft     = offer.Status(offer.WaitsPrefix + offer.Draft)
	waitRefused   = offer.Status(offer.WaitsPrefix + offer.Refused)
)

// calls are the roles that they call.
var calls = map[offer.Status]access.RoleKey{
	waitSubmitted: role.Approver, waitToCorrect: role.Manager, waitDraft: role.Manager, waitRefused: role.Manager, EndingSoon: role.Manager,
}

// waiting narrows offers o of some structures to those of a line of « Ce qui vous attend »: it counts what the list shows (O37). Nobody is
// called for those of a structure that is suspended or closed, where nothing may be done. Any other status narrows nothing here.
func waiting(w *db.Where, who access.Actor, s offer.Status, today string, orgs ...string) {
	switch s {
	case waitSubmitted:
		offer.Awaits(w, offer.Submitted)
		offer.AwaitsOther(w, who.ID)
	case waitToCorrect:
		offer.Awaits(w, offer.ToCorrect)
	case waitDraft:
		w.And("o.state = ?", offer.Draft)
	case waitRefused:
		w.And("o.state = ?", offer.Refused)
	case EndingSoon:
		ending(w, today)
	default:
		return
	}
	w.And(works)
	if s != waitSubmitted {
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
