package needs_test

import (
	"errors"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

// refuses makes the servers of some addresses refuse every mail, with an answer of their own.
func (h *house) refuses(answer func(mail.Message) (mail.Outcome, *mail.Fault), people ...access.Actor) {
	h.mails.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
		for _, p := range people {
			if m.To == p.Address {
				return answer(m)
			}
		}
		return mail.Accepted, nil
	})
}

// unwanted answers as a server that knows the recipient and takes no such mail.
func unwanted(mail.Message) (mail.Outcome, *mail.Fault) {
	return mail.Refused, &mail.Fault{Step: mail.StepAnswer, Code: 554, Text: "5.7.1 message rejected"}
}

// alerts are the mails that tell the operator of demands of a school that nobody reads.
func (h *house) alerts(school org.Organisation) int {
	h.t.Helper()
	h.drain()
	n := 0
	for _, m := range h.mails.To(h.contact) {
		if strings.Contains(m.Text, school.Name) {
			n++
		}
	}
	return n
}

func (h *house) waits(a access.Actor) []inbox.Item {
	h.t.Helper()
	var items []inbox.Item
	h.ok(h.d.View(h.t.Context(), func(tx *db.Tx) error {
		var err error
		items, err = inbox.New(h.s).Waiting(h.t.Context(), tx, h.now(a))
		return err
	}))
	return items
}

// The mail of this very demand does not arrive, whatever the server has against it: the operator is told then, once.
func TestDemandThatNobodyGets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R030")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c, second := h.coordinator("Bénédicte Goffin", o), h.coordinator("Jean Vande", o)
		n := h.group(c, o)
		for name, x := range map[string]struct {
			answer func(mail.Message) (mail.Outcome, *mail.Fault)
			of     []access.Actor
			want   int
		}{
			"École A": {unwanted, []access.Actor{c}, 0}, // the other one got it
			"École B": {unwanted, []access.Actor{c, second}, 1},
			"École C": {nil, nil, 0}, // they get the next
		} {
			h.refuses(x.answer, x.of...)
			school := h.org(name)
			h.ok(h.s.Join(t.Context(), h.member("Agent "+name, school), n))
			if got := h.alerts(school); got != x.want {
				t.Errorf("%s: %d alerts, want %d", name, got, x.want)
			}
		}
		gone := h.org("École D")
		h.refuses(mail.Refuse, c, second)
		h.ok(h.s.Join(t.Context(), h.member("Agent D", gone), n))
		if got := h.alerts(gone); got != 1 {
			t.Errorf("their addresses are gone: %d alerts", got)
		}
		later := h.org("École E")
		h.mails.Answer(nil)
		h.ok(h.s.Join(t.Context(), h.member("Agent E", later), n)) // as far as anybody knows, the addresses still are
		if got := h.alerts(later); got != 1 {
			t.Errorf("a later demand: %d alerts", got)
		}
		l, err := h.s.Demands(t.Context(), h.now(c), n)
		h.ok(err)
		if len(l.Waiting) != 5 {
			t.Errorf("%d demands are kept", len(l.Waiting))
		}
	})
}

// A mail that is lost when the demand is decided, or has become another one, alerts nobody.
func TestLostMailOfADemandThatWaitsNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École A")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		m := h.member("Claire Delvaux", school)
		h.refuses(unwanted, c)
		h.ok(h.s.Join(t.Context(), m, n))
		_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Refuse, Refs: []string{school.Ref}, Reason: "non"})
		h.ok(err)
		if got := h.alerts(school); got != 0 {
			t.Errorf("%d alerts of a decided demand", got)
		}
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		h.ok(h.s.AbandonGroup(t.Context(), h.now(c), n))
		if got := h.alerts(school); got != 0 {
			t.Errorf("%d alerts of a demand in an abandoned group", got)
		}
	})
}

