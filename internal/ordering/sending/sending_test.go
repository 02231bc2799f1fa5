package sending_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/kit/pdf/pdftest"
	"preau/internal/ordering/order"
	"preau/internal/ordering/sending"
)

// memory is a fresh transport for each engine's test, kept so that the test can look into it.
func memory(t *testing.T, test func(h *house, m *mail.Memory)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		m := mail.NewMemory()
		test(furnish(open(t, d, m)), m)
	})
}

func attached(t testing.TB, m mail.Message, ending string) []byte {
	t.Helper()
	for _, a := range m.Attachments {
		if strings.HasSuffix(a.Name, ending) {
			return a.Body
		}
	}
	t.Fatalf("no %s in %v", ending, m.Attachments)
	return nil
}

// An order is « envoi en cours » until the supplier's server has answered; then it is « passée », with what it carries kept for ever.
func TestDispatch(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R221", "R230", "R231")
		who := h.now(h.buyer)
		version := h.order().Version
		h.ok(h.orders.Send(h.Context(), who, h.number, version))
		h.ok(h.orders.Send(h.Context(), who, h.number, version)) // pressed twice
		if err := h.orders.Send(h.Context(), h.now(h.buyer), h.number, version); !apperr.Is(err, apperr.Conflict) {
			h.Errorf("another tab: %v", err)
		}
		h.in(order.Sending)
		o := h.order() // asked for once more, the same sending is the one that waits: one row, one mail, one link
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error { return h.s.Dispatch(h.Context(), tx, o.Order, o.Version) }))
		if got := h.mails(); got != "queued" || len(h.told) != 0 || h.links != 1 {
			h.Fatalf("the outbox has %q, %v were told, %d links were made", got, h.told, h.links)
		}
		h.drain()
		h.in(order.Sent)
		got := m.Sent()
		if len(got) != 1 || h.mails() != "accepted" || len(h.told) != 1 {
			h.Fatalf("%d mails, the outbox has %q, told %v", len(got), h.mails(), h.told)
		}
		l := got[0]
		text := strings.Join(strings.Fields(strings.ReplaceAll(l.Text, "\u00a0", " ")), " ")
		if l.To != "commandes@pont.test" || l.ReplyTo != "carl.huygens@preau.test" || l.ListUnsubscribe != "" || l.Subject != "[Plateforme de commandes] Commande "+h.number+" de École du Port" {
			h.Errorf("mail %+v", l)
		}
		for _, want := range []string{h.number, "Quai 3, 5000 Namur", "081 00 00 00", "3e B", "19,25 €", "Carl Huygens", "du marché « Écriture »"} {
			if !strings.Contains(text, want) {
				h.Errorf("it does not say %q:\n%s", want, text)
			}
		}
		h.files(attached(h, l, ".pdf"), attached(h, l, ".xml"))
	})
}

