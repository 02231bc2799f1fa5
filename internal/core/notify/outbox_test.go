package notify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/inbox"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
)

func (r *room) outbox(f notify.Filter) notify.Outbox {
	r.t.Helper()
	b, err := r.Outbox(r.t.Context(), admin, f)
	if err != nil {
		r.t.Fatal(err)
	}
	return b
}

// occasions name mails of the tests.
func occasions(es []notify.Entry) []string {
	out := []string{}
	for _, e := range es {
		out = append(out, e.Occasion)
	}
	return out
}

func TestOutbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for _, occasion := range []string{"accepted", "old", "refused", "refused long ago", "failed", "queued", "due", "deferred", "deferred now", "uncertain", "sending", "sending now"} {
			m := letter()
			m.Occasion = occasion
			r.mustSend(m)
		}
		now := d.Clock.Now()
		set := func(occasion string, state notify.State, queued time.Duration, due, sending time.Time) {
			r.exec(`UPDATE notify_mails SET state = $1, queued_at = $2, due_at = $3, sending_at = $4, settled_at = $2 WHERE occasion = $5`, state, now.Add(-queued), due, sending, occasion)
		}
		none := time.Time{}
		set("accepted", notify.Accepted, time.Hour, none, none)
		set("old", notify.Accepted, 8*24*time.Hour, none, none)
		set("refused", notify.Refused, 6*24*time.Hour, none, none)
		set("refused long ago", notify.Refused, 8*24*time.Hour, none, none)
		set("failed", notify.Failed, 9*24*time.Hour, none, none)
		set("queued", notify.Queued, 9*24*time.Hour, now, none) // retried just now
		set("due", notify.Queued, 2*time.Hour, now.Add(-61*time.Minute), none)
		set("deferred", notify.Deferred, 61*time.Minute, now.Add(time.Hour), none)
		set("deferred now", notify.Deferred, 59*time.Minute, now.Add(time.Hour), none)
		set("uncertain", notify.Uncertain, 3*time.Hour, now.Add(time.Hour), none)
		set("sending", notify.Sending, 4*time.Hour, none, now.Add(-2*time.Hour))
		set("sending now", notify.Sending, 4*time.Hour, none, now)

		b := r.outbox(notify.Filter{})
		for _, c := range []struct {
			name      string
			got, want []string
		}{
			{"failed", occasions(b.Failed), []string{"failed"}},
			{"late", occasions(b.Late), []string{"deferred", "due", "uncertain", "sending"}},
			{"refused", occasions(b.Refused), []string{"refused"}},
		} {
			if d := cmp.Diff(c.want, c.got); d != "" {
				t.Errorf("%s: %s", c.name, d)
			}
		}
		want := map[notify.State]int64{
			notify.Accepted: 1, notify.Refused: 1, notify.Failed: 1, notify.Queued: 2, notify.Deferred: 2, notify.Uncertain: 1, notify.Sending: 2,
		}
		if d := cmp.Diff(want, b.Counts); d != "" {
			t.Error(d)
		}
		if len(b.Recent) != 12 || b.Older != (notify.Mark{}) {
			t.Errorf("%d recent, older %s", len(b.Recent), b.Older)
		}
	})
}

func TestOutboxPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for i := range 103 {
			m := letter()
			m.Occasion = fmt.Sprint(i)
			r.mustSend(m)
			if i%3 > 0 { // some of one instant
				d.Clock.Advance(time.Second)
			}
		}
		var f notify.Filter
		seen := map[string]bool{}
		for _, want := range []int{50, 50, 3} {
			b := r.outbox(f)
			if len(b.Recent) != want {
				t.Fatalf("%d on a page, want %d", len(b.Recent), want)
			}
			for _, e := range b.Recent {
				seen[e.Occasion] = true
			}
			f.Before = notify.MarkOf(b.Older.String())
		}
		if len(seen) != 103 || f.Before != (notify.Mark{}) {
			t.Errorf("%d seen, then %v", len(seen), f.Before)
		}
		for _, wrong := range []string{"", "x", ".", "12", "12.", "a.b", "99999999999999999999.x"} {
			if m := notify.MarkOf(wrong); m != (notify.Mark{}) {
				t.Errorf("%q: %v", wrong, m)
			}
		}
	})
}

// outsiders are all who do not administer the platform, by what the outbox answers them.
var outsiders = map[string]struct {
	who  access.Actor
	want apperr.Kind
}{
	"a visitor": {access.Actor{}, apperr.Unauthenticated},
	"a member":  {person, apperr.NotFound},
	"the administrator of one place": {access.Actor{ID: "o", Grants: []access.Grant{
		{Role: access.Admin, Place: access.Place{Kind: access.Organisation, ID: "o"}},
		{Role: "needs.coordinator", Place: access.Everywhere},
		{Role: access.Member, Place: access.Everywhere},
	}}, apperr.NotFound},
}

