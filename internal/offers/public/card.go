package public

import (
	"time"

	"preau/internal/offers/offer"
)

// Card is what lists show of an offer. It never changes: another version is another card.
type Card struct {
	ID         string
	Number     offer.Number
	OrgID      string
	Structure  Structure // as it is now; of cards that were found
	Site       string    // the lieu; empty: the structure itself
	Name       string
	Summary    string
	Setting    string // ids of the operator's words, as in offer.Content
	Topics     []string
	Audiences  []string
	Programmes []string
	Place      offer.Place    // without its street
	Department string         // its code; empty where no commune is named
	Periods    []offer.Period // their days alone
	AskUntil   string         // the last day on which one asks, where it is named
	Places     int
	Closed     bool // no more places are given
	Window     offer.Window
	Since      time.Time // shown since
	Changed    time.Time

	of   *Card  // the index's own, where this is a copy of it
	hash uint64 // of what it is found by
	fold string // of its name
}

// Version is the same for as long as the offer stays as it is, and another's of any other; it is of no use to another process.
func (c *Card) Version() any { return c.of }

// Over says whether nobody asks for a place any more on a day (O91).
func (c *Card) Over(today string) bool {
	last := offer.LastAsk(c.AskUntil, c.Periods)
	return last != "" && last < today
}

// shut says whether no place is given on a day.
func (c *Card) shut(today string) bool { return c.Closed || c.Over(today) }

// Left says whether places are left on a day.
func (c *Card) Left(today string) bool { return !c.shut(today) && c.Places > 0 }

// Next is the first period that is not over on a day; false when all are.
func (c *Card) Next(today string) (offer.Period, bool) {
	var out offer.Period
	for _, p := range c.Periods {
		if p.Until >= today && (out.From == "" || p.From < out.From) {
			out = p
		}
	}
	return out, out.From != ""
}

// Structure is who offers, as the public knows them.
type Structure struct {
	Number int64
	Name   string
}
