package notify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// daily has an account get some kinds once a day.
func (r *room) daily(id string, kinds ...string) {
	r.t.Helper()
	w := notify.Wish{Each: map[string]notify.How{}}
	for _, k := range kinds {
		w.Each[k] = notify.Daily
	}
	if err := r.SavePreferences(r.t.Context(), access.Actor{ID: id, Name: "Hélène Œuvrard", At: r.d.Clock.Now()}, w); err != nil {
		r.t.Fatal(err)
	}
}

// about is a mail of the tests about one group, to one account.
func about(id, group string) notify.Mail {
	m := letter()
	m.To.AccountID, m.Object.ID, m.Data = id, group, deadline{Group: group, Token: group}
	if id != account {
		m.To.Address = id + "@ecole.example"
	}
	return m
}

// at sets the clock to an hour of a day after the tests begin, in Paris.
func (r *room) at(days, hour, minute int) {
	r.t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		r.t.Fatal(err)
	}
	y, m, d := dbtest.Start.In(zone).Date()
	r.d.Clock.Set(time.Date(y, m, d+days, hour, minute, 0, 0, zone))
}

// digests runs the job of this very moment.
func (r *room) digests() error { return r.Digests(r.t.Context(), r.d.Clock.Now()) }

// states counts the log by state.
func (r *room) states() map[notify.State]int {
	out := map[notify.State]int{}
	for _, e := range r.log() {
		out[e.State]++
	}
	return out
}

// What is wanted once a day goes out together at seven in the instance's zone, each thing once, however often the job runs.
func TestDigest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		r.daily(account, "needs.deadline")
		r.at(0, 18, 0)
		for _, g := range []string{"Denrées 2027", "Papier", "panic"} {
			r.mustSend(about(account, g))
			r.mustSend(about(account, g)) // told twice, it is one
			d.Clock.Advance(time.Minute)
		}
		reset := about(account, "reset")
		reset.Kind = "account.reset"
		r.mustSend(reset)
		r.drain()
		if got := r.mem.Sent(); len(got) != 1 || got[0].Kind != "account.reset" {
			t.Fatalf("at once, only what cannot wait: %d mails", len(got))
		}
		r.mem.Reset()
		r.at(1, 6, 59)
		r.drain()
		if n := len(r.mem.Sent()); n != 0 {
			t.Fatalf("%d mails before seven", n)
		}
		r.at(1, 7, 0)
		late := about(account, "Tard")
		r.mustSend(late)
		for range 3 {
			r.drain()
			if err := r.digests(); err != nil {
				t.Fatal(err)
			}
			d.Clock.Advance(20 * time.Minute)
		}
		got := r.mem.Sent()
		if len(got) != 1 || got[0].Kind != notify.DigestKind || got[0].To != "Helene@ecole.example" || got[0].ListUnsubscribe == "" {
			t.Fatalf("%d mails: %+v", len(got), got)
		}
		if want := "[Préau] Votre résumé du " + dayAfter(t); got[0].Subject != want {
			t.Errorf("subject %q, want %q", got[0].Subject, want)
		}
		for _, want := range []string{"Rappel\u00a0: Denrées 2027", "Rappel\u00a0: Papier", "/lien/", "Plateforme de collecte des besoins, ", "needs.deadline"} {
			if strings.Count(got[0].Text, want) == 0 || !strings.Contains(got[0].HTML, want) {
				t.Errorf("the digest does not say %q:\n%s", want, got[0].Text)
			}
		}
		if strings.Contains(got[0].Text, "Tard") {
			t.Error("what came at seven is tomorrow's")
		}
		if s := r.states(); s[notify.InDigest] != 3 || s[notify.ForDigest] != 1 || s[notify.Accepted] != 2 {
			t.Errorf("%v", s)
		}
		for _, e := range r.log() {
			if e.State == notify.InDigest && (e.DigestID == "" || r.data(e.ID) != "") {
				t.Errorf("its digest arrived, and %+v keeps %q", e, r.data(e.ID))
			}
		}
		r.at(2, 7, 0)
		r.drain()
		if got := r.mem.Sent(); len(got) != 2 || !strings.Contains(got[1].Text, "Tard") || strings.Contains(got[1].Text, "Papier") {
			t.Errorf("the next day: %d mails", len(got))
		}
		r.at(3, 7, 0)
		r.drain()
		if n := len(r.mem.Sent()); n != 2 {
			t.Error("nothing to tell, and a mail came")
		}
	})
}

