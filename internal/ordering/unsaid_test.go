package ordering_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/ordering/order"
)

// Where the note that tells a supplier not to deliver is lost, who cancelled the order and the acheteurs are told to call.
func TestStopThatIsLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R226", "R291")
		o := newOffice(t, d)
		number := o.sent()
		o.exec(`UPDATE ordering_orders SET state = 'to_resend', sent_at = NULL, perhaps = sent_to WHERE number = $1`, number)
		o.post.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
			if strings.HasSuffix(m.To, "@fournisseur.test") {
				return mail.Refuse(m)
			}
			return mail.Accepted, nil
		})
		v, err := o.a.Orders.Show(t.Context(), o.as("Carl"), number)
		o.ok(err)
		o.ok(o.a.Orders.EndWith(t.Context(), o.as("Carl"), number, v.Version, order.Cancel, order.Ending{Reason: "plus besoin", Knowing: true}))
		o.mailed("order_cancelled: Ada", "order_cancelled: Ben", "order_dropped: Véra", "supplier_answered: Carl", "supplier_answered: Tom")
		all := o.post.Sent()
		last := all[len(all)-1]
		if text := strings.Join(strings.Fields(last.Text), " "); !strings.Contains(last.Subject, "appelez Papeterie") || !strings.Contains(text, v.SentTo) {
			t.Errorf("%s:\n%s", last.Subject, text)
		}
	})
}
