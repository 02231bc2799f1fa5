package handover

import (
	"strconv"
	"time"

	"preau/internal/casework/handover/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Waiting tells a responsable how many open demands of their teams have nobody, because who created them is no aidant there any more and no colleague
// who is still there was invited, as package demand tells by mail (C046). Administrators are told of those of teams that have no responsable. Those who have
// left are looked for, who are few, and then their demands; every page asks it. So is told who manages a team that has open demands and no référent, however it
// came to have none: an account was suspended, a role had its day.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	var out []inbox.Query
	if leads := team.TeamsOf(who, team.Lead); len(leads) > 0 {
		w := orphans(now)
		w.In("g.place_id", db.Any(leads)...)
		out = append(out, waits(w, msg.WaitOrphansDetail))
		w = unheard(now, team.Open)
		w.In("t.id", db.Any(leads)...)
		out = append(out, waitsThere(w, msg.WaitUnheardDetail, msg.WaitUnheardAct))
	}
	if who.IsAdmin() {
		w := orphans(now)
		w.And(`NOT EXISTS (SELECT 1 FROM access_grants l JOIN account_accounts m ON m.id = l.account_id WHERE l.place_kind = 'group' AND l.place_id = g.place_id AND l.role = ?
			AND l.taken_at IS NULL AND l.starts_at <= ? AND (l.ends_at IS NULL OR l.ends_at > ?) AND m.state = 'active')`, team.Lead, now, now)
		out = append(out, waits(w, msg.WaitUnledDetail))
		w = unheard(now, team.Open)
		w.And(`NOT EXISTS (SELECT 1 FROM access_grants l JOIN account_accounts m ON m.id = l.account_id WHERE l.place_kind = 'group' AND l.place_id = t.id AND l.role = ?
			AND l.taken_at IS NULL AND l.starts_at <= ? AND (l.ends_at IS NULL OR l.ends_at > ?) AND m.state = 'active')`, team.Lead, now, now)
		out = append(out, waitsThere(w, msg.WaitUnheardUnledDetail, msg.WaitUnheardAct))
		out = append(out, waitsThere(unheard(now, team.Closed), msg.WaitUnheardClosedDetail, msg.WaitUnheardClosedAct)) // nobody else can open it again
	}
	return out
}

// orphans are the open demands that have nobody.
func orphans(now time.Time) db.Where {
	var w db.Where
	w.And("g.role = ? AND g.place_kind = 'group' AND (p.state <> 'active' OR g.taken_at IS NOT NULL OR g.ends_at <= ?) AND d.state IN ('sent', 'working', 'treated')", team.Helper, now)
	w.And(`(p.state <> 'active' OR NOT EXISTS (SELECT 1 FROM access_grants h WHERE h.account_id = g.account_id AND h.role = g.role AND h.place_kind = 'group' AND h.place_id = g.place_id
		AND h.taken_at IS NULL AND h.starts_at <= ? AND (h.ends_at IS NULL OR h.ends_at > ?)))`, now, now)
	w.And(`NOT EXISTS (SELECT 1 FROM casework_demand_people i JOIN access_grants c ON c.account_id = i.account_id JOIN account_accounts q ON q.id = i.account_id
		WHERE i.demand_id = d.id AND i.side = 'helper' AND (i.team_id IS NULL OR i.team_id = d.team_id) AND q.state = 'active' AND c.role = ? AND c.place_kind = 'group'
		AND c.place_id = d.team_id AND c.taken_at IS NULL AND c.starts_at <= ? AND (c.ends_at IS NULL OR c.ends_at > ?))`, team.Helper, now, now)
	return w
}

func waits(w db.Where, detail i18n.Key) inbox.Query {
	return inbox.Query{
		N: "count(DISTINCT d.id)", Number: "t.number", Name: "t.name", GroupBy: "t.number, t.name",
		From:  `access_grants g JOIN account_accounts p ON p.id = g.account_id JOIN casework_teams t ON t.id = g.place_id JOIN casework_demands d ON d.creator_id = g.account_id AND d.team_id = g.place_id`,
		Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "casework", Title: i18n.M(msg.WaitOrphans, "n", r.N, "team", r.Name), Detail: i18n.M(detail), Act: i18n.M(msg.WaitOrphansAct),
				Path: "/equipes/" + strconv.FormatInt(r.Number, 10) + "/passages", Count: r.N,
			}
		},
	}
}

// unheard are the open demands of teams without any référent, open or closed.
func unheard(now time.Time, state team.State) db.Where {
	var w db.Where
	w.And("t.state = ?", state)
	w.And("x.left_at IS NULL AND x.state IN ('sent', 'working', 'treated')")
	w.And(`NOT EXISTS (SELECT 1 FROM access_grants g JOIN account_accounts p ON p.id = g.account_id WHERE g.place_kind = 'group' AND g.place_id = t.id AND g.role = ?
		AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) AND p.state = 'active')`, team.Officer, now, now)
	return w
}

func waitsThere(w db.Where, detail, act i18n.Key) inbox.Query {
	return inbox.Query{
		N: "count(*)", Number: "t.number", Name: "t.name", GroupBy: "t.number, t.name", From: `casework_teams t JOIN casework_demand_teams x ON x.team_id = t.id`, Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "casework", Title: i18n.M(msg.WaitUnheard, "n", r.N, "team", r.Name), Detail: i18n.M(detail), Act: i18n.M(act),
				Path: "/equipes/" + strconv.FormatInt(r.Number, 10), Count: r.N,
			}
		},
	}
}
