package member

import (
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
		var asked, invited, unopened db.Where
		asked.In("j.org_id", db.Any(orgs)...)
		asked.And("j.state = 'asked'")
		invited.In("i.org_id", db.Any(orgs)...)
		invited.And("i.state = 'waiting'")
		unopened.In("g.place_id", db.Any(orgs)...)
		unopened.In("g.role", roleKeys()...)
		unopened.And(`g.place_kind = 'organisation' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND a.state IN ('created', 'invited')`, now, now)
		out = append(out,
			each(orgs, inbox.Query{N: "count(*)", Since: "min(j.asked_at)", From: "offers_joins j JOIN offers_structures s ON s.org_id = j.org_id", Where: asked}, msg.WaitJoins, msg.WaitJoinsAct, JoinsPath, "/rattachements"),
			each(orgs, inbox.Query{N: "count(*)", Since: "min(i.invited_at)", From: "offers_invitations i JOIN offers_structures s ON s.org_id = i.org_id", Where: invited}, msg.WaitInvited, msg.WaitInvitedAct, "/offreur/utilisateurs?etat=invited", "/utilisateurs?etat=invited"),
			each(orgs, inbox.Query{N: "count(DISTINCT a.id)", Since: "min(g.given_at)", From: "access_grants g JOIN account_accounts a ON a.id = g.account_id JOIN offers_structures s ON s.org_id = g.place_id", Where: unopened}, msg.WaitUnopened, msg.WaitUnopenedAct, "/offreur/utilisateurs?etat=invited", "/utilisateurs?etat=invited"))
	}
	if role.Moderates(who) {
		var w db.Where
		w.And(`j.state = 'asked'`)
		w.And(`NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts a ON a.id = g.account_id AND a.state = 'active' WHERE g.role = ? AND g.place_kind = 'organisation' AND g.place_id = j.org_id
			AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?))`, role.Admin, now, now)
		out = append(out, inbox.Query{N: "count(*)", Since: "min(j.asked_at)", From: "offers_joins j", Where: w, Item: item(msg.WaitJoins, msg.WaitJoinsAct, structure.ModerationPath)})
	}
	return out
}

// each is a line a structure, where somebody administers several: it names the structure, and leads to its page whichever they act for.
func each(orgs []string, q inbox.Query, title, act i18n.Key, own, tail string) inbox.Query {
	if len(orgs) == 1 {
		q.Item = item(title, act, own)
		return q
	}
	q.Number, q.Name, q.GroupBy = "s.number", "s.name", "s.number, s.name"
	q.Item = func(r inbox.Row) inbox.Item {
		out := item(title, act, structure.Structure{Number: r.Number}.Path()+tail)(r)
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
