package listing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/casework/demand"
	"preau/internal/casework/msg"
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
	rows, args := waitingRows(ways)
	var all db.Where
	all.And(rows, args...)
	return []inbox.Query{{
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
		there := `NOT EXISTS (SELECT 1 FROM casework_demand_teams v WHERE v.demand_id = %s AND v.left_at IS NULL AND v.team_id IN (?` + strings.Repeat(", ?", len(y.Teams)-1) + `)`
		notThere, thereArgs = ` WHERE `+fmt.Sprintf(there, "few.id")+`)`, db.Any(y.Teams)
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