// files holds what is given out against what was sent: the same bytes for who sees prices, a note without prices for who receives, and for
// others nothing (R231, R255).
func (h *house) files(paper, machine []byte) {
	h.Helper()
	ctx := h.Context()
	for _, who := range []access.Actor{h.buyer, h.validator} {
		p, err := h.s.Order(ctx, h.now(who), h.number)
		h.ok(err)
		x, err := h.s.Machine(ctx, h.now(who), h.number)
		h.ok(err)
		if !bytes.Equal(p.Body, paper) || !bytes.Equal(x.Body, machine) || p.Name != "Commande-"+h.number+".pdf" || x.Name != "Commande-"+h.number+".xml" {
			h.Errorf("%s gets other files: %s of %d, %s of %d", who.Name, p.Name, len(p.Body), x.Name, len(x.Body))
		}
	}
	held(h, "Order", machine)
	d, err := pdftest.Read(paper)
	h.ok(err)
	has(h, d, "Total TVAC  19,25 €", "Ada Tremblay", "Écriture (réf. EC-1)")
	says(h, string(machine), `<cbc:PayableAmount currencyID="EUR">19.25</cbc:PayableAmount>`)
	for _, give := range []func(access.Actor) (sending.File, error){
		func(who access.Actor) (sending.File, error) { return h.s.Order(ctx, who, h.number) },
		func(who access.Actor) (sending.File, error) { return h.s.Slip(ctx, who, h.number) },
	} {
		f, err := give(h.now(h.receiver))
		h.ok(err)
		d, err := pdftest.Read(f.Body)
		h.ok(err)
		if f.Name != "Reception-"+h.number+".pdf" || strings.Contains(d.Text(), "€") {
			h.Errorf("who receives gets %s:\n%s", f.Name, d.Text())
		}
		if _, err := give(h.now(h.stranger)); !apperr.Is(err, apperr.NotFound) {
			h.Errorf("a stranger gets it: %v", err)
		}
		if _, err := give(access.Actor{}); !apperr.Is(err, apperr.Unauthenticated) {
			h.Errorf("nobody gets it: %v", err)
		}
	}
	if _, err := h.s.Machine(ctx, h.now(h.receiver), h.number); !apperr.Is(err, apperr.NotFound) {
		h.Errorf("who receives gets prices: %v", err)
	}
	if _, err := h.s.Order(ctx, h.now(h.buyer), "nothing"); !apperr.Is(err, apperr.NotFound) {
		h.Errorf("an order that is none: %v", err)
	}
}

// What is cut after the final dot is sent again by itself: the same Message-ID, the same bytes, and words that it is the same order.
func TestUncertain(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230")
		m.Answer(mail.Cut)
		h.send()
		h.drain()
		h.in(order.Sending)
		if h.mails() != "uncertain" {
			h.Fatalf("the outbox has %q", h.mails())
		}
		// Whatever changes meanwhile, the supplier gets the same.
		h.exec(`UPDATE org_organisations SET address = 'Ailleurs 1', name = 'Autre nom' WHERE id = $1`, h.school.ID)
		m.Answer(nil)
		h.d.Clock.Advance(3 * time.Hour)
		h.drain()
		h.in(order.Sent)
		got := m.Sent()
		if len(got) != 2 || got[0].ID != got[1].ID {
			h.Fatalf("%d mails", len(got))
		}
		for _, ending := range []string{".pdf", ".xml"} {
			if !bytes.Equal(attached(h, got[0], ending), attached(h, got[1], ending)) {
				h.Errorf("the second %s differs", ending)
			}
		}
		if got[0].Subject != got[1].Subject || header(got[0], "X-Preau-Repeat") != "" || header(got[1], "X-Preau-Repeat") != "1" || header(got[1], "X-Preau-Order") != h.number {
			h.Errorf("headers %v and %v", got[0].Headers, got[1].Headers)
		}
		again := "C’est la même commande, la commande " + h.number
		if flat := strings.Join(strings.Fields(got[1].Text), " "); strings.Contains(got[0].Text, "la même commande") || !strings.Contains(flat, again) || !strings.Contains(got[1].HTML, again) {
			h.Errorf("it says:\n%s", got[1].Text)
		}
	})
}

func header(m mail.Message, name string) string {
	for _, x := range m.Headers {
		if x.Name == name {
			return x.Value
		}
	}
	return ""
}

// What the supplier's server refuses is « à renvoyer », with its words; sent again, the order goes to the address of today, says that it is
// the same, and carries the same number.
func TestRefused(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230", "R232")
		m.Answer(mail.Refuse)
		h.send()
		h.drain()
		h.in(order.ToResend)
		if v := h.order(); !strings.Contains(v.Reason, "550") || len(h.told) != 0 {
			h.Errorf("it says %q, told %v", v.Reason, h.told)
		}
		m.Answer(nil)
		h.exec(`UPDATE org_organisations SET email = 'ventes@pont.test' WHERE id = $1`, h.supplier.ID)
		h.exec(`UPDATE org_organisations SET address = 'Quai 4' WHERE id = $1`, h.school.ID)
		h.resend()
		h.in(order.Sending)
		h.drain()
		h.in(order.Sent)
		got := m.Sent()
		if len(got) != 1 || got[0].To != "ventes@pont.test" || !strings.Contains(got[0].Text, "sous le même numéro") || len(h.told) != 1 {
			h.Fatalf("%+v, told %v", got, h.told)
		}
		says(h, string(attached(h, got[0], ".xml")), "<cbc:ID>"+h.number+"</cbc:ID>", "<cbc:StreetName>Quai 4</cbc:StreetName>")
		f, err := h.s.Machine(h.Context(), h.now(h.buyer), h.number)
		if err != nil || !bytes.Equal(f.Body, attached(h, got[0], ".xml")) {
			h.Errorf("the download is another: %v", err)
		}
	})
}

