package ordering_test

import (
	"strings"
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/ordering/order"
)

// An order whose lines went back, and which the supplier's server takes after all, is told to who would order them again, too; the history names
// the administrator who has a mail sent again.
func TestGivenBackAndTakenAfterAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R228", "R230", "R291")
		o := newOffice(t, d)
		number := o.sent()
		o.exec(`UPDATE ordering_orders SET state = 'to_resend', sent_at = NULL, perhaps = sent_to WHERE number = $1`, number)
		v, err := o.a.Orders.Show(t.Context(), o.as("Carl"), number)
		o.ok(err)
		o.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return o.a.Orders.Retried(t.Context(), tx, o.as("Ada"), v.ID) }))
		o.exec(`UPDATE ordering_orders SET state = 'to_resend'`)
		if v, err = o.a.Orders.Show(t.Context(), o.as("Carl"), number); err != nil || v.History[0].Name != o.as("Ada").Name {
			t.Errorf("who had it tried again is not told: %v, %v", v.History, err)
		}
		o.ok(o.a.Orders.EndWith(t.Context(), o.as("Carl"), number, v.Version, order.GiveBack, order.Ending{Reason: "autre label", Knowing: true}))
		o.mailed("order_given_back: Véra", "order_given_back: Tom", "order_coming: Rita", "supplier_note: Papeterie")
		o.read("Rita", "peut-être reçue", "!ne l'attendez plus")
		o.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return o.a.Orders.Taken(t.Context(), tx, v.ID) }))
		o.mailed("order_bounced: Carl", "order_given_back: Véra", "order_given_back: Tom")
	})
}

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
		o.mailed("order_cancelled: Ada", "order_cancelled: Ben", "order_dropped: Véra", "order_coming: Rita", "supplier_answered: Carl", "supplier_answered: Tom")
		all := o.post.Sent()
		last := all[len(all)-1]
		if text := strings.Join(strings.Fields(last.Text), " "); !strings.Contains(last.Subject, "appelez Papeterie") || !strings.Contains(text, v.SentTo) {
			t.Errorf("%s:\n%s", last.Subject, text)
		}
	})
}
