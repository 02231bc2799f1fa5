// Package reception is what comes in of an order (réception): a réceptionniste counts what arrived and conforms, line by line, in as many
// deliveries as it takes, and who asked for it is told.
//
// A reception says what one delivery brought, and stays as it was noted: who corrects it writes another one that names it (R252). What
// has come of a line all together, and what follows for the order, is the order's. More than was expected is never counted with what
// conforms: it is kept apart, to be kept or to go back (R247). What came is divided among the baskets that asked for it by the
// establishment's rule (R254).
package reception

import (
	"context"
	"slices"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception/msg"
)

// Options are what the room needs from outside.
type Options struct {
	DB       *db.DB
	Settings func(ctx context.Context) (instance.Settings, error)
	Speak    func(lang i18n.Lang) *i18n.T
	Tell     Tell
	// Stands is where the mail of an order leaves it, of which goods alone said that its supplier has it, and when the supplier's server took it.
	Stands func(ctx context.Context, tx *db.Tx, o order.Order) (to order.State, taken time.Time, err error)
}

// Tell mails whom a reception concerns (1.11).
type Tell struct {
	// Arrived mails the demandeurs of whose lines there is more than before (R253).
	Arrived func(ctx context.Context, tx *db.Tx, who access.Actor, a Arrived) error
	// Corrected mails the acheteur when a reception is corrected late, or by somebody else (R252).
	Corrected func(ctx context.Context, tx *db.Tx, who access.Actor, c Corrected) error
}

// Arrived is what a reception brought whom.
type Arrived struct {
	Order order.Order
	N     int64 // of the reception
	Place string
	Cases map[string]basket.Case
	More  map[string]int64  // by basket line
	Ended map[string]string // why the rest of a basket line is expected no more
}

// Corrected is a correction that the acheteur is told of.
type Corrected struct {
	Order  order.Order
	N, Of  int64 // the receptions
	Reason string
	Lines  []Difference
}

// Difference is what a correction says otherwise of an article.
type Difference struct {
	Title   string
	Was, Is int64 // units that came
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// Fate is what becomes of units that were not expected.
type Fate string

// The fates.
const (
	NoExcess Fate = ""
	Kept     Fate = "kept" // « gardé »
	Back     Fate = "back" // « à reprendre »
)

// Label is the fate in words.
func (f Fate) Label() i18n.Key {
	if f == Back {
		return msg.FateBack
	}
	return msg.FateKept
}

// Reception is what somebody noted at a delivery.
type Reception struct {
	ID         string
	N          int64 // of the order, from 1
	Corrects   int64 // the N of the one that it takes the place of; 0: none
	ReplacedBy int64 // the N of the one that takes its place; 0: it counts
	FirstAt    time.Time
	Found      order.State // of the order, before it
	Reason     string      // of a correction
	ByID       string
	By         string
	At         time.Time
	Lines      []Line
}

// Line is what a reception says of one line of the order.
type Line struct {
	Reception string
	Line      string // id of the order's
	Conform   int64
	Excess    int64
	Fate      Fate
	Ended     bool // the rest is given up
	Reason    string
}

// came is all that was there of a line.
func (l Line) came() int64 { return l.Conform + l.Excess }

// counts says whether nothing took its place.
func (r Reception) counts() bool { return r.ReplacedBy == 0 }

// ends says whether it gives up the rest of a line.
func (r Reception) ends(line string) bool {
	return slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Line == line && l.Ended })
}

// Path is the address of the page that corrects it.
func (r Reception) Path(number string) string {
	return "/commandes/receptions/" + number + "/" + strconv.FormatInt(r.N, 10)
}

// free is how long who noted a reception corrects it without saying why (R252).
const free = 24 * time.Hour

// NeedsReason says whether who corrects a reception has to say why, and the acheteur is told: once a day is over, or for somebody else.
func (r Reception) NeedsReason(who access.Actor, now time.Time) bool {
	return r.ByID != who.ID || !now.Before(r.FirstAt.Add(free))
}

// DeskPath is « Commandes à réceptionner ».
const DeskPath = order.ToReceivePath

// PagePath is the address of the page on which an order is received.
func PagePath(number string) string { return order.Order{Number: number}.ReceivePath() }

// Names of the fields in the forms, in faults.
const (
	FieldLine   = "ligne"
	FieldCame   = "recu"
	FieldExcess = "excedent"
	FieldRest   = "reste"
	FieldReason = "motif"
	FieldRule   = "regle"
)

// CameField names the quantity of a line in the form, and ExcessField what becomes of what is too many.
func CameField(lineID string) string { return FieldCame + "." + lineID }

// ExcessField names the choice of what becomes of units that were not expected.
func ExcessField(lineID string) string { return FieldExcess + "." + lineID }

// conflict says that the same lines were counted by somebody else meanwhile.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.Conflict)) }
