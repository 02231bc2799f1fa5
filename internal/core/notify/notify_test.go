package notify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

func TestAccepted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		m := letter()
		m.Data = deadline{Group: "Denrées\r\n2027", Token: "tok1"}
		r.mustSend(m)
		if e := r.in(notify.Queued); !strings.Contains(r.data(e.ID), "tok1") || strings.Contains(r.data(e.ID), r.Links().Secret("tok1")) {
			t.Errorf("queued with %s", r.data(e.ID))
		}
		d.Clock.Advance(time.Second)
		r.drain()
		e := r.in(notify.Accepted)
		if r.data(e.ID) != "" || e.Tries != 1 || !e.DueAt.IsZero() || !e.SettledAt.Equal(d.Clock.Now()) || e.Detail != "250 kept" || e.Repeated {
			t.Errorf("accepted with data %q: %+v", r.data(e.ID), e)
		}
		got := r.mem.To("Helene@ecole.example")
		if len(got) != 1 {
			t.Fatalf("%d mails", len(got))
		}
		if got[0].ID != e.ID+"@preau.example" || got[0].Subject != "[Plateforme de collecte des besoins] Rappel\u00a0: Denrées  2027" || !got[0].Date.Equal(d.Clock.Now()) {
			t.Errorf("%+v", got[0])
		}
		if link := "https://preau.example/lien/" + r.Links().Secret("tok1"); !strings.Contains(got[0].Text, link) || strings.Count(got[0].HTML, link) != 3 {
			t.Errorf("link %s not in the mail:\n%s\n%s", link, got[0].Text, got[0].HTML)
		}
		r.drain()
		if len(r.mem.Sent()) != 1 {
			t.Error("sent again")
		}
	})
}

func TestOnlyWithItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		failed := errors.New("the use case fails after all")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := r.Send(t.Context(), tx, letter()); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		r.drain()
		if len(r.log()) != 0 || len(r.mem.Sent()) != 0 {
			t.Error("a mail of a transaction that was undone")
		}
	})
}

func TestUnique(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R230")
		r := open(t, d)
		for range 3 {
			r.mustSend(letter())
		}
		again := letter()
		again.To.Address, again.Data = "helene@ECOLE.example", deadline{Group: "other data"}
		r.mustSend(again)
		r.drain()
		r.mustSend(letter())
		r.drain()
		if n := len(r.mem.Sent()); n != 1 {
			t.Errorf("sent %d times", n)
		}
		for i, differ := range []func(*notify.Mail){
			func(m *notify.Mail) { m.Occasion = "2026-11-22" },
			func(m *notify.Mail) { m.Object.ID = "g2" },
			func(m *notify.Mail) { m.Kind = "account.reset" },
			func(m *notify.Mail) { m.To.Address = "other@ecole.example" },
		} {
			m := letter()
			differ(&m)
			r.mustSend(m)
			r.drain()
			if n := len(r.mem.Sent()); n != i+2 {
				t.Errorf("%d mails after %+v", n, m)
			}
		}
	})
}

func TestServerDownThenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Defer)
		r.mustSend(letter())
		for range 3 {
			r.drain()
			e := r.in(notify.Deferred)
			if e.DueAt.IsZero() || !strings.HasPrefix(e.Detail, "connect: ") || e.Repeated || r.data(e.ID) == "" {
				t.Fatalf("%+v", e)
			}
			d.Clock.Set(e.DueAt.Add(-time.Second))
			r.drain()
			if r.in(notify.Deferred).Tries != e.Tries {
				t.Error("tried before it was due")
			}
			d.Clock.Set(e.DueAt)
		}
		r.mem.Answer(nil)
		r.drain()
		if e := r.in(notify.Accepted); e.Tries != 4 || len(r.mem.Sent()) != 1 || len(r.mem.Sent()[0].Headers) != 1 {
			t.Errorf("%+v, headers %v", e, r.mem.Sent()[0].Headers)
		}
	})
}

