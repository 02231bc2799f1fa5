package notify_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

// sentBack sends a mail, and gives it with the address to which it would come back.
func (r *room) sentBack(m notify.Mail) (mail.Message, string) {
	r.t.Helper()
	r.mustSend(m)
	r.drain()
	all := r.mem.Sent()
	got := all[len(all)-1]
	return got, got.Return
}

// report is one of the samples, addressed to a mail's return address.
func report(t *testing.T, name, at string) *bytes.Reader {
	t.Helper()
	raw, err := os.ReadFile("../../kit/mail/testdata/reports/" + name + ".eml")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(bytes.ReplaceAll(raw, []byte("retours+TOKEN@preau.example"), []byte(at)))
}

func (r *room) takeReport(name, at string) notify.Taken {
	r.t.Helper()
	taken, err := r.TakeReport(r.t.Context(), report(r.t, name, at), "")
	if err != nil {
		r.t.Fatal(err)
	}
	return taken
}

func (r *room) refused(address string) bool {
	r.t.Helper()
	return view(r, func(tx *db.Tx) (bool, error) { return notify.AddressRefused(r.t.Context(), tx, address) })
}

func (r *room) returns() int64 {
	r.t.Helper()
	return view(r, func(tx *db.Tx) (int64, error) {
		return db.Value[int64](r.t.Context(), tx, `SELECT count(*) FROM notify_returns`)
	})
}

// A mail that was taken and comes back is bounced, once; its address is refused until something arrives for sure.
func TestMailComesBack(t *testing.T) {
	covers.Statement(t, "R273")
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		var lost []notify.Entry
		r.WhenLost("needs.deadline", func(_ context.Context, _ *db.Tx, e notify.Entry) error {
			lost = append(lost, e)
			return nil
		})
		_, back := r.sentBack(letter())
		taken := r.in(notify.Accepted)
		d.Clock.Advance(time.Hour)
		if got := r.takeReport("postfix-unknown", back); got != notify.Moved {
			t.Fatal(got)
		}
		e := r.in(notify.Bounced)
		if !e.AddressRefused || !e.BouncedAt.Equal(d.Clock.Now()) || !e.SettledAt.Equal(taken.SettledAt) || !strings.Contains(e.Detail, "User unknown") || e.CanRetry() || !e.CanDismiss() {
			t.Errorf("%+v", e)
		}
		if len(lost) != 1 || lost[0].State != notify.Bounced || !r.refused("helene@ECOLE.example") {
			t.Errorf("lost %+v", lost)
		}
		for _, again := range []string{"postfix-unknown", "exim-plain", "postfix-delayed", "delivered", "vacation"} {
			if got := r.takeReport(again, back); again == "postfix-unknown" && got != notify.Repeat {
				t.Errorf("%s: %s", again, got)
			}
			r.in(notify.Bounced)
		}
		if len(lost) != 1 {
			t.Errorf("told %d times", len(lost))
		}
		b := r.outbox(notify.Filter{States: []notify.State{notify.Bounced}})
		if len(b.Refused) != 1 || len(b.Recent) != 1 || b.Counts[notify.Bounced] != 1 || b.Counts[notify.Accepted] != 0 {
			t.Errorf("%+v", b)
		}
		if n := len(r.outbox(notify.Filter{States: []notify.State{notify.Accepted}}).Recent); n != 0 {
			t.Errorf("%d accepted", n)
		}
	})
}

