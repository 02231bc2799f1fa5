package sending_test

import (
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/ordering/order"
)

// admin is an administrator who has pressed a button.
func (h *house) admin(key string) access.Actor {
	return access.Actor{
		ID: "ada", Name: "Ada Minis", Grants: []access.Grant{{Role: access.Admin, Place: access.Everywhere}}, Key: key, Act: "POST /test", At: h.d.Clock.Now(),
	}
}

// first is the id of the first mail that carried the order.
func (h *house) first() string {
	h.Helper()
	return h.value(`SELECT id FROM notify_mails WHERE kind = 'ordering.order_supplier' ORDER BY queued_at, id LIMIT 1`)
}

// cutOnce is a server that goes silent after the final dot of one mail, and answers the others.
func cutOnce(then func(mail.Message) (mail.Outcome, *mail.Fault)) func(mail.Message) (mail.Outcome, *mail.Fault) {
	n := 0
	return func(m mail.Message) (mail.Outcome, *mail.Fault) {
		if n++; n == 1 {
			return mail.Cut(m)
		}
		return then(m)
	}
}

// tries runs what is due for days.
func (h *house) tries() {
	h.Helper()
	for range 8 {
		h.drain()
		h.d.Clock.Advance(12 * time.Hour)
	}
}

// lostPerhaps are the ways in which a mail ends without anybody knowing whether it arrived.
var lostPerhaps = map[string]func(h *house, m *mail.Memory){
	"cut each time": func(h *house, m *mail.Memory) {
		m.Answer(mail.Cut)
		h.send()
		h.tries()
	},
	"cut once, then refused": func(h *house, m *mail.Memory) {
		m.Answer(cutOnce(mail.Refuse))
		h.send()
		h.tries()
	},
	"dismissed while nobody knew": func(h *house, m *mail.Memory) {
		m.Answer(mail.Cut)
		h.send()
		h.drain()
		h.ok(h.mail.Dismiss(h.Context(), h.admin("dismiss"), h.first()))
	},
	"held back by a restore": func(h *house, _ *mail.Memory) {
		h.send()
		_, err := h.mail.HoldBack(h.Context(), "restored")
		h.ok(err)
	},
	"failed for one reader of a shared address": func(h *house, _ *mail.Memory) {
		h.send()
		h.drain()
		_, err := h.mail.TakeReturn(h.Context(), notify.Return{Way: notify.ByHook, Event: "1", MessageID: h.first() + "@preau.example", News: mail.Bounced, Detail: "552 mailbox full", Final: "jean@pont.test"})
		h.ok(err)
	},
}

// end is how a test ends the order.
func (h *house) end(do order.Act, knowing bool) error {
	h.Helper()
	return h.orders.EndWith(h.Context(), h.now(h.buyer), h.number, h.order().Version, do, order.Ending{Reason: "plus besoin", Knowing: knowing})
}

// Whatever ended its mail: an order that may have arrived is told so, and ends only with the supplier told at the address it went to.
func TestPerhapsArrived(t *testing.T) {
	t.Parallel()
	for name, lost := range lostPerhaps {
		for _, do := range []order.Act{order.Cancel, order.GiveBack} {
			t.Run(name+", "+string(do), func(t *testing.T) {
				memory(t, func(h *house, m *mail.Memory) {
					covers.Statement(h.T, "R230", "R226", "R228")
					lost(h, m)
					h.in(order.ToResend)
					if v := h.order(); !v.PerhapsThere() || strings.Join(v.Perhaps(), " ") != "commandes@pont.test" {
						h.Fatalf("it may be at %v", v.Perhaps())
					}
					if err := h.end(do, false); !apperr.Is(err, apperr.Invalid) || !strings.Contains(err.Error(), order.FieldKnowing) {
						h.Fatalf("ended without a tick: %v", err)
					}
					h.in(order.ToResend)
					h.ok(h.end(do, true))
					h.in(order.Cancelled)
					if got := strings.Join(h.stops, " "); got != "commandes@pont.test" {
						h.Errorf("told not to deliver: %q", got)
					}
				})
			})
		}
	}
}

