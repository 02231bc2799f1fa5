package listing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// MinePath is where one's own demands are listed, ToDoPath where those are that one answers for.
const (
	MinePath = "/demandes"
	ToDoPath = "/demandes/a-traiter"

	ParamNeed = "attend" // by which MinePath is narrowed to a Need
)

// Waiting is what waits for an aidant, by their needs, and for somebody who answers demands: all of « À traiter », by the ways of that list, with
// how many of these have a question that no organisme has answered, and since when. Every page asks it.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	ways := slices.DeleteFunc(demand.Ways(who), func(y demand.Way) bool { return y.Side == demand.Helpers })
	out := needed(who, now)
	if len(ways) == 0 {
		return out
	}
	join := inbox.Query{
		N: unknown, Number: "t.number", Name: "t.name", From: newTo, Where: *newcomer(who),
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "casework", Title: i18n.M(msg.WaitNew, "n", r.N, "team", r.Name), Act: i18n.M(msg.WaitNewAct),
				Path: "/equipes/" + strconv.FormatInt(r.Number, 10) + "/passages", Count: r.N,
			}
		},
	}
	rows, args := waitingRows(ways)
	var all db.Where
	all.And(rows, args...)
	return append(out, join, inbox.Query{
		N: "count(*)", Of: "count(asked_at)", Since: "min(asked_at)", Rows: all,
		Item: func(r inbox.Row) inbox.Item {
			i := inbox.Item{Service: "casework", Title: i18n.M(msg.WaitToDo, "n", r.N), Act: i18n.M(msg.WaitAct), Path: ToDoPath, Since: r.Since, Count: r.N}
			if r.Of > 0 {
				i.Detail = i18n.M(msg.WaitUnanswered, "n", r.Of)
			}
			return i
		},
	})
}

// waitingRows are the demands of some ways that wait, each once. Those of one's teams are many: of one team they are told apart already, of several they are
// grouped, in one pass where a look for each at its other teams took thirty times as long. Each has when it was asked what its teams, those of the reader
// among them, have not answered.
func waitingRows(ways []demand.Way) (string, []any) {
	var few []string
	var many, notThere string
	var args, manyArgs, thereArgs []any
	for _, y := range ways {
		row := func(asked string) string {
			return `SELECT ` + y.ID + ` AS id, ` + asked + ` AS asked_at FROM ` + y.From + ` WHERE ` + y.Cond + ` AND ` + y.Row + `.state IN ('sent', 'working')`
		}
		const anyAsked = `(SELECT min(v.asked_at) FROM casework_demand_teams v WHERE v.left_at IS NULL AND v.demand_id = `
		if len(y.Teams) == 0 {
			few, args = append(few, row(anyAsked+y.ID+`)`)), append(args, y.Args...)
			continue
		}
		cond, condArgs := y.In("v")
		many, manyArgs = row(y.Row+`.asked_at`), slices.Clone(y.Args)
		if len(y.Teams) > 1 {
			many = row(`min(`+y.Row+`.asked_at)`) + ` GROUP BY ` + y.ID
		}
		there := `NOT EXISTS (SELECT 1 FROM casework_demand_teams v WHERE v.demand_id = %s AND ` + cond
		notThere, thereArgs = ` WHERE `+fmt.Sprintf(there, "few.id")+`)`, condArgs
	}
	rest := `SELECT few.id, few.asked_at FROM (` + strings.Join(few, " UNION ") + `) AS few` + notThere
	if many == "" {
		return strings.TrimSuffix(rest, notThere), args
	}
	return many + ` UNION ALL ` + rest, slices.Concat(manyArgs, args, thereArgs)
}

// A référent who came into a team t by a grant g, and has not taken over the unknown demands that were there (C046).
const (
	newTo   = `access_grants g JOIN casework_teams t ON t.id = g.place_id`
	unknown = `(SELECT count(*) FROM casework_demand_teams x WHERE x.left_at IS NULL AND x.team_id = t.id AND x.state IN ('sent', 'working', 'treated') AND x.sent_at < g.starts_at AND x.added_at < g.starts_at)`
)

func newcomer(who access.Actor) *db.Where {
	var w db.Where
	w.And("g.account_id = ? AND g.role = ? AND g.place_kind = 'group' AND g.taken_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", who.ID, team.Officer, who.At, who.At)
	w.And("NOT EXISTS (SELECT 1 FROM casework_takeovers k WHERE k.account_id = g.account_id AND k.team_id = t.id)")
	return &w
}