func dayAfter(t *testing.T) string {
	t.Helper()
	months := []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	day := dbtest.Start.AddDate(0, 0, 1)
	return fmt.Sprintf("%d\u00a0%s\u00a0%d", day.Day(), months[day.Month()-1], day.Year())
}

func TestDigestInTheLanguageOfItsReader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		r.daily(account, "needs.deadline")
		m := about(account, "Paper")
		m.To.Lang = i18n.English
		r.reader = func(string) (notify.Recipient, bool, error) { return m.To, true, nil }
		r.mustSend(m)
		r.at(1, 8, 3) // no node ran at seven
		r.drain()
		got := r.mem.Sent()
		if len(got) != 1 || !strings.Contains(got[0].Subject, "Your summary of") || !strings.Contains(got[0].Text, "Reminder: Paper") {
			t.Errorf("%+v", got)
		}
	})
}

// Two nodes that make the same digests at the same instant tell each thing once.
func TestDigestOfTwoNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		for i := range 12 {
			id := fmt.Sprintf("account-%02d", i)
			r.daily(id, "needs.deadline")
			for g := range 4 {
				r.mustSend(about(id, fmt.Sprintf("Groupement %d de %s", g, id)))
			}
		}
		r.at(1, 7, 0)
		var nodes sync.WaitGroup
		for range 2 {
			nodes.Go(func() { _ = r.digests() }) // one may give way: its job runs again
		}
		nodes.Wait()
		if err := r.digests(); err != nil {
			t.Fatal(err)
		}
		r.drain()
		told := map[string]int{}
		for _, m := range r.mem.Sent() {
			for i := range 12 {
				for g := range 4 {
					name := fmt.Sprintf("Groupement %d de account-%02d", g, i)
					told[name] += strings.Count(m.Text, name)
				}
			}
		}
		for name, n := range told {
			if n != 1 {
				t.Errorf("%s was told %d times", name, n)
			}
		}
		if len(told) != 48 || len(r.mem.Sent()) != 12 {
			t.Errorf("%d things in %d mails", len(told), len(r.mem.Sent()))
		}
	})
}

// A job that is cut off among its readers goes on where it was.
func TestDigestCutOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		for _, id := range []string{"a", "b", "c"} {
			r.daily(id, "needs.deadline")
			r.mustSend(about(id, "Papier"))
		}
		r.at(1, 7, 0)
		r.reader = func(id string) (notify.Recipient, bool, error) {
			if id == "b" {
				return notify.Recipient{}, false, errors.New("the database went away")
			}
			return about(id, "").To, true, nil
		}
		if err := r.digests(); err == nil {
			t.Error("the fault is not told")
		}
		r.reader = nil
		for range 2 {
			if err := r.digests(); err != nil {
				t.Fatal(err)
			}
		}
		r.drain()
		var to []string
		for _, m := range r.mem.Sent() {
			to = append(to, m.To)
		}
		slices.Sort(to)
		if got := strings.Join(to, " "); got != "a@ecole.example b@ecole.example c@ecole.example" {
			t.Errorf("digests to %s", got)
		}
	})
}

// The digest goes to where its reader is today; to who left, nothing, and what waited is gone.
func TestDigestFollowsItsReader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for _, id := range []string{"moved", "left"} {
			r.daily(id, "needs.deadline")
			r.mustSend(about(id, "Papier"))
		}
		r.reader = func(id string) (notify.Recipient, bool, error) {
			return notify.Recipient{AccountID: id, Address: "nouvelle@ecole.example", Name: "H.", Lang: i18n.French}, id == "moved", nil
		}
		r.at(1, 7, 0)
		r.drain()
		if got := r.mem.Sent(); len(got) != 1 || got[0].To != "nouvelle@ecole.example" {
			t.Errorf("%+v", got)
		}
		if all := r.log(); len(all) != 2 {
			t.Errorf("%d mails in the log: %+v", len(all), all)
		}
	})
}