// What a server certainly refused, or gave back for its very address, is ended as before: nobody has it.
func TestNeverArrived(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R226")
		m.Answer(mail.Refuse)
		h.send()
		h.drain()
		m.Answer(nil)
		h.resend()
		h.drain()
		_, err := h.mail.TakeReturn(h.Context(), notify.Return{Way: notify.ByHook, Event: "1", MessageID: h.value(`SELECT max(id) FROM notify_mails`) + "@preau.example", News: mail.Bounced, Final: "Commandes@Pont.test"})
		h.ok(err)
		if v := h.order(); v.State != order.ToResend || v.PerhapsThere() {
			h.Fatalf("it is %s, and may be at %v", v.State, v.Perhaps())
		}
		h.ok(h.end(order.Cancel, false))
		if len(h.stops) != 0 {
			h.Errorf("told not to deliver: %v", h.stops)
		}
	})
}

// Sent again, an order that may have arrived goes with the same Message-ID and number, says that it is the same and, where the address was
// corrected, where it may be already.
func TestPerhapsSentAgain(t *testing.T) {
	t.Parallel()
	for name, lost := range lostPerhaps {
		t.Run(name, func(t *testing.T) {
			memory(t, func(h *house, m *mail.Memory) {
				covers.Statement(h.T, "R230", "R232")
				lost(h, m)
				h.in(order.ToResend)
				m.Answer(nil)
				h.exec(`UPDATE org_organisations SET email = 'ventes@pont.test' WHERE id = $1`, h.supplier.ID)
				first := h.first()
				h.resend()
				h.drain()
				h.in(order.Sent)
				b, text := h.again(m)
				if b.ID != first+"@preau.example" || b.To != "ventes@pont.test" || header(b, "X-Preau-Repeat") != "1" ||
					!strings.Contains(text, "C’est la même commande, la commande "+h.number) || !strings.Contains(text, "commandes@pont.test") {
					h.Errorf("%s to %s (was %s), %v:\n%s", b.ID, b.To, first, b.Headers, text)
				}
				// A copy comes back, told by the Message-ID alone: nobody knows which of the two, nor where the other is. Both addresses are told.
				_, err := h.mail.TakeReturn(h.Context(), notify.Return{Way: notify.ByHook, Event: "9", MessageID: b.ID, News: mail.Bounced, Detail: "550"})
				h.ok(err)
				if v := h.order(); !v.PerhapsThere() || strings.Join(v.Perhaps(), " ") != "commandes@pont.test ventes@pont.test" {
					h.Errorf("it is %s, and may be at %v", v.State, v.Perhaps())
				}
				h.ok(h.end(order.Cancel, true))
				if got := strings.Join(h.stops, " "); got != "commandes@pont.test ventes@pont.test" {
					h.Errorf("told not to deliver: %q", got)
				}
			})
		})
	}
}

// A copy that the server of its address refuses is not there: it may be where the first went, and nowhere else.
func TestCopyRefused(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230")
		lostPerhaps["cut once, then refused"](h, m)
		h.exec(`UPDATE org_organisations SET email = 'ventes@pont.test' WHERE id = $1`, h.supplier.ID)
		m.Answer(mail.Refuse)
		h.resend()
		h.drain()
		if v := h.order(); !v.PerhapsThere() || strings.Join(v.Perhaps(), " ") != "commandes@pont.test" {
			h.Errorf("it is %s, and may be at %v", v.State, v.Perhaps())
		}
	})
}

// again is the last mail that went out with the order, and its text.
func (h *house) again(m *mail.Memory) (mail.Message, string) {
	h.Helper()
	all := m.Sent()
	if len(all) == 0 {
		h.Fatal("no mail went out")
	}
	last := all[len(all)-1]
	if header(last, "X-Preau-Order") != h.number {
		h.Errorf("the last mail is not the order's: %v", last.Headers)
	}
	return last, strings.Join(strings.Fields(last.Text), " ")
}

