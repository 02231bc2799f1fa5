package member

import (
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// Waiting is what waits for who administers a structure (O37): requests to join it, invitations that nobody accepted, and accounts that nobody opened. Requests of
// structures without an active administrator wait for the moderators.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	if orgs := role.Structures(who, role.Admin); len(orgs) > 0 {
		elsewhere := len(orgs) > 1 || orgs[0] != role.Structure(who)
		var asked, invited, unopened db.Where
		asked.In("j.org_id", db.Any(orgs)...)
		asked.And("j.state = 'asked'")
		for _, w := range []*db.Where{&asked, &invited, &unopened} { // in a structure that does not work nobody is managed
			w.And("s.state = 'active'")
		}
		invited.In("i.org_id", db.Any(orgs)...)
		invited.And("i.state = 'waiting'")
		unopened.In("g.place_id", db.Any(orgs)...)
		unopened.In("g.role", roleKeys()...)
		unopened.And(`g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND a.state IN ('created', 'invited')`, now, now)
		out = append(out,
			each(elsewhere, inbox.Query{N: "count(*)", Since: "min(j.asked_at)", From: "offers_joins j JOIN offers_structures s ON s.org_id = j.org_id", Where: asked},
				&inbox.Query{Number: "j.number", Name: named("j"), Since: "j.asked_at"}, msg.WaitJoins, msg.WaitJoinsAct, path{JoinsPath, "/rattachements", "", "/", msg.WaitJoinsAct}),
			each(elsewhere, inbox.Query{N: "count(*)", Since: "min(i.invited_at)", From: "offers_invitations i JOIN offers_structures s ON s.org_id = i.org_id", Where: invited},
				&inbox.Query{Number: "i.number", Name: named("i"), Since: "i.invited_at"}, msg.WaitInvited, msg.WaitInvitedAct, path{"/offreur", "", "/utilisateurs?etat=invited", "/invitations/", msg.WaitThingAct}),
			each(elsewhere, inbox.Query{N: "count(DISTINCT a.id)", Since: "min(g.given_at)", From: "access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN offers_structures s ON s.org_id = g.place_id", Where: unopened},
				&inbox.Query{Number: "a.number", Name: named("a"), Since: "min(g.given_at)", GroupBy: "a.number, a.first_name, a.last_name, a.email"}, msg.WaitUnopened, msg.WaitUnopenedAct, path{"/offreur", "", "/utilisateurs?etat=invited", "/utilisateurs/", msg.WaitThingAct}))
	}
	if role.Moderates(who) {
		var w db.Where
		w.And(`j.state = 'asked' AND EXISTS (SELECT 1 FROM offers_structures s WHERE s.org_id = j.org_id AND s.state = 'active')`)
		w.And(`NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state = 'active' WHERE g.role = ? AND g.place_kind = 'organisation' AND g.place_id = j.org_id
			AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?))`, role.Admin, now, now)
		out = append(out, inbox.Query{N: "count(*)", Since: "min(j.asked_at)", From: "offers_joins j", Where: w, Item: item(msg.WaitJoins, msg.WaitJoinsAct, structure.ModerationPath)})
	}
	return out
}

// named is how a person of a table is called: by their address where a sheet gave no name.
func named(of string) string {
	return "coalesce(nullif(trim(" + of + ".first_name || ' ' || " + of + ".last_name), ''), " + of + ".email)"
}

// path is where the things of a line are: under own for the one structure that somebody administers and acts for, under its page and of elsewhere;
// the list at the end, and a thing after before its number.
type path struct {
	own, of, list, thing string
	act                  i18n.Key // of a thing
}

// each is a line a structure, where somebody administers several or acts for another: it names the structure, and leads to its page. things
// are its people, one by one.
func each(elsewhere bool, q inbox.Query, things *inbox.Query, title, act i18n.Key, at path) inbox.Query {
	under := func(structureNumber int64) string {
		if elsewhere {
			return structure.Structure{Number: structureNumber}.Path() + at.of
		}
		return at.own
	}
	things.Item = func(r inbox.Row) inbox.Item {
		out := inbox.Item{Service: "offers", Title: i18n.M(msg.WaitOf, "name", r.Name), Detail: i18n.M(title, "n", 1), Act: i18n.M(at.act), Path: under(r.Of) + at.thing + strconv.FormatInt(r.Number, 10), Since: r.Since, Count: 1}
		if elsewhere {
			out.Detail = i18n.M(msg.WaitThingOf, "what", i18n.M(title, "n", 1), "of", r.Place)
		}
		return out
	}
	q.Each = things
	if !elsewhere {
		q.Item = item(title, act, at.own+at.list)
		return q
	}
	things.Of, things.Place = "s.number", "s.name"
	if things.GroupBy != "" {
		things.GroupBy += ", s.number, s.name"
	}
	q.Number, q.Name, q.GroupBy = "s.number", "s.name", "s.number, s.name"
	q.Item = func(r inbox.Row) inbox.Item {
		out := item(title, act, under(r.Number)+at.list)(r)
		out.Detail = i18n.M(msg.WaitOf, "name", r.Name)
		return out
	}
	return q
}

func item(title, act i18n.Key, path string) func(inbox.Row) inbox.Item {
	return func(r inbox.Row) inbox.Item {
		return inbox.Item{Service: "offers", Title: i18n.M(title, "n", r.N), Act: i18n.M(act), Path: path, Since: r.Since, Count: r.N}
	}
}
