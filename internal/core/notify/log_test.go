package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

func TestLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		for i := range 5 {
			m := letter()
			m.Object.ID = fmt.Sprint("g", i)
			if i == 3 {
				m.To.AccountID, m.To.Address, m.Kind = "", "vente@fournisseur.example", "account.reset"
			}
			r.mustSend(m)
			if i != 2 { // two of the same instant
				d.Clock.Advance(time.Minute)
			}
		}
		ids := func(es []notify.Entry) string {
			var out []string
			for _, e := range es {
				out = append(out, e.Object.ID)
			}
			return strings.Join(out, " ")
		}
		recent := func(f notify.Filter, limit int) []notify.Entry {
			return view(r, func(tx *db.Tx) ([]notify.Entry, error) { return r.Recent(t.Context(), tx, f, limit) })
		}
		mine := view(r, func(tx *db.Tx) ([]notify.Entry, error) { return mailsTo(t, r, tx, account, 3) })
		if got := ids(mine); got != "g4 g2 g1" {
			t.Errorf("a person's last three: %s", got)
		}
		for want, f := range map[string]notify.Filter{
			"g3":             {Kind: "account.reset"},
			" ":              {Kind: "none"},
			"g3 ":            {Address: "VENTE@fournisseur.example"},
			"g1":             {Object: notify.Object{Kind: "needs.group", ID: "g1"}},
			"g4 g3 g2 g1 g0": {States: []notify.State{notify.Queued}},
			"":               {States: []notify.State{notify.Failed, notify.Refused}},
		} {
			if got := ids(recent(f, 10)); got != strings.TrimSpace(want) {
				t.Errorf("%+v: %q, want %q", f, got, want)
			}
		}
		var paged []string
		for f := (notify.Filter{}); ; {
			page := recent(f, 2)
			if len(page) == 0 {
				break
			}
			paged = append(paged, ids(page))
			f.Before = page[len(page)-1].Mark()
		}
		if d := cmp.Diff([]string{"g4 g3", "g2 g1", "g0"}, paged); d != "" {
			t.Error(d)
		}
	})
}

func TestChoices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274", "R271")
		r := open(t, d)
		n := 0
		sent := func(kind, accountID string) notify.Entry {
			t.Helper()
			m := letter()
			n++
			m.Kind, m.To.AccountID, m.Occasion = kind, accountID, fmt.Sprint(n)
			r.mustSend(m)
			r.drain()
			d.Clock.Advance(time.Minute)
			return r.log()[0]
		}
		choose := func(kind string, off bool) error {
			w := notify.Wish{Each: map[string]notify.How{kind: notify.Never}}
			if kind == notify.AllKinds {
				w = notify.Wish{AllOff: off}
			}
			return r.SavePreferences(t.Context(), access.Actor{ID: account}, w)
		}
		if err := choose("needs.deadline", true); err != nil {
			t.Fatal(err)
		}
		if e := sent("needs.deadline", account); e.State != notify.Withheld || e.Withheld != notify.SwitchedOff || e.SettledAt.IsZero() || r.data(e.ID) != "" {
			t.Errorf("switched off: %+v", e)
		}
		if e := sent("needs.deadline", ""); e.State != notify.Accepted {
			t.Errorf("to somebody without an account: %+v", e)
		}
		r.came[account] = true
		if e := sent("ordering.to_validate", account); e.State != notify.Accepted {
			t.Errorf("another kind: %+v", e)
		}
		if err := choose(notify.AllKinds, true); err != nil {
			t.Fatal(err)
		}
		if e := sent("ordering.to_validate", account); e.Withheld != notify.SwitchedOff {
			t.Errorf("all off: %+v", e)
		}
		if e := sent("account.reset", account); e.State != notify.Accepted {
			t.Errorf("a security mail: %+v", e)
		}
		for kind, want := range map[string]apperr.Kind{"account.reset": apperr.Invalid, "none": apperr.NotFound} {
			if err := choose(kind, true); !apperr.Is(err, want) {
				t.Errorf("%s: %v", kind, err)
			}
		}
		if err := choose(notify.AllKinds, false); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			all, each, err := r.Choices(t.Context(), tx, account)
			if d := cmp.Diff([]notify.Choice{{Kind: "needs.deadline", Service: "needs", How: notify.Never}, {Kind: "ordering.to_validate"}}, each); d != "" || all {
				t.Error(all, d)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestNeverSignedIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		m := letter()
		m.Kind = "ordering.to_validate"
		r.mustSend(m)
		if e := r.in(notify.Withheld); e.Withheld != notify.NeverSignedIn || e.Withheld.Label() == "" {
			t.Errorf("%+v", e)
		}
		reaches := func(kind string) notify.Why {
			return view(r, func(tx *db.Tx) (notify.Why, error) { return r.Reaches(t.Context(), tx, kind, account) })
		}
		if reaches("ordering.to_validate") != notify.NeverSignedIn || reaches("needs.deadline") != notify.Sent || reaches("account.reset") != notify.Sent {
			t.Error("only the ordering service waits for a first sign-in")
		}
		r.came[account] = true
		if reaches("ordering.to_validate") != notify.Sent {
			t.Error("still withheld after the first sign-in")
		}
	})
}

func TestUnsubscribeLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		security, external := letter(), letter()
		security.Kind, external.To.AccountID, external.To.Address = "account.reset", "", "vente@fournisseur.example"
		for _, m := range []notify.Mail{letter(), security, external} {
			r.mustSend(m)
		}
		r.drain()
		secret := ""
		for _, m := range r.mem.Sent() {
			mine := m.Kind == "needs.deadline" && m.To == "Helene@ecole.example"
			if (m.ListUnsubscribe != "") != mine || strings.Contains(m.Text, notify.StopPath) != mine {
				t.Errorf("%s to %s: %q", m.Kind, m.To, m.ListUnsubscribe)
			}
			if mine {
				_, secret, _ = strings.Cut(m.ListUnsubscribe, "https://preau.example"+notify.StopPath)
			}
		}
		stop := func(s string) error { return r.Stop(t.Context(), access.Actor{}, s) }
		for _, wrong := range []string{"", "x", notify.HashSecret(secret), secret[1:]} {
			if err := stop(wrong); !apperr.Is(err, apperr.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		for range 2 {
			if err := stop(secret); err != nil {
				t.Fatal(err)
			}
		}
		m := letter()
		m.Occasion = "2"
		r.mustSend(m)
		r.drain()
		if n := len(r.mem.To("Helene@ecole.example")); n != 2 {
			t.Errorf("%d mails", n)
		}
	})
}

// mailsTo are the last mails of an account.
func mailsTo(t *testing.T, r *room, tx *db.Tx, accountID string, most int) ([]notify.Entry, error) {
	t.Helper()
	p, err := r.Of(t.Context(), tx, accountID, "", most)
	return p.Mails, err
}
