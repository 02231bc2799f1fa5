package ordering_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/core/access"
)

// isUnderWay says whether a mail is to be sent, or being sent.
func (m walkMail) isUnderWay() bool {
	return m.later == "" && slices.Contains([]string{"queued", "sending", "deferred", "uncertain"}, m.state)
}

// mayBeThere says whether a mail arrived as far as anybody knows, or may have.
func (m walkMail) mayBeThere() bool {
	return m.repeated || m.later == "" && (m.state == "accepted" || m.state == "uncertain")
}

// stands is its state, as its rules know it.
func (m walkMail) stands() string {
	if m.later != "" {
		return m.later
	}
	return m.state
}

// newest is the mail of an order's last sending; false: it was never sent.
func (s walkState) newest(order string) (walkMail, bool) {
	n := int64(0)
	for _, x := range s.dispatches {
		if x.order == order {
			n = max(n, x.n)
		}
	}
	i := slices.IndexFunc(s.mails, func(m walkMail) bool {
		return m.kind == "ordering.order_supplier" && m.object == order && m.occasion == fmt.Sprint(n)
	})
	if i < 0 {
		return walkMail{}, false
	}
	return s.mails[i], true
}

// ordersFollowMails: an order is « envoi en cours » while the mail of its last sending is under way, and then alone; of one that was ended
// after a mail of it may have arrived, its supplier was told there not to deliver it (R226-R230).
func (w *walk) ordersFollowMails(s walkState) {
	w.t.Helper()
	for _, o := range s.orders {
		last, sent := s.newest(o.id)
		if way := sent && last.isUnderWay(); o.state != "cancelled" && (o.state == "sending") != way {
			w.fail("order %v, the mail of its last sending is %v", o, last)
		}
		if sent && last.repeated && !slices.Contains(strings.Fields(o.perhaps), last.address) {
			w.fail("order %v, the mail of its last sending may have arrived: %v", o, last)
		}
		if o.perhaps != "" {
			w.visit("an order that may have arrived is " + o.state)
		}
		if o.state != "cancelled" {
			continue
		}
		for _, m := range s.mails {
			if m.kind != "ordering.order_supplier" || m.object != o.id || !m.mayBeThere() {
				continue
			}
			if !slices.ContainsFunc(s.mails, func(x walkMail) bool {
				return x.kind == "ordering.supplier_note" && x.object == o.id && x.occasion == "stop" && x.address == m.address
			}) {
				w.fail("order %v was ended, %v may have arrived, and its supplier was not told", o, m)
			}
		}
	}
}

// holdBack is a restore: each mail that waits is given up, for somebody to decide. Not while a mail is retried of an order that was cancelled
// or sent again: it goes nowhere, and the walk could not tell it from one that may have.
func (w *walk) holdBack() {
	w.t.Helper()
	held := false
	for _, m := range w.now.mails {
		if m.kind != "ordering.order_supplier" || !m.isUnderWay() {
			continue
		}
		o, _ := w.now.order(m.object)
		if last, _ := w.now.newest(m.object); last.id != m.id || o.state == "cancelled" {
			return
		}
		held = true
	}
	_, err := w.a.Notify.HoldBack(w.t.Context(), "restaurée")
	w.ok(err)
	if held {
		w.visit("a restore held mails back")
	}
	is := w.read()
	w.whole(is)
	w.now, w.again = is, nil
}

// administer is an administrator, mostly, who does something with a mail of an order: the last one, mostly.
func (w *walk) administer(name string, from []string, do func(ctx context.Context, who access.Actor, mailID string) error) *attempt {
	var all []walkMail
	for _, m := range w.now.mails {
		if m.kind == "ordering.order_supplier" && (slices.Contains(from, m.stands()) || w.in(10)) {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return nil
	}
	m := pickOf(w, all)
	x := &attempt{name: name, who: w.admin}
	if w.in(15) {
		x.who = pickOf(w, w.people)
	}
	x.may = yes(x.who == w.admin && slices.Contains(from, m.stands()))
	x.call = func(ctx context.Context, who access.Actor) (string, error) { return "", do(ctx, who, m.id) }
	return x
}

// retryMail has a mail sent again: of an old sending it goes nowhere, of the last one the order is under way again.
func (w *walk) retryMail() *attempt {
	return w.administer("retry a mail", []string{"failed", "refused", "deferred", "uncertain"}, w.a.Notify.Retry)
}

// dismissMail lets a mail be.
func (w *walk) dismissMail() *attempt {
	return w.administer("dismiss a mail", []string{"failed", "refused", "deferred", "uncertain", "bounced"}, w.a.Notify.Dismiss)
}