// Of a copy that the log has no more the Message-ID is lost; the mail says all the same that the order is the same.
func TestPerhapsForgotten(t *testing.T) {
	t.Parallel()
	for name, forget := range map[string]string{
		"the mail": `DELETE FROM notify_mails WHERE object_kind = 'ordering.order'`, "the sending, too": `DELETE FROM ordering_dispatches`,
	} {
		t.Run(name, func(t *testing.T) {
			memory(t, func(h *house, m *mail.Memory) {
				covers.Statement(h.T, "R230")
				lostPerhaps["cut once, then refused"](h, m)
				m.Answer(nil)
				h.exec(`DELETE FROM notify_mails WHERE object_kind = 'ordering.order'`)
				h.exec(forget)
				h.resend()
				h.drain()
				h.in(order.Sent)
				if _, text := h.again(m); !strings.Contains(text, "C’est la même commande, sous le même numéro") {
					h.Errorf("it does not say that it is the same:\n%s", text)
				}
			})
		})
	}
}

// A delivery that is confirmed after all makes the order sent, whatever had become of its mail; of one that was cancelled meanwhile, supplier
// and acheteur are told.
func TestConfirmedAfterAll(t *testing.T) {
	t.Parallel()
	for name, lost := range lostPerhaps {
		if name == "failed for one reader of a shared address" { // a server that gave it back says no more
			continue
		}
		t.Run(name, func(t *testing.T) {
			confirm := func(h *house) {
				h.Helper()
				_, err := h.mail.TakeReturn(h.Context(), notify.Return{Way: notify.ByHook, Event: "2", MessageID: h.first() + "@preau.example", News: mail.Delivered})
				h.ok(err)
			}
			memory(t, func(h *house, m *mail.Memory) {
				covers.Statement(h.T, "R230")
				lost(h, m)
				confirm(h)
				h.in(order.Sent)
				if h.mails() != "accepted" || len(h.told) != 1 {
					h.Errorf("the outbox has %q, told %v", h.mails(), h.told)
				}
			})
			memory(t, func(h *house, m *mail.Memory) {
				lost(h, m)
				h.ok(h.end(order.Cancel, true))
				confirm(h)
				h.in(order.Cancelled)
				if len(h.late) != 1 || len(h.stops) != 2 {
					h.Errorf("told that it went out: %v, not to deliver: %v", h.late, h.stops)
				}
			})
		})
	}
}

// While an administrator has a refused mail sent again, the order is on its way, and nobody ends it; a server that takes one that was
// cancelled all the same is not passed over.
func TestRetriedIsUnderWay(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230", "R229", "R226")
		m.Answer(mail.Refuse)
		h.send()
		h.drain()
		h.ok(h.mail.Retry(h.Context(), h.admin("1"), h.first()))
		h.in(order.Sending)
		m.Answer(func(mail.Message) (mail.Outcome, *mail.Fault) {
			if err := h.end(order.Cancel, true); !apperr.Is(err, apperr.Forbidden) {
				h.Errorf("cancelled within the dialogue: %v", err)
			}
			return mail.Accepted, nil
		})
		h.drain()
		h.in(order.Sent)
	})
	memory(t, func(h *house, m *mail.Memory) {
		h.send()
		m.Answer(func(mail.Message) (mail.Outcome, *mail.Fault) { // by a hand that no table binds
			h.exec(`UPDATE ordering_orders SET state = 'cancelled'`)
			return mail.Accepted, nil
		})
		h.drain()
		h.in(order.Cancelled)
		if strings.Join(h.stops, " ") != "commandes@pont.test" || len(h.late) != 1 {
			h.Errorf("told not to deliver: %v, that it went out: %v", h.stops, h.late)
		}
	})
}

// An old sending goes nowhere once a newer one was made, even when an administrator sends its mail again.
func TestOldSendingGoesNowhere(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230")
		m.Answer(mail.Refuse)
		h.send()
		h.drain()
		m.Answer(nil)
		h.exec(`UPDATE org_organisations SET email = 'ventes@pont.test' WHERE id = $1`, h.supplier.ID)
		first := h.first()
		h.resend()
		h.drain()
		h.in(order.Sent)
		h.ok(h.mail.Retry(h.Context(), h.admin("1"), first))
		h.drain()
		h.in(order.Sent)
		if got := m.Sent(); len(got) != 1 || got[0].To != "ventes@pont.test" || h.mails() != "failed accepted" {
			h.Errorf("%d mails, the outbox has %q", len(got), h.mails())
		}
	})
}

