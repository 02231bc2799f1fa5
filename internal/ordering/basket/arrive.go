package basket

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/kit/db"
)

// Arrival is what of a line is there for its demandeur, counted from the beginning.
type Arrival struct {
	Line    string // id
	Arrived int64
	Settled bool   // nothing more is expected
	Reason  string // of who gave up the rest
}

// goal is where what has come leads a line; false: where it is.
func (l Line) goal(a Arrival) (LineAct, bool) {
	switch {
	case a.Arrived >= l.Granted:
		return LineArrive, l.State != LineReceived
	case a.Settled && a.Arrived == 0:
		return LineCancel, l.State != LineCancelled
	case a.Settled:
		return LineArrive, l.State != LineReceived
	case a.Arrived > 0:
		return LineArrives, l.State != LinePartReceived
	}
	return LineCorrect, l.State != LineOrdered
}

// settled says whether a line stands where nothing leads on to an act: it is noted as if nothing had come, first.
func (l Line) settled(do LineAct) bool {
	return l.State == LineReceived || l.State == LineCancelled || l.State == LinePartReceived && do == LineCancel
}

// Arrive writes down what has come of lines of baskets that are held, and has each basket follow from its lines. What was noted
// wrongly goes back first (R252). It gives the lines of which there is more than before, by how much.
func Arrive(ctx context.Context, tx *db.Tx, who access.Actor, cases map[string]Case, arrivals []Arrival) (map[string]int64, error) {
	more, touched := map[string]int64{}, map[string]LineAct{}
	for _, a := range arrivals {
		c, l := find(cases, a.Line)
		if l == nil {
			return nil, conflict()
		}
		do, moves := l.goal(a)
		if !moves && l.Arrived == a.Arrived {
			continue
		}
		if a.Arrived > l.Arrived {
			more[l.ID] = a.Arrived - l.Arrived
		}
		l.Arrived = a.Arrived
		if moves && do != LineCorrect && l.settled(do) {
			if err := moveLine(ctx, tx, who, l, LineCorrect, ""); err != nil {
				return nil, err
			}
			touched[c.ID] = LineCorrect
		}
		if do == LineArrive && !moves {
			do = LineRecount
		}
		if err := moveLine(ctx, tx, who, l, do, a.Reason); err != nil {
			return nil, err
		}
		if do == LineRecount {
			do = LineCorrect
		}
		if touched[c.ID] == "" {
			touched[c.ID] = do
		}
	}
	for id, do := range touched {
		c := cases[id]
		from := c.State
		if err := saveBasket(ctx, tx, &c); err != nil {
			return nil, err
		}
		cases[id] = c
		if err := write(ctx, tx, who, c, Act(do), from, nil); err != nil {
			return nil, err
		}
	}
	return more, nil
}
