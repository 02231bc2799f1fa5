package intake

import (
	"fmt"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// mostWaiting is how many sheets wait by name; the list of the group's imports has all.
const mostWaiting = 20

// Waiting are the sheets of lots that were compared, of the groups that who coordinates: somebody has to look at them, and
// have them written or not.
func Waiting(who access.Actor) []inbox.Query {
	conds, led := group.LedBy(who)
	if len(conds) == 0 {
		return nil
	}
	var w db.Where
	w.And("i.state = 'ready'")
	w.And("g.state = ?", group.Draft) // in an open one its lots stand
	w.And(strings.Join(conds, " OR "), led...)
	return []inbox.Query{{
		Number: "i.number", Of: "g.number", Name: "i.file_name", Place: "g.title", Since: "i.moved_at",
		From: "imports_imports i JOIN needs_groups g ON g.id = i.place", Where: w, Most: mostWaiting,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "needs", Count: 1, Since: r.Since, Path: group.Group{Number: r.Of}.Path(fmt.Sprintf("/imports/%d", r.Number)),
				Title: i18n.M(msg.WaitSheet, "file", r.Name), Detail: i18n.M(msg.WaitGroup, "title", r.Place), Act: i18n.M(msg.WaitSheetAct),
			}
		},
	}}
}
