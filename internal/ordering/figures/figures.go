// Package figures is what orders tell together: what is bought in a market, by month and by establishment, how suppliers deliver, and
// where orders wait. Nothing of it is stored: it is counted from orders, receptions, claims and the history each time.
//
// Amounts are those of orders without VAT, their delivery included, as last agreed on. Spans are in working days of the operator's zone,
// as the delivery times of markets are (R166): Saturdays and Sundays do not count, public holidays do.
package figures

import (
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/money"
	"preau/internal/kit/workflow"
	"preau/internal/ordering/figures/msg"
)

// Path is the address of the page.
const Path = "/commandes/chiffres"

// Service holds the use cases.
type Service struct {
	db   *db.DB
	zone func() *time.Location // the operator's
}

// New makes the service.
func New(d *db.DB, zone func() *time.Location) *Service { return &Service{d, zone} }

// Filter narrows the figures.
type Filter struct {
	Market int64  // 0: all
	Org    string // reference of an establishment; empty: all that who sees
	Year   int    // 0: the last twelve months, this one included
}

// Market is one that was ordered from.
type Market struct {
	Number int64
	Title  string
}

// Use is what was ordered, without VAT. Priced is false where who looks sees no amount of it.
type Use struct {
	Orders int64
	Net    money.Cents
	Priced bool
}

// Month is what was ordered in a month.
type Month struct {
	From time.Time // its first instant
	Use
}

// School is what an establishment ordered.
type School struct {
	Ref, Name string
	Use
}

// Spread is how long something took, in working days: half of the times Median or less, nine times in ten Most or less. The values are
// ones that occurred (nearest rank), none in between.
type Spread struct{ Times, Median, Most int64 }

// Supplier is how a supplier delivered.
type Supplier struct {
	ID, Name     string
	First, Whole Spread // from sending to what came first, and to all of it
	Least, Most  int64  // delivery times of the markets concerned; 0: none said
	InTime, Due  int64  // orders wholly there within it, of those that were wholly there and of which it is said
	Lines        int64  // that came, were given up or claimed
	Conform      int64  // all of it came, nothing claimed
	Short        int64  // less came, and the rest was given up
	Claimed      int64
}

// Stage is a step on which an order waits for somebody.
type Stage string

// The stages, in the order of an order's life.
const (
	Validating Stage = "validating" // from the first basket's confirmation to the order
	Sending    Stage = "sending"    // from there until the supplier's server took it
	Answering  Stage = "answering"  // until the supplier says anything
	Delivering Stage = "delivering" // until something comes
	Completing Stage = "completing" // until all of it has come
)

// Stages are all of them.
func Stages() []Stage { return []Stage{Validating, Sending, Answering, Delivering, Completing} }

var stageLabels = map[Stage]i18n.Key{
	Validating: msg.StageValidating, Sending: msg.StageSending, Answering: msg.StageAnswering, Delivering: msg.StageDelivering, Completing: msg.StageCompleting,
}

// Label is the stage in words.
func (s Stage) Label() i18n.Key { return stageLabels[s] }

var stageRoles = map[Stage]i18n.Key{
	Validating: msg.RoleValidating, Sending: msg.RoleSending, Answering: msg.RoleSupplier, Delivering: msg.RoleSupplier, Completing: msg.RoleSupplier,
}

// Role is for whom the order waits, in words.
func (s Stage) Role() i18n.Key { return stageRoles[s] }

// Step is how long orders waited at a stage.
type Step struct {
	Stage Stage
	Spread
}

// View is the figures as who looks sees them.
type View struct {
	Filter
	Org       string // name of the establishment that the filter names
	Now       time.Time
	Markets   []Market
	Months    []Month
	Schools   []School // those with the highest amounts
	All       int64    // how many schools there are
	Suppliers []Supplier
	Steps     []Step
	Acts      workflow.Offers[Act]
}

// Priced says whether who looks sees an amount of anything here.
func (v View) Priced() bool {
	for _, m := range v.Months {
		if m.Orders > 0 && m.Priced {
			return true
		}
	}
	return false
}

// Reads says whether the figures are any of somebody's: for the left column.
func Reads(who access.Actor) bool { return Moves.May(SeeUse, Open, relationsOf(who), Case{}) }
