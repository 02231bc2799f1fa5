// Package supply is what becomes of an order between its supplier and the acheteur, once it is sent (1.10): the supplier answers by a
// link, without an account, and may propose changes line by line, which the acheteur agrees to or not.
//
// A link is bound to one order, lives for sixty days and can be revoked; whoever has it answers for the supplier. Opening it does nothing,
// since mail scanners open everything. Which answer counts when is the order's own table of rules: order.Moves.
package supply

import (
	"context"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
	"preau/internal/ordering/order"
)

// Options are what the room needs from outside.
type Options struct {
	DB      *db.DB
	Mail    *notify.Service
	Orders  *order.Service
	Baskets basket.Mailer         // who is told of baskets, and who is reached in an establishment
	Zone    func() *time.Location // the operator's, in which days are meant
	// AnswerDays is how many working days a supplier has to answer before the acheteur is told (R236).
	AnswerDays func(ctx context.Context) (int, error)
	// Cancellation is what a request to cancel an order attaches to its mail, for programs; empty: nothing.
	Cancellation func(ctx context.Context, tx *db.Tx, o order.Order) (string, error)
	// NotComing tells of baskets whose demandeur is gone that some of their lines do not come (R132).
	NotComing func(ctx context.Context, tx *db.Tx, o order.Order, cases map[string]basket.Case, off func(basket.Line) bool) error
}

// Service holds the use cases.
type Service struct{ o Options }

// New makes the service, which is told from now on of the notes to suppliers that are lost.
func New(o Options) *Service {
	s := &Service{o}
	o.Mail.WhenLost(mailSupplier, s.unsaid)
	return s
}

// Names of the fields in the forms, in faults.
const (
	FieldText     = "message"
	FieldPromised = "livraison"
	FieldVersion  = "version"
)

// Limits of texts, in characters.
const (
	MaxText      = 1000
	MaxReference = 60
	MaxTitle     = 200
)

// needed is a text that an act cannot do without.
func needed(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", apperr.InvalidField(FieldText, i18n.M(msg.FaultSupplyText))
	}
	return text, nil
}

// today is the day of an instant in the operator's zone.
func (s *Service) today(at time.Time) string { return at.In(s.o.Zone()).Format(time.DateOnly) }

// dayFault says what is wrong with a promised day, if anything is.
func (s *Service) dayFault(day string, now time.Time) i18n.Msg {
	if day == "" {
		return i18n.Msg{}
	}
	_, err := time.Parse(time.DateOnly, day)
	if err != nil || day < s.today(now) || day > s.today(now.AddDate(2, 0, 0)) {
		return i18n.M(msg.FaultSupplyDay)
	}
	return i18n.Msg{}
}

// conflict says that somebody was faster.
func conflict() error { return apperr.ConflictErr(i18n.M(msg.ConflictOrder)) }

// Supplier is who answers by a link, as the history names them. The same form sent again is the same act.
func Supplier(who access.Actor, secret string, o order.Order) access.Actor {
	return access.Actor{Name: o.Supplier.Name, Key: who.Key, Act: who.Act, Body: notify.HashSecret(secret + who.Body), At: who.At}
}

// Day is a day as words say it.
func Day(day string) i18n.Day {
	d, _ := time.Parse(time.DateOnly, day) // days are kept so
	return i18n.Day(d.Add(12 * time.Hour)) // noon: the same day in every zone that an operator has
}