// What is no bounce of this mail changes nothing, however much it looks like one.
func TestNoBounce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		_, back := r.sentBack(letter())
		for _, name := range []string{"vacation", "vacation-old", "receipt", "bounce-of-a-bounce", "postfix-delayed", "exim-plain-warning", "written"} {
			if got := r.takeReport(name, back); got != notify.Noted && got != notify.Repeat {
				t.Errorf("%s: %s", name, got)
			}
		}
		if n := r.returns(); n != 3 { // automatic, delayed and unreadable, however often
			t.Errorf("%d kept", n)
		}
		if r.in(notify.Accepted); r.refused("helene@ecole.example") {
			t.Error("refused")
		}
		if u := r.outbox(notify.Filter{}).Unread; len(u) != 1 || u[0].Detail != "Re: Date limite" || u[0].To != "Helene@ecole.example" {
			t.Errorf("%+v", u)
		}
		forged := strings.Replace(back, "+", "+a", 1)
		other := openWith(t, d, nil, "https://preau.example/") // the same key: the same tokens
		for _, at := range []string{forged[:len(forged)-1], "retours@preau.example", "retours+" + strings.Repeat("a", notify.TokenLength-1) + "@preau.example"} {
			for _, x := range []*room{r, other} {
				if got := x.takeReport("postfix-unknown", at); got != notify.Foreign {
					t.Errorf("%s: %s", at, got)
				}
			}
		}
		if n := r.returns(); n != 3 {
			t.Errorf("a forged one was kept: %d", n)
		}
		r.in(notify.Accepted)
	})
}

// A return that has nothing to do with the address is told of the mail alone.
func TestContentComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for i, name := range []string{"exim-spam", "postfix-expired"} {
			m := letter()
			m.Occasion = name
			_, back := r.sentBack(m)
			if got := r.takeReport(name, back); got != notify.Moved {
				t.Errorf("%s: %s", name, got)
			}
			if e := r.log()[0]; e.State != notify.Bounced || e.AddressRefused || r.refused("helene@ecole.example") {
				t.Errorf("%d: %+v", i, e)
			}
			d.Clock.Advance(time.Minute)
		}
	})
}

// Notices to a refused address are held back for a week; security mails are always tried. The first mail that arrives for
// sure, and an address that changes, end it.
func TestRefusedAddressIsSpared(t *testing.T) {
	covers.Statement(t, "R273")
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		n := 0
		sent := func(kind, address string) notify.Entry {
			t.Helper()
			m := letter()
			n++
			m.Kind, m.Occasion, m.To.Address = kind, strings.Repeat("x", n), address
			r.mustSend(m)
			r.drain()
			e := r.log()[0]
			d.Clock.Advance(time.Minute)
			return e
		}
		const address = "Helene@ecole.example"
		sent("needs.deadline", address)
		back := r.mem.Sent()[0].Return
		r.takeReport("exchange-unknown", back)
		if e := sent("needs.deadline", address); e.State != notify.Withheld || e.Withheld != notify.Unreachable || e.Withheld.Label() == "" || r.data(e.ID) != "" {
			t.Fatalf("a notice: %+v", e)
		}
		if e := sent("needs.deadline", "nouvelle@ecole.example"); e.State != notify.Accepted {
			t.Errorf("to the new address: %+v", e)
		}
		if e := sent("account.reset", address); e.State != notify.Accepted || !r.refused(address) {
			t.Errorf("a security mail that a relay took just now: %+v, refused %v", e, r.refused(address))
		}
		d.Clock.Advance(24 * time.Hour)
		if r.refused(address) {
			t.Error("a day after a mail that did not come back")
		}
		if e := sent("needs.deadline", address); e.State != notify.Accepted {
			t.Errorf("after it: %+v", e)
		}
		r.takeReport("exchange-full", r.mem.Sent()[len(r.mem.Sent())-1].Return)
		if e := sent("needs.deadline", address); e.State != notify.Withheld {
			t.Errorf("came back again: %+v", e)
		}
		d.Clock.Advance(7 * 24 * time.Hour)
		if e := sent("needs.deadline", address); e.State != notify.Accepted || !r.refused(address) {
			t.Errorf("tried after a week: %+v", e)
		}
		r.takeReport("delivered", r.mem.Sent()[len(r.mem.Sent())-1].Return)
		if r.refused(address) {
			t.Error("refused though it arrived")
		}
		got := view(r, func(tx *db.Tx) (map[string]bool, error) {
			return notify.RefusedAmong(t.Context(), tx, []string{address, "nouvelle@ecole.example", "nobody@ecole.example"})
		})
		if got["helene@ecole.example"] || len(got) != 1 {
			t.Errorf("%v", got)
		}
	})
}

