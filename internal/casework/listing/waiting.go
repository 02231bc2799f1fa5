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

// ToDoPath is where what waits for an answer is listed.
const ToDoPath = "/demandes/a-traiter"

// Waiting is what waits for somebody who answers demands: all of « À traiter », by the ways of that list. Every page asks it.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	ways := slices.DeleteFunc(demand.Ways(who), func(y demand.Way) bool { return y.Side == demand.Helpers })
	if len(ways) == 0 {
		return nil
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
	return []inbox.Query{join, {
		N: "count(*)", Since: "min(sent_at)", Rows: all,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "casework", Title: i18n.M(msg.WaitToDo, "n", r.N), Act: i18n.M(msg.WaitAct), Path: ToDoPath, Since: r.Since, Count: r.N}
		},
	}}
}

// waitingRows are the demands of some ways that wait, each once. Those of one's teams are many, and unlike the others told apart without sorting them:
// a demand of several of them counts for the first.
func waitingRows(ways []demand.Way) (string, []any) {
	var few []string
	var many, notThere string
	var args, manyArgs, thereArgs []any
	for _, y := range ways {
		row := `SELECT ` + y.ID + ` AS id, ` + y.Row + `.sent_at AS sent_at FROM ` + y.From + ` WHERE ` + y.Cond + ` AND ` + y.Row + `.state IN ('sent', 'working')`
		if len(y.Teams) == 0 {
			few, args = append(few, row), append(args, y.Args...)
			continue
		}
		many, manyArgs = row, slices.Clone(y.Args)
		cond, condArgs := y.In("v")
		there := `NOT EXISTS (SELECT 1 FROM casework_demand_teams v WHERE v.demand_id = %s AND ` + cond
		notThere, thereArgs = ` WHERE `+fmt.Sprintf(there, "few.id")+`)`, condArgs
		if len(y.Teams) > 1 {
			many, manyArgs = many+` AND `+fmt.Sprintf(there, y.ID)+` AND v.team_id < x.team_id)`, append(manyArgs, thereArgs...)
		}
	}
	rest := `SELECT few.id, few.sent_at FROM (` + strings.Join(few, " UNION ") + `) AS few` + notThere
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