func TestOutboxIsTheAdministrators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Refuse)
		r.mustSend(letter())
		r.drain()
		e := r.in(notify.Refused)
		for name, c := range outsiders {
			if b, err := r.Outbox(t.Context(), c.who, notify.Filter{}); !apperr.Is(err, c.want) || len(b.Recent) != 0 {
				t.Errorf("%s: %v", name, err)
			}
			if err := r.Retry(t.Context(), c.who, e.ID); !apperr.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			waiting := view(r, func(tx *db.Tx) ([]inbox.Item, error) { return inbox.New(r).Waiting(t.Context(), tx, c.who) })
			if len(waiting) != 0 {
				t.Errorf("%s: %v", name, waiting)
			}
		}
		r.in(notify.Refused)
	})
}

func TestRetryIsToldAndOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Refuse)
		r.mustSend(letter())
		r.drain()
		who, e := admin, r.in(notify.Refused)
		who.Key, who.Act, who.Body, who.At = "k", "POST", "b", d.Clock.Now()
		for range 2 {
			if err := r.Retry(t.Context(), who, e.ID); err != nil {
				t.Fatal(err)
			}
		}
		r.in(notify.Queued)
		l := r.lines(history.Object{Kind: notify.MailKind, ID: e.ID})
		if len(l) != 1 || l[0].Name != admin.Name || l[0].From != "refused" || l[0].To != "queued" || l[0].Data["kind"] != "needs.deadline" {
			t.Errorf("%+v", l)
		}
	})
}

// Whoever repaired the server need not wait for the next try, which is hours away.
func TestRetryHastens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Defer)
		r.mustSend(letter())
		r.drain()
		e := r.in(notify.Deferred)
		r.mem.Answer(nil)
		r.drain()
		if r.in(notify.Deferred); !e.CanRetry() || !e.DueAt.After(d.Clock.Now()) {
			t.Fatalf("%+v", e)
		}
		if err := r.Retry(t.Context(), admin, e.ID); err != nil {
			t.Fatal(err)
		}
		r.drain()
		r.in(notify.Accepted)
		d.Clock.Advance(24 * time.Hour)
		r.drain()
		if n := len(r.mem.Sent()); n != 1 {
			t.Errorf("arrived %d times", n)
		}
	})
}

// What a server refused for good stands on the administrators' home for some days, as what failed does, until somebody settles it.
func TestRefusedMailsWaitForAdministrators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		waiting := func(n int) {
			t.Helper()
			w := view(r, func(tx *db.Tx) ([]inbox.Item, error) {
				who := admin
				who.At = d.Clock.Now()
				return inbox.New(r).Waiting(t.Context(), tx, who)
			})
			if len(w) != min(n, 1) || n > 0 && (w[0].Count != n || w[0].Path != notify.DeskPath) {
				t.Errorf("%+v, want %d", w, n)
			}
		}
		r.mem.Answer(mail.Refuse)
		r.mustSend(letter())
		r.drain()
		waiting(1)
		who := admin
		who.At = d.Clock.Now()
		b, err := r.Outbox(t.Context(), who, notify.Filter{})
		if err == nil {
			err = r.Dismiss(t.Context(), who, b.Recent[0].ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		waiting(0)
		m := letter()
		m.To.Address, m.Occasion = "autre@preau.test", "another"
		r.mustSend(m)
		r.drain()
		waiting(1)
		d.Clock.Advance(8 * 24 * time.Hour)
		waiting(0)
	})
}

func TestFailedMailsWaitForAdministrators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		waiting := func() []inbox.Item {
			return view(r, func(tx *db.Tx) ([]inbox.Item, error) { return inbox.New(r).Waiting(t.Context(), tx, admin) })
		}
		if w := waiting(); len(w) != 0 {
			t.Errorf("nothing failed: %v", w)
		}
		for i := range 2 {
			m := letter()
			m.Occasion = fmt.Sprint(i)
			if m.Data = (deadline{Group: "panic"}); i == 1 {
				d.Clock.Advance(time.Hour)
			}
			r.mustSend(m)
			r.drain()
		}
		w := waiting()
		if len(w) != 1 || w[0].Count != 2 || !w[0].Since.Equal(dbtest.Start) || w[0].Path != notify.DeskPath {
			t.Errorf("%+v", w)
		}
	})
}
