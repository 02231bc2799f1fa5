package notify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/history"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

var person = access.Actor{ID: account, Name: "Hélène Œuvrard"}

func (r *room) preferences() notify.Preferences {
	r.t.Helper()
	p, err := r.Preferences(r.t.Context(), person)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func (r *room) lines(o history.Object) []history.Line {
	r.t.Helper()
	return view(r, func(tx *db.Tx) ([]history.Line, error) { return history.Of(r.t.Context(), tx, o, 50) })
}

func TestPreferences(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		type ways = map[string]notify.How
		save := func(w notify.Wish) {
			t.Helper()
			if err := r.SavePreferences(t.Context(), person, w); err != nil {
				t.Fatal(err)
			}
			d.Clock.Advance(time.Minute)
		}
		save(notify.Wish{Each: ways{"needs.deadline": notify.Now, "ordering.to_validate": notify.Now}})
		if p := r.preferences(); p.AllOff || p.Each[0].How != notify.Now || p.Each[1].How != notify.Now || len(p.Changes) != 0 {
			t.Errorf("nothing was changed: %+v", p)
		}
		save(notify.Wish{AllOff: true, Each: ways{"needs.deadline": notify.Never, "ordering.to_validate": notify.Now}})
		save(notify.Wish{AllOff: true, Each: ways{"needs.deadline": notify.Never, "ordering.to_validate": notify.Now}})
		save(notify.Wish{AllOff: false, Each: ways{"ordering.to_validate": notify.Daily}}) // the first is not shown: it stays off
		p := r.preferences()
		if p.AllOff || p.Each[0].How != notify.Never || p.Each[1].How != notify.Daily || len(p.Always) != 1 {
			t.Errorf("%+v", p)
		}
		for i := range p.Changes {
			p.Changes[i].At = time.Time{}
		}
		want := []notify.Change{
			{Off: []string{}, On: []string{notify.AllKinds}, Daily: []string{"ordering.to_validate"}},
			{Off: []string{notify.AllKinds, "needs.deadline"}, On: []string{}, Daily: []string{}},
		}
		if d := cmp.Diff(want, p.Changes); d != "" {
			t.Error(d)
		}
		if l := r.lines(history.Object{Kind: notify.ChoicesKind, ID: account}); len(l) != 2 || l[0].Name != person.Name || l[0].AccountID != account {
			t.Errorf("%+v", l)
		}
	})
}

func TestPreferencesRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		if _, err := r.Preferences(t.Context(), access.Actor{}); !apperr.Is(err, apperr.Unauthenticated) {
			t.Error(err)
		}
		for name, c := range map[string]struct {
			who  access.Actor
			wish notify.Wish
			want apperr.Kind
		}{
			"a visitor":       {access.Actor{}, notify.Wish{AllOff: true}, apperr.Unauthenticated},
			"a security mail": {person, notify.Wish{AllOff: true, Each: map[string]notify.How{"needs.deadline": notify.Never, "account.reset": notify.Never}}, apperr.Invalid},
			"one in a digest": {person, notify.Wish{AllOff: true, Each: map[string]notify.How{"account.reset": notify.Daily}}, apperr.Invalid},
			"the operator's":  {person, notify.Wish{AllOff: true, Each: map[string]notify.How{"contact.received": notify.Never}}, apperr.NotFound},
			"no such mail":    {person, notify.Wish{AllOff: true, Each: map[string]notify.How{"none": notify.Never}}, apperr.NotFound},
			"the digest":      {person, notify.Wish{AllOff: true, Each: map[string]notify.How{notify.DigestKind: notify.Never}}, apperr.NotFound},
			"no such way":     {person, notify.Wish{AllOff: true, Each: map[string]notify.How{"needs.deadline": "weekly"}}, apperr.Invalid},
			"all once a day":  {person, notify.Wish{Each: map[string]notify.How{notify.AllKinds: notify.Daily}}, apperr.Invalid},
		} {
			if err := r.SavePreferences(t.Context(), c.who, c.wish); !apperr.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if p := r.preferences(); p.AllOff || p.Each[0].How != notify.Now || len(p.Changes) != 0 {
			t.Errorf("a refused wish changed something: %+v", p)
		}
	})
}

// One form sent twice is one change, and what was changed in between stays.
func TestPreferencesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		r := open(t, d)
		who := person
		who.Key, who.Act, who.Body, who.At = "k", "POST /compte/notifications", "b", d.Clock.Now()
		for range 2 {
			if err := r.SavePreferences(t.Context(), who, notify.Wish{AllOff: true}); err != nil {
				t.Fatal(err)
			}
			if err := r.SavePreferences(t.Context(), person, notify.Wish{}); err != nil {
				t.Fatal(err)
			}
		}
		if p := r.preferences(); p.AllOff || len(p.Changes) != 2 {
			t.Errorf("%+v", p)
		}
	})
}

func TestStopLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R274")
		r := open(t, d)
		r.mustSend(letter())
		r.drain()
		_, secret, _ := strings.Cut(r.mem.Sent()[0].ListUnsubscribe, notify.StopPath)
		link := func() notify.StopLink {
			t.Helper()
			l, err := r.StopLink(t.Context(), secret)
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		want := notify.StopLink{Kind: "needs.deadline", Address: "Helene@ecole.example"}
		if l := link(); !cmp.Equal(l, want) {
			t.Errorf("%+v", l)
		}
		for range 2 {
			if err := r.Stop(t.Context(), access.Actor{ID: "somebody else", At: d.Clock.Now()}, secret); err != nil {
				t.Fatal(err)
			}
		}
		want.Off = true
		if l := link(); !cmp.Equal(l, want) {
			t.Errorf("%+v", l)
		}
		p := r.preferences()
		if len(p.Changes) != 1 || !p.Changes[0].ByLink || p.Each[0].How != notify.Never || p.AllOff {
			t.Errorf("%+v", p)
		}
		l := r.lines(history.Object{Kind: notify.ChoicesKind, ID: account})
		if len(l) != 1 || l[0].AccountID != account || l[0].Name != person.Name || l[0].Asked.IsZero() {
			t.Errorf("%+v", l)
		}
		if err := r.SavePreferences(t.Context(), person, notify.Wish{AllOff: true, Each: map[string]notify.How{"needs.deadline": notify.Now}}); err != nil {
			t.Fatal(err)
		}
		if !link().Off {
			t.Error("all mails are off, so these are")
		}
		for kind, why := range map[string]string{"account.reset": "became a security mail", "contact.received": "became the operator's", "gone": "is declared no longer"} {
			r.exec(`UPDATE notify_mails SET kind = $1`, kind)
			if _, err := r.StopLink(t.Context(), secret); !apperr.Is(err, apperr.NotFound) {
				t.Errorf("a kind that %s: %v", why, err)
			}
			if err := r.Stop(t.Context(), access.Actor{}, secret); !apperr.Is(err, apperr.NotFound) {
				t.Errorf("a kind that %s: %v", why, err)
			}
		}
	})
}