// An administrator who sends the refused mail again has the order sent; who drops one that is tried in vain gives it back to its acheteur.
func TestAdministrator(t *testing.T) {
	t.Parallel()
	admin := access.Actor{ID: "ada", Name: "Ada Minis", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230")
		m.Answer(mail.Refuse)
		h.send()
		h.drain()
		h.in(order.ToResend)
		m.Answer(nil)
		first := h.value(`SELECT id FROM notify_mails`)
		admin.Key, admin.Act, admin.At = "1", "POST /test", h.d.Clock.Now()
		h.ok(h.mail.Retry(h.Context(), admin, first))
		h.drain()
		h.in(order.Sent)
	})
	memory(t, func(h *house, m *mail.Memory) {
		m.Answer(mail.Defer)
		h.send()
		h.drain()
		h.in(order.Sending)
		admin.Key, admin.Act, admin.At = "2", "POST /test", h.d.Clock.Now()
		h.ok(h.mail.Dismiss(h.Context(), admin, h.value(`SELECT id FROM notify_mails`)))
		h.in(order.ToResend)
	})
}

// A cancelled order goes to nobody, even when somebody sends its mail again.
func TestCancelledGoesNowhere(t *testing.T) {
	t.Parallel()
	admin := access.Actor{ID: "ada", Name: "Ada Minis", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}}
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R226")
		m.Answer(mail.Refuse)
		h.send()
		h.drain()
		h.ok(h.orders.Cancel(h.Context(), h.now(h.buyer), h.number, h.order().Version, "plus besoin"))
		m.Answer(nil)
		admin.Key, admin.Act, admin.At = "1", "POST /test", h.d.Clock.Now()
		h.ok(h.mail.Retry(h.Context(), admin, h.value(`SELECT id FROM notify_mails`)))
		h.drain()
		h.in(order.Cancelled)
		if len(m.Sent()) != 0 || h.mails() != "failed" {
			h.Errorf("%d mails, the outbox has %q", len(m.Sent()), h.mails())
		}
	})
}

// A supplier without an address, or with one that is none, is said before anything is sent; who can correct it is named.
func TestBadAddress(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230")
		for _, address := range []string{"", "commandes chez pont", "a@b.test\r\nBcc: x@y.test", "@"} {
			h.exec(`UPDATE org_organisations SET email = $1 WHERE id = $2`, address, h.supplier.ID)
			err := h.orders.Send(h.Context(), h.now(h.buyer), h.number, h.order().Version)
			e, ok := apperr.As(err)
			if !ok || e.Kind != apperr.Forbidden || e.Reasons[0].Code != order.CodeNoAddress || len(e.Reasons[0].Lifters) == 0 {
				h.Errorf("%q: %v", address, err)
			}
			h.in(order.Created)
		}
		h.drain()
		if h.mails() != "" || len(m.Sent()) != 0 {
			h.Errorf("the outbox has %q", h.mails())
		}
		if _, err := h.s.Order(h.Context(), h.now(h.buyer), h.number); !apperr.Is(err, apperr.NotFound) {
			h.Errorf("an order that was not sent has files: %v", err)
		}
	})
}