// Two mails that are lost at the same instant do not each count on the other.
func TestTwoMailsLostAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École A")
		c, second := h.coordinator("Bénédicte Goffin", o), h.coordinator("Jean Vande", o)
		n := h.group(c, o)
		h.ok(h.s.Join(t.Context(), h.member("Claire Delvaux", school), n))
		h.refuses(unwanted, c, second)
		first := func(q string) func(tx *db.Tx) error { // what another node does with the mail to the first
			return func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE notify_mails SET `+q+` WHERE address = $1`, c.Address)
				return err
			}
		}
		h.ok(d.InTx(t.Context(), first(`state = 'sending', tries = 1, sending_at = queued_at, due_at = NULL`)))
		errs := d.Behind(t, func(tx *db.Tx) error {
			return errors.Join(first(`state = 'refused', settled_at = queued_at`)(tx), h.write(`UPDATE needs_memberships SET version = version`)(tx))
		}, func() error { _, err := h.q.Drain(t.Context()); return err })
		h.ok(errs[0])
		if got := h.alerts(school); got != 1 {
			t.Errorf("%d alerts", got)
		}
	})
}

// Who switched these mails off is not reached, whatever the name in the list of coordinators says.
func TestCoordinatorsWhoWantNoMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R030")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		for name, w := range map[string]notify.Wish{
			"École A": {Each: map[string]notify.How{"needs.asked": notify.Never}},
			"École B": {AllOff: true, Each: map[string]notify.How{"needs.asked": notify.Now}},
		} {
			h.ok(h.notify.SavePreferences(t.Context(), h.now(c), w))
			school := h.org(name)
			h.ok(h.s.Join(t.Context(), h.member("Agent "+name, school), n))
			if got := h.alerts(school); got != 1 {
				t.Errorf("%s: %d alerts", name, got)
			}
		}
		h.ok(h.s.AddCoordinator(t.Context(), h.now(c), n, group.Person{Address: h.person("Lia").Address}))
		school := h.org("École C")
		h.ok(h.s.Join(t.Context(), h.member("Agent C", school), n))
		if got := h.alerts(school); got != 0 {
			t.Errorf("another one is reached: %d alerts", got)
		}
	})
}

// With no coordinator that a mail reaches, the demand is in front of the administrators, with or without an address of
// the operator, until they have named one; it is not theirs to decide.
func TestAdministratorsSeeWhatNobodyGets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R030")
		h := newHouse(t, d)
		h.contact = ""
		o, school := h.org("Lycée Jean-Moulin"), h.org("École A")
		c, admin := h.coordinator("Bénédicte Goffin", o), h.grant(h.person("Ada Min"), access.Admin, access.Everywhere)
		n := h.group(c, o)
		m := h.member("Claire Delvaux", school)
		h.ok(h.s.Join(t.Context(), m, n))
		h.drain()
		if got := h.waits(admin); len(got) != 0 {
			t.Fatalf("the coordinator is reached: %+v", got)
		}
		see := func() membership.Demands {
			t.Helper()
			l, err := h.s.Demands(t.Context(), h.now(admin), n)
			h.ok(err)
			return l
		}
		if l := see(); len(l.Waiting) != 1 || !l.Reached {
			t.Fatalf("demands %+v", l)
		}
		lose := map[string]func(){
			"switched off": func() {
				h.ok(h.notify.SavePreferences(t.Context(), h.now(c), notify.Wish{AllOff: true}))
			},
			"role ended": func() {
				h.ok(h.notify.SavePreferences(t.Context(), h.now(c), notify.Wish{}))
				h.ok(h.s.EndCoordinator(t.Context(), h.now(admin), o.ID, c.ID))
			},
		}
		for _, what := range []string{"switched off", "role ended"} {
			lose[what]()
			got := h.waits(admin)
			if len(got) != 1 || got[0].Count != 1 || got[0].Path != "/groupements/1/adhesions" || !got[0].Since.Equal(d.Clock.Now()) {
				t.Fatalf("%s: %+v", what, got)
			}
			if l := see(); len(l.Waiting) != 1 || l.Reached {
				t.Errorf("%s: demands %+v", what, l)
			}
		}
		if got := h.mails.To(""); len(got) != 0 {
			t.Errorf("mails to nobody: %+v", got)
		}
		_, err := h.s.Decide(t.Context(), h.now(admin), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
		h.wantReason(err, "needs.not_coordinator")
		_, err = h.s.ShowBoard(t.Context(), h.now(admin), n)
		h.wantReason(err, "needs.not_coordinator")
		h.ok(h.s.NameCoordinator(t.Context(), h.now(admin), o.ID, group.Person{Address: h.person("Lia").Address}))
		if got := h.waits(admin); len(got) != 0 {
			t.Errorf("somebody is named: %+v", got)
		}
		if got := h.waits(m); len(got) != 0 {
			t.Errorf("it waits for the member: %+v", got)
		}
		_, err = h.s.Demands(t.Context(), h.now(m), n)
		h.wantKind(err, apperr.Forbidden)
	})
}