// Who waits for a mail to be read is told when it is lost, with the record of it or not at all: refused, or given up; not
// when it is put off, nor of another kind.
func TestLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		var told []notify.Entry
		var fault error
		r.WhenLost("needs.deadline", func(ctx context.Context, tx *db.Tx, e notify.Entry) error {
			told = append(told, e)
			now, err := r.Recent(ctx, tx, notify.Filter{States: []notify.State{notify.Refused, notify.Failed}, Object: e.Object}, 1)
			if err == nil && (len(now) != 1 || now[0].ID != e.ID) {
				t.Errorf("told before it is recorded: %+v", now)
			}
			return errors.Join(err, fault)
		})
		other := letter()
		other.Kind, other.To.Address = "account.reset", "autre@ecole.example"
		r.mem.Answer(mail.Refuse)
		r.mustSend(other)
		r.drain()
		if len(told) != 0 {
			t.Fatalf("told of another kind: %+v", told)
		}
		fault = errors.New("the step cannot be taken now")
		r.mustSend(letter())
		if _, err := r.queue.Drain(t.Context()); !errors.Is(err, fault) {
			t.Fatal(err)
		}
		if len(told) != 1 || told[0].Object.ID != "g1" || told[0].To.Address != "Helene@ecole.example" || told[0].State != notify.Refused {
			t.Fatalf("told %+v", told)
		}
		if n := len(r.log()); n != 2 || r.log()[0].State != notify.Sending {
			t.Fatalf("recorded, and nobody was told: %+v", r.log()[0])
		}
		fault = nil
		r.mem.Answer(mail.Defer)
		d.Clock.Advance(time.Hour)
		r.drain()
		if len(told) != 1 {
			t.Fatalf("told of what is put off: %+v", told)
		}
		for r.log()[0].State != notify.Failed {
			d.Clock.Set(r.log()[0].DueAt)
			r.drain()
		}
		if len(told) != 2 || told[1].State != notify.Failed {
			t.Fatalf("told %+v", told)
		}
	})
}

func TestGivesUpAfterThreeDaysAndIsRetried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Defer)
		r.mustSend(letter())
		r.drain()
		for r.only().State == notify.Deferred {
			d.Clock.Set(r.only().DueAt)
			r.drain()
		}
		e := r.in(notify.Failed)
		if days := d.Clock.Now().Sub(dbtest.Start).Hours() / 24; e.Tries != 20 || days < 2.5 || days > 3.5 || r.data(e.ID) == "" || !e.CanRetry() {
			t.Fatalf("after %.1f days: %+v", days, e)
		}
		failed := view(r, func(tx *db.Tx) ([]notify.Entry, error) { return r.Failed(t.Context(), tx, 10) })
		count, _, _ := failedSince(r)
		if len(failed) != 1 || count != 1 {
			t.Errorf("%d failed mails listed, %d counted", len(failed), count)
		}
		retry := func() error { return r.Retry(t.Context(), admin, e.ID) }
		if err := retry(); err != nil {
			t.Fatal(err)
		}
		if err := retry(); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("a queued mail retried: %v", err)
		}
		r.drain()
		d.Clock.Set(r.in(notify.Deferred).DueAt) // all its tries anew
		r.mem.Answer(nil)
		r.drain()
		r.in(notify.Accepted)
		if err := retry(); !apperr.Is(err, apperr.Forbidden) {
			t.Errorf("an accepted mail retried: %v", err)
		}
		if n := len(r.mem.Sent()); n != 1 {
			t.Errorf("arrived %d times", n)
		}
		if err := r.Retry(t.Context(), admin, "none"); !apperr.Is(err, apperr.NotFound) {
			t.Error(err)
		}
	})
}

func TestCutAfterTheDot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R230")
		r := open(t, d)
		r.mem.Answer(mail.Cut)
		r.mustSend(letter())
		r.drain()
		e := r.in(notify.Uncertain)
		if e.DueAt.IsZero() || !e.Repeated || r.data(e.ID) == "" {
			t.Fatalf("%+v", e)
		}
		d.Clock.Set(e.DueAt)
		r.mem.Answer(nil)
		r.drain()
		r.in(notify.Accepted)
		sent := r.mem.Sent()
		if len(sent) != 2 || sent[0].ID != sent[1].ID {
			t.Fatalf("sent %+v", sent)
		}
		first, second := fmt.Sprint(sent[0].Headers), fmt.Sprint(sent[1].Headers)
		if strings.Contains(first, "X-Preau-Repeat") || !strings.Contains(second, "{X-Preau-Repeat 1}") {
			t.Errorf("headers %s, then %s", first, second)
		}
		if strings.Contains(sent[0].Text, "déjà parvenu") || !strings.Contains(sent[1].Text, "déjà parvenu") {
			t.Error("only the second may say that it is one")
		}
	})
}

func TestMessageIDOutlivesTheAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Cut)
		r.mustSend(letter())
		r.drain()
		d.Clock.Set(r.in(notify.Uncertain).DueAt)
		moved := openWith(t, d, nil, "https://other.example")
		moved.drain()
		moved.in(notify.Accepted)
		if a, b := r.mem.Sent(), moved.mem.Sent(); len(a) != 1 || len(b) != 1 || a[0].ID != b[0].ID {
			t.Errorf("%+v, then %+v", a, b)
		}
	})
}

