package offer

import (
	"slices"
	"strings"

	"preau/internal/kit/db"
)

// Awaits narrows offers o to those that wait in a state: Submitted for an approver's answer, ToCorrect for who writes them. Either the
// offer waits, or its next version, where something may be done to that one.
func Awaits(w *db.Where, in State) {
	w.And(`o.state = ? OR o.state IN (?`+strings.Repeat(", ?", len(copied)-1)+`) AND EXISTS (SELECT 1 FROM offers_copies y WHERE y.offer_id = o.id AND y.state = ?)`,
		append(append([]any{in}, db.Any(copied)...), in)...)
}

// CopyWaits says whether the next version of an offer waits for an approver, see Awaits.
func (o Offer) CopyWaits() bool {
	return o.Copy != nil && o.Copy.State == CopySubmitted && slices.Contains(copied, o.State)
}

// WaitsFilter is the status by which the list shows what waits: offers and next versions alike.
func WaitsFilter(s State) string { return WaitsPrefix + string(s) }

// WaitsEnding is the status by which the list shows publications that end soon.
const WaitsEnding = WaitsPrefix + "ending"

// WaitsPrefix begins such a status.
const WaitsPrefix = "wait-"
