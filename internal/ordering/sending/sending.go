// Package sending is an order on its way to the supplier: the sheet that says what is ordered, as a PDF for people and as a UBL Order
// for programs (R231), and the mail that carries both (R230).
//
// The sheet is written down in the transaction that sends the order, so that whatever is changed later, the supplier, the acheteur and
// who looks years after read the same. Its files are made once, when the mail is first composed, and kept: each later try, and each
// download, has the same bytes. A mail that may have arrived already is sent again with the same Message-ID, the same order number and
// the same files, and says that it is the same order.
package sending

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/order"
)

// Options are what the room needs from outside.
type Options struct {
	DB       *db.DB
	Mail     *notify.Service
	Orders   *order.Service
	Settings func(ctx context.Context) (instance.Settings, error)
	Speak    func(lang i18n.Lang) *i18n.T
	// Link makes the link by which the supplier of an order that is sent answers, and gives its id.
	Link func(ctx context.Context, tx *db.Tx, o order.Order) (string, error)
}

// Service sends orders and gives out their files.
type Service struct{ o Options }

// New makes the service, which is told from now on what became of the mails that carry orders.
func New(o Options) *Service {
	s := &Service{o}
	o.Mail.WhenSent(mailOrder, s.taken)
	o.Mail.WhenLost(mailOrder, s.lost)
	o.Mail.WhenRetried(mailOrder, s.retried)
	o.Mail.WhenUnheard(mailOrder, s.unheard)
	return s
}

// taken makes the order « passée »: the supplier's server has answered that it has it.
func (s *Service) taken(ctx context.Context, tx *db.Tx, e notify.Entry) error {
	return s.o.Orders.Taken(ctx, tx, e.Object.ID)
}

// retried has it be under way again: an administrator sends the mail of its last sending again. An earlier one goes nowhere, see Attach.
func (s *Service) retried(ctx context.Context, tx *db.Tx, who access.Actor, e notify.Entry) error {
	n, err := last(ctx, tx, e.Object.ID)
	if err != nil || strconv.FormatInt(n, 10) != e.Occasion {
		return err
	}
	return s.o.Orders.Retried(ctx, tx, who, e.Object.ID)
}

// unheard has it be known at once that it may have arrived: it is tried again for hours, and the goods may come before.
func (s *Service) unheard(ctx context.Context, tx *db.Tx, e notify.Entry) error {
	n, err := last(ctx, tx, e.Object.ID)
	if err != nil || strconv.FormatInt(n, 10) != e.Occasion {
		return err
	}
	return s.o.Orders.Unheard(ctx, tx, e.Object.ID, e.To.Address, e.Detail)
}

// Stands is where the mail of an order's last sending leaves it, as long as nothing but goods says that its supplier has it: under way, taken
// by the supplier's server, with when it did, or to be sent again.
func (s *Service) Stands(ctx context.Context, tx *db.Tx, o order.Order) (to order.State, taken time.Time, err error) {
	n, err := last(ctx, tx, o.ID)
	if err != nil {
		return "", taken, err
	}
	type row struct {
		state notify.State
		at    time.Time
	}
	rows, err := db.All(ctx, tx, func(x *row) []any { return []any{&x.state, &x.at} }, `SELECT state, settled_at FROM notify_mails
		WHERE kind = $1 AND object_kind = $2 AND object_id = $3 AND occasion = $4 AND later = ''`, mailOrder, order.Object, o.ID, strconv.FormatInt(n, 10))
	switch {
	case err != nil:
		return "", taken, fmt.Errorf("mail of order %s: %w", o.Number, err)
	case len(rows) == 0:
		return order.ToResend, taken, nil
	case rows[0].state == notify.Accepted:
		return order.Sent, rows[0].at, nil
	case slices.Contains([]notify.State{notify.Queued, notify.Sending, notify.Deferred, notify.Uncertain}, rows[0].state):
		return order.Sending, taken, nil
	}
	return order.ToResend, taken, nil
}

// lost makes it « à renvoyer », with what the server said: of its last sending, since an earlier one was answered by sending it again.
func (s *Service) lost(ctx context.Context, tx *db.Tx, e notify.Entry) error {
	n, err := last(ctx, tx, e.Object.ID)
	if err != nil || strconv.FormatInt(n, 10) != e.Occasion {
		return err
	}
	perhaps := ""
	if e.Repeated || e.Elsewhere {
		perhaps = e.To.Address
	}
	return s.o.Orders.Bounced(ctx, tx, e.Object.ID, e.Detail, perhaps)
}
