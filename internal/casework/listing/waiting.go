package listing

import (
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
	var parts []string
	var args []any
	for _, y := range ways {
		parts, args = append(parts, `SELECT `+y.ID+` AS id, `+y.Row+`.sent_at AS sent_at FROM `+y.From+` WHERE `+y.Cond+` AND `+y.Row+`.state IN ('sent', 'working')`), append(args, y.Args...)
	}
	var all db.Where
	all.And(strings.Join(parts, " UNION "), args...)
	return []inbox.Query{{
		N: "count(*)", Since: "min(sent_at)", Rows: all,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "casework", Title: i18n.M(msg.WaitToDo, "n", r.N), Act: i18n.M(msg.WaitAct), Path: ToDoPath, Since: r.Since, Count: r.N}
		},
	}}
}