// What the supplier says to have, or who telephoned to them, is sent: whatever its mail server says later.
func TestSupplierHasIt(t *testing.T) {
	t.Parallel()
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230", "R235")
		m.Answer(mail.Cut)
		h.send()
		h.drain()
		h.in(order.Sending)
		id := h.order().ID
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) error {
			c, err := order.OfSupplier(h.Context(), tx, id)
			if err != nil {
				return err
			}
			return h.orders.Has(h.Context(), tx, access.Actor{Name: "Papeterie du Pont"}, &c, order.BySupplier())
		}))
		h.in(order.Sent)
		tried := len(m.Sent())
		m.Answer(nil)
		h.tries()
		h.in(order.Sent)
		if len(h.told) != 1 || len(m.Sent()) != tried || h.mails() != "failed" {
			h.Errorf("told %v, mailed %d times after %d, the outbox has %q", h.told, len(m.Sent()), tried, h.mails())
		}
		h.ok(h.mail.Retry(h.Context(), h.admin("1"), h.first()))
		h.tries()
		h.in(order.Sent)
		if len(m.Sent()) != tried {
			h.Errorf("an administrator mails what the supplier said to have: %d mails", len(m.Sent()))
		}
	})
	memory(t, func(h *house, m *mail.Memory) {
		m.Answer(mail.Refuse)
		h.send()
		h.drain()
		if err := h.have(); !apperr.Is(err, apperr.Forbidden) {
			h.Errorf("a refused order is had: %v", err)
		}
		m.Answer(cutOnce(mail.Refuse))
		h.resend()
		h.tries()
		h.ok(h.have())
		h.in(order.Sent)
	})
}

// Once a try broke off, the order may be there: who telephoned says so although more tries wait, none of which goes out then. Where the mail
// stands says where an order is of which goods alone came.
func TestUnheardMayHaveArrived(t *testing.T) {
	t.Parallel()
	stands := func(h *house) order.State {
		h.Helper()
		var s order.State
		h.ok(h.d.InTx(h.Context(), func(tx *db.Tx) (err error) {
			var taken time.Time
			s, taken, err = h.s.Stands(h.Context(), tx, h.order().Order)
			if sent := h.order().SentAt; s == order.Sent && !taken.Equal(sent) || s != order.Sent && !taken.IsZero() {
				h.Errorf("%s, taken %s, sent %s", s, taken, sent)
			}
			return err
		}))
		return s
	}
	memory(t, func(h *house, m *mail.Memory) {
		covers.Statement(h.T, "R230", "R235")
		m.Answer(mail.Defer)
		h.send()
		moved := h.order().MovedAt
		h.drain()
		if h.in(order.Sending); h.order().MayHaveCome() {
			h.Error("what was put off may have arrived")
		}
		if err := h.have(); !apperr.Is(err, apperr.Forbidden) {
			h.Errorf("what was put off is had: %v", err)
		}
		m.Answer(mail.Cut)
		h.d.Clock.Advance(time.Hour)
		h.drain()
		h.in(order.Sending)
		v := h.order()
		if !v.MayHaveCome() || v.PerhapsThere() || strings.Join(v.Perhaps(), " ") != "commandes@pont.test" || !v.MovedAt.Equal(moved) || stands(h) != order.Sending {
			h.Fatalf("it may be at %v since %s; its mail says %s", v.Perhaps(), v.MovedAt, stands(h))
		}
		h.ok(h.have())
		h.in(order.Sent)
		tried := len(m.Sent())
		h.tries()
		if h.in(order.Sent); len(m.Sent()) != tried || stands(h) != order.ToResend {
			h.Errorf("%d mails after %d; its mail says %s", len(m.Sent()), tried, stands(h))
		}
	})
	memory(t, func(h *house, _ *mail.Memory) {
		h.send()
		h.drain()
		if stands(h) != order.Sent {
			h.Errorf("its mail says %s", stands(h))
		}
	})
}

// have is the acheteur's word for it that the supplier has the order.
func (h *house) have() error {
	h.Helper()
	_, err := h.orders.Have(h.Context(), h.now(h.buyer), h.number, h.order().Version, nil)
	return err
}
