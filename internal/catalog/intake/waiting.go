package intake

import (
	"fmt"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostWaiting is how many sheets wait by name; the list of the market's imports has all.
const mostWaiting = 20

// Work is what of these sheets waits for people.
type Work struct{}

// Waiting are the sheets of adherents that were compared: somebody of the purchasing body has to look at them, and have them
// written or not. Of a market that is withdrawn nothing can be written.
func (Work) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.Holds(catalog.Central, access.Everywhere) {
		return nil
	}
	var w db.Where
	w.And("i.state = 'ready' AND m.state = ?", catalog.Live)
	return []inbox.Query{{
		Number: "i.number", Of: "m.number", Name: "i.file_name", Place: "m.title", Since: "i.moved_at",
		From: "imports_imports i JOIN catalog_markets m ON m.id = i.place", Where: w, Most: mostWaiting,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "ordering", Count: 1, Since: r.Since, Path: catalog.Market{Number: r.Of}.Path(fmt.Sprintf("/imports/%d", r.Number)),
				Title: i18n.M(msg.WaitSheet, "file", r.Name), Detail: i18n.M(msg.WaitMarket, "title", r.Place), Act: i18n.M(msg.WaitSheetAct),
			}
		},
	}}
}
