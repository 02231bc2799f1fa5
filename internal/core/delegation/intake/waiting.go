package intake

import (
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/inbox"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mostWaiting is how many sheets wait by name; the list of the place's imports has all.
const mostWaiting = 20

// Work is what waits of this room.
type Work struct{ Accesses *delegation.Service }

// Waiting are the sheets of people that who sent and that were compared: somebody has to look at them, and have them written or not. Who
// gives nothing at the place any more cannot, and who gives everywhere may.
func (wk Work) Waiting(who access.Actor, _ time.Time) []inbox.Query {
	if !who.SignedIn() {
		return nil
	}
	var w db.Where
	w.And("i.state = 'ready' AND i.kind = ? AND i.started_by = ?", delegation.PlaceSheet, who.ID)
	if wk.Accesses.NamesHeads(who) != nil {
		wk.Accesses.Where(&w, who)
	}
	return []inbox.Query{{
		Number: "i.number", Of: "i.new_count + i.changed_count", Name: "i.file_name", Place: "o.ref", Detail: "o.name", Since: "i.moved_at",
		From: "imports_imports i JOIN org_organisations o ON o.id = i.place", Where: w, Most: mostWaiting,
		Item: func(r inbox.Row) inbox.Item {
			return inbox.Item{
				Service: "access", Count: 1, Since: r.Since, Path: delegation.ImportsPath(r.Place) + "/" + strconv.FormatInt(r.Number, 10), Act: i18n.M(msg.WaitSheetAct),
				Title: i18n.M(msg.WaitSheetTitle, "n", r.Of), Detail: i18n.M(msg.WaitSheetDetail, "file", r.Name, "place", r.Detail),
			}
		},
	}}
}