func TestCutsEndForSomebodyToSee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(mail.Cut)
		r.mustSend(letter())
		r.drain()
		for r.only().State == notify.Uncertain {
			d.Clock.Set(r.only().DueAt)
			r.drain()
		}
		if e := r.in(notify.Failed); len(r.mem.Sent()) != 6 || !e.CanRetry() || !e.Repeated {
			t.Errorf("after %d copies: %+v", len(r.mem.Sent()), e)
		}
	})
}

// TestProgramDies is the crash between the claim and the record: the transport's panic stands for it here; TestKilled kills a process.
func TestProgramDies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		r.mem.Answer(func(mail.Message) (mail.Outcome, *mail.Fault) { panic("dies") })
		r.mustSend(letter())
		if _, err := r.queue.Drain(t.Context()); err == nil {
			t.Fatal("nothing died")
		}
		id := r.in(notify.Sending).ID
		r.mem.Answer(nil)
		d.Clock.Advance(time.Minute)
		r.drain()
		r.in(notify.Sending) // the other may only be slow
		d.Clock.Advance(5 * time.Minute)
		r.drain()
		e := r.in(notify.Accepted)
		if got := r.mem.Sent(); len(got) != 1 || got[0].ID != id+"@preau.example" || !e.Repeated {
			t.Errorf("%+v, %+v", e, got)
		}
	})
}

// TestSlowNode has one node stuck in its dialogue past everything; another sends the mail again, and the first's late answer spoils nothing.
func TestSlowNode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R230")
		slow := open(t, d)
		begun, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
		slow.mem.Answer(func(mail.Message) (mail.Outcome, *mail.Fault) {
			close(begun)
			<-goOn
			return mail.Accepted, nil
		})
		slow.mustSend(letter())
		go func() {
			defer close(ended)
			_, _ = slow.queue.Drain(t.Context()) // its job was taken from it
		}()
		within(t, begun)
		other := open(t, d.Another(t))
		other.drain()
		other.in(notify.Sending)
		for range 4 {
			d.Clock.Advance(4 * time.Minute)
			other.drain()
		}
		want := other.in(notify.Accepted)
		close(goOn)
		within(t, ended)
		other.drain()
		if got := other.in(notify.Accepted); got != want {
			t.Errorf("the late answer changed %+v into %+v", want, got)
		}
		first, second := slow.mem.Sent(), other.mem.Sent()
		if len(first) != 1 || len(second) != 1 || first[0].ID != second[0].ID {
			t.Errorf("first %+v, second %+v", first, second)
		}
	})
}

func TestTwoNodesOneCopyEach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		a, b := open(t, d), open(t, d.Another(t))
		const n = 30
		for i := range n {
			m := letter()
			m.Object.ID = fmt.Sprint(i)
			a.mustSend(m)
		}
		var both sync.WaitGroup
		for _, r := range []*room{a, b} {
			both.Go(func() {
				if _, err := r.queue.Drain(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		seen := map[string]int{}
		for _, m := range append(a.mem.Sent(), b.mem.Sent()...) {
			seen[m.ID]++
		}
		if len(seen) != n || len(a.mem.Sent())+len(b.mem.Sent()) != n {
			t.Errorf("%d and %d copies of %d mails", len(a.mem.Sent()), len(b.mem.Sent()), len(seen))
		}
	})
}

func TestRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		last := func() notify.Last {
			return view(r, func(tx *db.Tx) (notify.Last, error) {
				p, err := r.Of(t.Context(), tx, "nobody", " helene@ecole.EXAMPLE", 1)
				refused, fault := notify.AddressRefused(t.Context(), tx, "helene@ecole.example")
				if p.Last.Refused != refused || fault != nil {
					t.Errorf("%+v, but refused: %t, %v", p, refused, fault)
				}
				return p.Last, err
			})
		}
		if l := last(); l != (notify.Last{}) {
			t.Errorf("of nothing: %+v", l)
		}
		r.mem.Answer(mail.Refuse)
		r.mustSend(letter())
		r.drain()
		e := r.in(notify.Refused)
		if !e.AddressRefused || e.Detail != "rcpt: 550 5.1.1 no such user" || r.data(e.ID) == "" || !e.DueAt.IsZero() || !e.CanRetry() {
			t.Errorf("%+v", e)
		}
		if refused := view(r, func(tx *db.Tx) (bool, error) { return notify.AddressRefused(t.Context(), tx, "HELENE@ecole.example") }); !refused {
			t.Error("the address is not refused")
		}
		if l := last(); !l.Refused || !l.At.Equal(d.Clock.Now()) || l.Detail != e.Detail {
			t.Errorf("%+v", l)
		}
		d.Clock.Advance(time.Hour)
		r.mem.Answer(func(mail.Message) (mail.Outcome, *mail.Fault) {
			return mail.Refused, &mail.Fault{Step: mail.StepAnswer, Code: 554, Text: "5.7.1 spam"}
		})
		content := letter()
		content.Occasion = "2"
		r.mustSend(content)
		r.drain()
		if l := last(); l.Detail != e.Detail {
			t.Errorf("a refused content changed the address's state: %+v", l)
		}
		d.Clock.Advance(time.Hour)
		r.mem.Answer(nil)
		if err := r.Retry(t.Context(), admin, e.ID); err != nil {
			t.Fatal(err)
		}
		r.drain()
		if l := last(); l.Refused || len(r.mem.Sent()) != 1 {
			t.Errorf("after the retry was accepted: %+v", l)
		}
	})
}

