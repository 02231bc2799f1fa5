package imports

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/core/imports/msg"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostWaiting is how many imports wait by name; the list has all.
const mostWaiting = 20

// Waiting are the imports of the platform that were compared: somebody has to look at them, and have them written or not.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.IsAdmin() {
		return nil
	}
	var w db.Where
	w.And("i.state = 'ready' AND i.place = ''") // those about one thing are its own people's
	return []inbox.Query{{
		Number: "number", Of: "new_count + changed_count", Name: "file_name", Since: "moved_at", From: "imports_imports i", Where: w, Most: mostWaiting,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "operator", Count: 1, Since: r.Since, Path: Path + "/" + number(r.Number), Act: i18n.M(msg.WaitAct),
				Title: i18n.M(msg.WaitTitle, "n", r.Of), Detail: i18n.M(msg.WaitDetail, "file", r.Name),
			}
		},
	}}
}