// A report that is faster than the record of the dialogue it follows from counts; the record then changes nothing.
func TestReturnDuringTheDialogue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
			if got := r.takeReport("exim-unknown", m.Return); got != notify.Moved {
				t.Errorf("%s", got)
			}
			return mail.Accepted, nil
		})
		r.mustSend(letter())
		r.drain()
		if e := r.in(notify.Bounced); !e.AddressRefused || e.SettledAt.IsZero() {
			t.Errorf("%+v", e)
		}
		r.mem.Answer(mail.Cut) // and one whose first copy comes back is not sent again
		m := letter()
		m.Kind, m.Occasion = "account.reset", "2"
		_, back := r.sentBack(m)
		r.takeReport("exim-unknown", back)
		d.Clock.Advance(24 * time.Hour)
		r.mem.Answer(nil)
		r.drain()
		if e := r.log()[0]; e.State != notify.Bounced || len(r.mem.Sent()) != 2 {
			t.Errorf("%+v, %d sent", e, len(r.mem.Sent()))
		}
	})
}

// Events of a sending service: each once, by Message-ID or by the return address.
func TestEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		first, back := r.sentBack(letter())
		take := func(event string, n mail.News, messageID, token string) notify.Taken {
			t.Helper()
			got, err := r.TakeReturn(t.Context(), notify.Return{
				Way: notify.ByHook, Event: event, News: n, MessageID: messageID, Token: token, Status: "5.1.1", OfAddress: n == mail.Bounced, Detail: "no\nsuch user",
			})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		for event, id := range map[string]string{
			"a": "", "b": "<nobody@elsewhere.example>", "c": "x' OR 1=1 --", "d": strings.Replace(first.ID, "@", "@other.", 1), "e": strings.Repeat("é", 5000),
		} {
			if got := take(event, mail.Bounced, id, ""); got != notify.Foreign {
				t.Errorf("%q: %s", id, got)
			}
		}
		if r.in(notify.Accepted); r.returns() != 0 {
			t.Error("something foreign was kept")
		}
		if got := take("1", mail.Delivered, "<"+first.ID+">", ""); got != notify.Moved || r.in(notify.Accepted).DeliveredAt.IsZero() {
			t.Errorf("delivered: %s", got)
		}
		if got := take("2", mail.Complained, "", back); got != notify.Moved || r.in(notify.Accepted).ComplainedAt.IsZero() {
			t.Errorf("complained: %s", got)
		}
		if a, b := take("3", mail.Bounced, first.ID, ""), take("3", mail.Bounced, first.ID, ""); a != notify.Moved || b != notify.Repeat {
			t.Errorf("%s, %s", a, b)
		}
		if e := r.in(notify.Bounced); e.Detail != "no such user" {
			t.Errorf("%q", e.Detail)
		}
		p, err := r.Preferences(t.Context(), person)
		if err != nil || len(p.Changes) != 1 || !p.Changes[0].Unwanted || p.Changes[0].Off[0] != "needs.deadline" {
			t.Errorf("%+v, %v", p, err)
		}
		d.Clock.Advance(91 * 24 * time.Hour)
		r.drain()
		if n := r.returns(); n != 0 {
			t.Errorf("%d kept for ever", n)
		}
	})
}

