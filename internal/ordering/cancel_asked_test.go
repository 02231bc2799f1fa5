package ordering_test

import (
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

// The request to cancel brings the supplier's software what its text brings people: of each request its own, the same at each try; of an order of
// which nothing is kept that was sent, the text alone.
func TestAskedToCancelForPrograms(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R229")
		o := newOffice(t, d)
		number := o.sent()
		ask := func(reason string) {
			t.Helper()
			o.buys(number, func(who access.Actor, v int64) error {
				return o.a.Supply.AskCancel(t.Context(), who, number, v, reason)
			})
			o.mailed("supplier_note: Papeterie")
		}
		last := func() mail.Message {
			all := o.post.Sent()
			return all[len(all)-1]
		}
		ask("commandée deux fois")
		m := last()
		if len(m.Attachments) != 1 || m.Attachments[0].Name != "Annulation-"+number+".xml" || m.Attachments[0].MIME != "application/xml" {
			t.Fatalf("it brings %v", m.Attachments)
		}
		first := string(m.Attachments[0].Body)
		for _, want := range []string{"<cbc:CancellationNote>commandée deux fois</cbc:CancellationNote>", "<cbc:ID>" + number + "-A1</cbc:ID>", "<cbc:ID>" + number + "</cbc:ID>", "<cac:OriginatorCustomerParty>"} {
			if !strings.Contains(first, want) {
				t.Errorf("it does not say %s:\n%s", want, first)
			}
		}
		o.exec(`UPDATE ordering_orders SET state = 'accepted'`)
		ask("encore")
		if second := string(last().Attachments[0].Body); !strings.Contains(second, number+"-A2") || !strings.Contains(second, ">encore<") {
			t.Errorf("the second says\n%s", second)
		}
		o.exec(`UPDATE ordering_orders SET state = 'accepted'`)
		o.exec(`DELETE FROM ordering_dispatches`)
		ask("trop tard")
		if m := last(); len(m.Attachments) != 0 || strings.Contains(m.Text, "UBL") {
			t.Errorf("of what is kept no more it brings %v", m.Attachments)
		}
	})
}