func TestLanguage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for lang, want := range map[i18n.Lang]string{i18n.French: "Rappel\u00a0: Denrées 2027", i18n.English: "Reminder: Denrées 2027", "nl": "Rappel\u00a0: Denrées 2027"} {
			m := letter()
			m.To.Lang, m.To.Address = lang, "a."+string(lang)+"@ecole.example"
			r.mustSend(m)
			r.drain()
			if got := r.mem.To(m.To.Address); len(got) != 1 || !strings.HasSuffix(got[0].Subject, want) {
				t.Errorf("%s: %+v", lang, got)
			}
		}
	})
}

func TestUnsendable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		for name, c := range map[string]struct {
			spoil string
			group string
			state notify.State
		}{
			"broken JSON":           {spoil: `UPDATE notify_mails SET data = '{"Group": '`, state: notify.Failed},
			"other data":            {spoil: `UPDATE notify_mails SET data = '{"Group": 7}'`, state: notify.Failed},
			"a panic":               {group: "panic", state: notify.Failed},
			"a kind nobody knows":   {spoil: `UPDATE notify_mails SET kind = 'gone.kind'`, state: notify.Deferred},
			"an address gone wrong": {spoil: `UPDATE notify_mails SET address = 'a@b.example>x'`, state: notify.Failed},
		} {
			r := open(t, d)
			m := letter()
			if c.group != "" {
				m.Data = deadline{Group: c.group}
			}
			r.mustSend(m)
			if c.spoil != "" {
				r.exec(c.spoil)
			}
			r.drain()
			e := r.in(c.state)
			if e.Detail == "" || r.data(e.ID) == "" || len(r.mem.Sent()) != 0 || !e.CanRetry() {
				t.Errorf("%s: %+v", name, e)
			}
			r.exec(`DELETE FROM notify_mails`)
			r.exec(`DELETE FROM jobs_queue`)
		}
	})
}

func TestHostile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for name, spoil := range map[string]func(*notify.Mail){
			"no address":          func(m *notify.Mail) { m.To.Address = "" },
			"broken address":      func(m *notify.Mail) { m.To.Address = "helene@" },
			"address with a line": func(m *notify.Mail) { m.To.Address = "a@b.example\r\nBcc: x@y.example" },
			"two addresses":       func(m *notify.Mail) { m.To.Address = "a@b.example,x@y.example" },
			"name with a line":    func(m *notify.Mail) { m.To.Name = "A\r\nBcc: x@y.example" },
		} {
			m := letter()
			spoil(&m)
			err := r.send(m)
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Invalid || len(e.Fields) != 1 {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, spoil := range map[string]func(*notify.Mail){
			"unknown kind": func(m *notify.Mail) { m.Kind = "x" },
			"other data":   func(m *notify.Mail) { m.Data = "text" },
		} {
			m := letter()
			spoil(&m)
			if err := r.send(m); apperr.KindOf(err) != apperr.Internal || err == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(r.log()) != 0 {
			t.Error("something was queued")
		}
	})
}

func TestLostJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		for _, answer := range []func(mail.Message) (mail.Outcome, *mail.Fault){nil, mail.Defer, mail.Cut, func(mail.Message) (mail.Outcome, *mail.Fault) { panic("dies") }} {
			r := open(t, d)
			r.mem.Answer(answer)
			r.mustSend(letter())
			if answer != nil {
				_, _ = r.queue.Drain(t.Context()) // one of them dies
			}
			r.exec(`DELETE FROM jobs_queue`)
			r.mem.Answer(nil)
			for range 4 {
				d.Clock.Advance(20 * time.Minute)
				r.drain()
			}
			r.in(notify.Accepted)
			r.exec(`DELETE FROM notify_mails`)
		}
	})
}
