package listing

import (
	"time"

	"preau/internal/casework/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// ToDoPath is where what waits for an answer is listed.
const ToDoPath = "/demandes/a-traiter"

// Waiting is what waits for somebody who answers demands: all of « À traiter », by the condition of that list.
func (s *Service) Waiting(who access.Actor, now time.Time) []inbox.Query {
	if len(team.TeamsOf(who, team.Officer)) == 0 && !who.Holds(team.Moderator, access.Everywhere) {
		return nil
	}
	var w db.Where
	ToDo.in(&w, now, who)
	return []inbox.Query{{
		N: "count(*)", Since: "min(d.sent_at)", From: "casework_demands d", Where: w,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{Service: "casework", Title: i18n.M(msg.WaitToDo, "n", r.N), Act: i18n.M(msg.WaitAct), Path: ToDoPath, Since: r.Since, Count: r.N}
		},
	}}
}