// A complaint about what always comes, or by somebody without an account, is noted alone.
func TestComplaintsAboutSecurityMails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for i, change := range []func(*notify.Mail){func(m *notify.Mail) { m.Kind = "account.reset" }, func(m *notify.Mail) { m.To.AccountID = "" }} {
			m := letter()
			m.Occasion = strings.Repeat("x", i)
			change(&m)
			_, back := r.sentBack(m)
			if got := r.takeReport("complaint", back); got != notify.Moved {
				t.Errorf("%d: %s", i, got)
			}
			d.Clock.Advance(time.Minute)
		}
		if p, err := r.Preferences(t.Context(), person); err != nil || len(p.Changes) != 0 {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestDismiss(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		lost := 0
		r.WhenLost("needs.deadline", func(context.Context, *db.Tx, notify.Entry) error {
			lost++
			return nil
		})
		dismissed := func(e notify.Entry, tellsLost int) {
			t.Helper()
			if !e.CanDismiss() {
				t.Fatalf("%+v", e)
			}
			before := lost
			if err := r.Dismiss(t.Context(), admin, e.ID); err != nil {
				t.Fatal(err)
			}
			now := r.log()[0]
			if now.State != notify.Dismissed || r.data(e.ID) != "" || !now.DueAt.IsZero() || now.SettledAt.IsZero() || now.CanRetry() || now.CanDismiss() || lost-before != tellsLost {
				t.Errorf("%s: %+v, told %d", e.State, now, lost-before)
			}
			l := r.lines(history.Object{Kind: notify.MailKind, ID: e.ID})
			if len(l) != 1 || l[0].Act != "dismiss" || l[0].From != string(e.State) || l[0].To != "dismissed" {
				t.Errorf("%+v", l)
			}
			for name, act := range map[string]func(context.Context, access.Actor, string) error{"dismiss": r.Dismiss, "retry": r.Retry} {
				if err := act(t.Context(), admin, e.ID); !apperr.Is(err, apperr.Forbidden) {
					t.Errorf("%s again: %v", name, err)
				}
			}
		}
		ask := func(occasion string, answer func(mail.Message) (mail.Outcome, *mail.Fault), group string) notify.Entry {
			t.Helper()
			d.Clock.Advance(time.Minute)
			m := letter()
			m.Occasion, m.Data, m.To.Address = occasion, deadline{Group: group}, occasion+"@ecole.example"
			r.mem.Answer(answer)
			r.mustSend(m)
			r.drain()
			return r.log()[0]
		}
		dismissed(ask("failed", nil, "panic"), 0)
		dismissed(ask("refused", mail.Refuse, "x"), 0)
		dismissed(ask("deferred", mail.Defer, "x"), 1)
		dismissed(ask("uncertain", mail.Cut, "x"), 1)
		accepted := ask("back", nil, "x")
		if err := r.Dismiss(t.Context(), admin, accepted.ID); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("an accepted one: %v", err)
		}
		sent := r.mem.Sent()
		r.takeReport("postfix-unknown", sent[len(sent)-1].Return)
		dismissed(r.log()[0], 0)
		if !r.refused("back@ecole.example") || !r.refused("refused@ecole.example") {
			t.Error("what servers said of an address is forgotten")
		}
		for name, c := range outsiders {
			if err := r.Dismiss(t.Context(), c.who, accepted.ID); !apperr.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := r.Dismiss(t.Context(), admin, "none"); !apperr.Is(err, apperr.NotFound) {
			t.Errorf("%v", err)
		}
		count := len(r.mem.Sent())
		d.Clock.Advance(7 * 24 * time.Hour)
		r.mem.Answer(nil)
		r.drain()
		if n, _, _ := failedSince(r); len(r.mem.Sent()) != count || n != 0 {
			t.Errorf("%d sent, %d failed", len(r.mem.Sent())-count, n)
		}
	})
}

func failedSince(r *room) (int, time.Time, error) {
	items := view(r, func(tx *db.Tx) ([]inbox.Item, error) { return inbox.New(r).Waiting(r.t.Context(), tx, admin) })
	if len(items) == 0 {
		return 0, time.Time{}, nil
	}
	return items[0].Count, items[0].Since, nil
}
