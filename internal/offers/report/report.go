// Package report is « Signaler cette offre » (O105): anybody says what is wrong with a published offer, and the moderators look at it.
//
// A report changes nothing by itself: a moderator withdraws the offer, or does not, and settles or dismisses the report.
package report

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/offer"
	"preau/internal/offers/public"
	"preau/internal/offers/report/msg"
)

// Kind is what is wrong with an offer.
type Kind string

// The kinds, in the order of the form.
const (
	Wrong Kind = "wrong" // something on it is not so
	Over  Kind = "over"  // it no longer takes place, or nobody answers
	Unfit Kind = "unfit" // it should not be there
	Other Kind = "other"
)

// Kinds are all of them.
func Kinds() []Kind { return []Kind{Wrong, Over, Unfit, Other} }

// Label is the kind in words.
func (k Kind) Label() i18n.Key {
	switch k {
	case Wrong:
		return msg.KindWrong
	case Over:
		return msg.KindOver
	case Unfit:
		return msg.KindUnfit
	case Other:
	}
	return msg.KindOther
}

// State is where a report is.
type State string

// The states.
const (
	Open      State = "open"
	Settled   State = "settled"
	Dismissed State = "dismissed"
)

// States are all of them.
func States() []State { return []State{Open, Settled, Dismissed} }

// Label is the state in words.
func (s State) Label() i18n.Key {
	switch s {
	case Settled:
		return msg.StateSettled
	case Dismissed:
		return msg.StateDismissed
	case Open:
	}
	return msg.StateOpen
}

// Report is one report.
type Report struct {
	ID        string
	Number    int64
	OfferID   string
	Offer     offer.Number
	Name      string // of the offer, as it is called now
	Structure string
	At        offer.State // of the offer, now
	Kind      Kind
	Words     string
	Email     string // of who reports; empty: they did not say
	State     State
	CreatedAt time.Time
	MovedAt   time.Time
	MovedBy   string
	Note      string
	Version   int64
}

// ListPath is where moderators find the reports.
const ListPath = "/signalements"

// Path is the address of a report's page.
func (r Report) Path() string { return ListPath + "/" + strconv.FormatInt(r.Number, 10) }

// Options are what the service stands on.
type Options struct {
	DB     *db.DB
	Notify *notify.Service
	Public *public.Service
	// Limit counts what a visitor's network asks for, and refuses what is too much.
	Limit func(ctx context.Context, at time.Time, from string) error
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }
