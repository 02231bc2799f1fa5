package offer

import "preau/internal/kit/db"

// Awaits narrows offers o to those that wait in a state: Submitted for an approver's answer, ToCorrect for who writes them. Either the
// offer waits, or its next version.
func Awaits(w *db.Where, in State) {
	w.And(`o.state = ? OR EXISTS (SELECT 1 FROM offers_copies y WHERE y.offer_id = o.id AND y.state = ?)`, in, in)
}

// WaitsFilter is the status by which the list shows what waits: offers and next versions alike.
func WaitsFilter(s State) string { return "wait-" + string(s) }
