package update

import (
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostWaiting is how many updates wait by name; the list has all.
const mostWaiting = 20

// Waiting are the updates that were read: somebody of the purchasing body has to look at them, and put them live or not. Of a
// market that is withdrawn nothing can change.
func (s *Service) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.Holds(catalog.Central, access.Everywhere) {
		return nil
	}
	var w db.Where
	w.And("u.state = ? AND m.state = ?", Ready, catalog.Live)
	return []inbox.Query{{
		Number: "u.number", Of: "m.number", Name: "u.file_name", Place: "m.title", Since: "u.moved_at", From: tables, Where: w, Most: mostWaiting,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "ordering", Count: 1, Since: r.Since, Path: Update{Number: r.Number, Market: Market{Number: r.Of}}.Path(""),
				Title: i18n.M(msg.WaitUpdate, "file", r.Name), Detail: i18n.M(msg.WaitMarket, "title", r.Place), Act: i18n.M(msg.WaitUpdateAct),
			}
		},
	}}
}