// What is to come never any more is withheld at seven; what is to come at once again still comes with the digest.
func TestDigestAfterAnotherChoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274", "R270")
		r := open(t, d)
		r.came["never"], r.came["now"], r.came["off"] = true, true, true
		for _, id := range []string{"never", "now", "off"} {
			r.daily(id, "needs.deadline")
			r.mustSend(about(id, "Papier"))
		}
		wish := func(id string, w notify.Wish) {
			t.Helper()
			if err := r.SavePreferences(t.Context(), access.Actor{ID: id, At: d.Clock.Now()}, w); err != nil {
				t.Fatal(err)
			}
		}
		wish("never", notify.Wish{Each: map[string]notify.How{"needs.deadline": notify.Never}})
		wish("now", notify.Wish{Each: map[string]notify.How{"needs.deadline": notify.Now}})
		wish("off", notify.Wish{AllOff: true})
		r.at(1, 7, 0)
		r.drain()
		if got := r.mem.Sent(); len(got) != 1 || got[0].To != "now@ecole.example" {
			t.Errorf("%+v", got)
		}
		for _, e := range r.log() {
			if who := e.To.AccountID; who != "now" && (e.State != notify.Withheld || e.Withheld != notify.SwitchedOff || r.data(e.ID) != "") {
				t.Errorf("%+v", e)
			}
		}
	})
}

// The link of a digest switches off all that comes once a day, and nothing else.
func TestDigestStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		r.came[account] = true
		r.daily(account, "needs.deadline")
		r.mustSend(about(account, "Papier"))
		r.at(1, 7, 0)
		r.drain()
		_, secret, _ := strings.Cut(r.mem.Sent()[0].ListUnsubscribe, notify.StopPath)
		l, err := r.StopLink(t.Context(), secret)
		if err != nil || l.Off || !slices.Equal(l.Kinds, []string{"needs.deadline"}) {
			t.Fatalf("%+v, %v", l, err)
		}
		for range 2 {
			if err := r.Stop(t.Context(), access.Actor{At: d.Clock.Now()}, secret); err != nil {
				t.Fatal(err)
			}
		}
		if l, err = r.StopLink(t.Context(), secret); err != nil || !l.Off || len(l.Kinds) != 0 {
			t.Errorf("%+v, %v", l, err)
		}
		p := r.preferences()
		if p.AllOff || p.Each[0].How != notify.Never || p.Each[1].How != notify.Now || !p.Changes[0].ByLink {
			t.Errorf("%+v", p)
		}
		if len(p.Each) != 2 {
			t.Error("the digest is no choice of its own")
		}
	})
}

// While an address is refused, what waits goes on waiting: nothing is lost into a digest that would not arrive.
func TestDigestToARefusedAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274", "R273")
		r := open(t, d)
		r.daily(account, "needs.deadline")
		r.mustSend(about(account, "Papier"))
		reset := about(account, "reset")
		reset.Kind = "account.reset"
		r.mustSend(reset)
		r.mem.Answer(mail.Refuse)
		r.drain()
		r.mem.Answer(nil)
		for day := 1; day <= 6; day++ {
			r.at(day, 7, 0)
			r.drain()
		}
		if s := r.states(); s[notify.ForDigest] != 1 || len(r.mem.Sent()) != 0 {
			t.Fatalf("%v, %d mails", s, len(r.mem.Sent()))
		}
		r.at(9, 7, 0) // a week later it is tried again
		r.drain()
		if got := r.mem.Sent(); len(got) != 1 || !strings.Contains(got[0].Text, "Papier") {
			t.Errorf("%+v", got)
		}
	})
}

// A digest that does not arrive is lost with all that it told: who waits for its reader is told, as of any other mail.
func TestDigestLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		var lost []string
		r.WhenLost("needs.deadline", func(_ context.Context, _ *db.Tx, e notify.Entry) error {
			lost = append(lost, e.Object.ID)
			return nil
		})
		r.daily(account, "needs.deadline")
		r.mustSend(about(account, "Papier"))
		r.mustSend(about(account, "Denrées"))
		r.at(1, 7, 0)
		r.mem.Answer(mail.Refuse)
		r.drain()
		slices.Sort(lost)
		if got := strings.Join(lost, " "); got != "Denrées Papier" {
			t.Errorf("lost: %q", got)
		}
		gone := view(r, func(tx *db.Tx) ([]notify.Entry, error) {
			return r.Recent(t.Context(), tx, notify.Filter{Lost: true, Kind: "needs.deadline"}, 10)
		})
		if len(gone) != 2 {
			t.Errorf("%d mails are known as lost", len(gone))
		}
		for _, e := range gone {
			if r.data(e.ID) == "" {
				t.Error("an administrator may send the digest again: what it tells must stay")
			}
		}
	})
}