// Names that nobody should have typed do not keep an order from going out.
func TestOddNames(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		odd := "<École>\r\nBcc: x@y.test \x01 & \"fils\" œ 😀"
		h.exec(`UPDATE org_organisations SET name = $1 WHERE id IN ($2, $3)`, odd, h.school.ID, h.supplier.ID)
		h.exec(`UPDATE catalog_markets SET title = $1, details_after = TRUE`, odd)
		h.exec(`UPDATE ordering_orders SET label = '', free = TRUE`)
		h.exec(`UPDATE ordering_order_lines SET quantity = 99999`)
		h.send()
		h.drain()
		h.in(order.Sent)
		got := m.Sent()
		if len(got) != 1 || strings.ContainsAny(got[0].Subject, "\r\n\x01") || !strings.Contains(got[0].Text, "COMMANDE GRATUITÉ") {
			h.Fatalf("%+v", got)
		}
		contact, details, known := strings.Cut(strings.Join(strings.Fields(got[0].Text), " "), "Les précisions (couleur, dimensions, finition) sont à demander au contact ci-dessus")
		if !known || details == "" || !strings.Contains(contact, "Carl Huygens") { // R163
			h.Error("the mail does not say that details are asked for, below whom to ask")
		}
		held(h, "Order", attached(h, got[0], ".xml"))
		if _, err := pdftest.Read(attached(h, got[0], ".pdf")); err != nil {
			h.Error(err)
		}
	})
}

// Told twice that the server has it, the order moves once and people are told once.
func TestToldTwice(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, _ *mail.Memory) {
		covers.Statement(h.T, "R230")
		h.send()
		h.drain()
		o := h.order()
		version := o.Version
		for range 2 {
			h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error { return h.orders.Taken(h.Context(), tx, o.ID) }))
		}
		if h.order().Version != version || len(h.told) != 1 {
			h.Errorf("it moved again, told %v", h.told)
		}
	})
}

// givesBack is a server that took the last mail, and says later that it could not be delivered.
func (h *house) givesBack(mailID string) {
	h.Helper()
	_, err := h.mail.TakeReturn(h.Context(), notify.Return{
		Way: notify.ByHook, Event: mailID, MessageID: mailID + "@preau.example", News: mail.Bounced, Detail: "550 5.1.1 boîte inconnue",
	})
	h.ok(err)
}

// A mail that comes back after the server's yes makes the order « à renvoyer »: it can be sent again, or cancelled.
func TestComesBackLater(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230")
		h.send()
		h.drain()
		h.in(order.Sent)
		first := h.value(`SELECT id FROM notify_mails`)
		h.givesBack(first)
		h.in(order.ToResend)
		if v := h.order(); !strings.Contains(v.Reason, "boîte inconnue") || !v.SentAt.IsZero() {
			h.Errorf("it says %q, sent %s", v.Reason, v.SentAt)
		}
		m.Answer(mail.Defer)
		h.resend()
		h.drain()
		h.in(order.Sending)
		m.Answer(nil)
		h.d.Clock.Advance(time.Hour)
		h.drain()
		h.in(order.Sent)
		if len(m.Sent()) != 2 {
			h.Errorf("%d mails", len(m.Sent()))
		}
		h.givesBack(h.value(`SELECT max(id) FROM notify_mails`))
		h.ok(h.orders.GiveBack(h.Context(), h.now(h.buyer), h.number, h.order().Version, "le fournisseur n'existe plus"))
		h.in(order.Cancelled)
	})
}

// What comes back of a sending that was answered by another changes nothing: the supplier has the order.
func TestOldSendingComesBack(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230")
		m.Answer(mail.Defer)
		h.send()
		for range 25 { // until nobody tries any more
			h.drain()
			h.d.Clock.Advance(12 * time.Hour)
		}
		h.in(order.ToResend)
		first := h.value(`SELECT id FROM notify_mails`)
		m.Answer(nil)
		h.resend()
		h.drain()
		h.in(order.Sent)
		h.givesBack(first)
		h.in(order.Sent)
		if got := h.value(`SELECT later FROM notify_mails WHERE id = $1`, first); got != "bounced" {
			h.Errorf("the report was not taken: %q", got)
		}
	})
}
