package needs_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"preau/internal/core/access"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
	"preau/internal/needs/msg"
)

func TestJoinAndAccept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R023", "R025", "R026")
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		m := h.member("Claire Delvaux", school)
		h.ok(h.s.Join(t.Context(), m, n))
		h.drain()
		asked := h.mails.To(c.Address)
		if len(asked) != 1 || !strings.Contains(asked[0].Text, school.Name) || !strings.Contains(asked[0].Text, "https://preau.test/groupements/1/adhesions") {
			t.Fatalf("mail to the coordinator: %+v", asked)
		}
		mine, err := h.s.Memberships(t.Context(), h.now(m))
		h.ok(err)
		if len(mine) != 1 || mine[0].State != membership.Asked {
			t.Fatalf("memberships %+v", mine)
		}
		done, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
		h.ok(err)
		h.drain()
		if got := h.mails.To(m.Address); done.Done != 1 || len(got) != 1 || !strings.Contains(got[0].Text, "https://preau.test/groupements/1/besoins") {
			t.Fatalf("%+v, mail to the member: %+v", done, got)
		}
		mine, err = h.s.Memberships(t.Context(), h.now(m))
		h.ok(err)
		if mine[0].State != membership.Accepted || mine[0].DecidedName != c.Name {
			t.Fatalf("memberships %+v", mine)
		}
	})
}

// The membership belongs to the establishment: a colleague sees it, and asking again names who asked and when.
func TestOneMembershipAnEstablishment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R024")
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		n := h.group(h.coordinator("Bénédicte Goffin", o), o)
		h.ok(h.s.Join(t.Context(), h.member("Claire Delvaux", school), n))
		colleague := h.member("Marc Dupont", school)
		r := h.wantReason(h.s.Join(t.Context(), colleague, n), "needs.already_asked")
		if r.By != "Claire Delvaux" || !r.Since.Equal(d.Clock.Now()) {
			t.Errorf("reason %+v", r)
		}
		mine, err := h.s.Memberships(t.Context(), h.now(colleague))
		h.ok(err)
		if len(mine) != 1 || mine[0].AskedName != "Claire Delvaux" {
			t.Errorf("the colleague sees %+v", mine)
		}
	})
}

func TestTwoColleaguesAskAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		people := []access.Actor{h.member("Claire Delvaux", school), h.member("Marc Dupont", school)}
		errs := make([]error, len(people))
		var wg sync.WaitGroup
		for i, p := range people {
			wg.Go(func() { errs[i] = h.s.Join(t.Context(), p, n) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("one of two asks: %v", errs)
		}
		h.drain()
		if got := h.mails.To(c.Address); len(got) != 1 {
			t.Fatalf("%d mails to the coordinator", len(got))
		}
	})
}

func TestJoinNeedsAProfile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R009")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		n := h.group(h.coordinator("Bénédicte Goffin", o), o)
		m := h.member("Claire Delvaux", h.org("École du Port"))
		h.missing[m.ID] = []i18n.Key{msg.RoleCoordinator}
		r := h.wantReason(h.s.Join(t.Context(), m, n), "needs.profile_incomplete")
		if r.Ask == nil || r.Ask.Path != "/compte/profil?suite=/groupements/1" {
			t.Errorf("reason %+v", r)
		}
		r = h.wantReason(h.s.Join(t.Context(), h.now(h.person("Sans École")), n), "needs.no_establishment")
		if r.Ask == nil {
			t.Error("no way to the profile")
		}
		stranger := h.person("Un Inconnu")
		stranger.OrgID = m.OrgID // named, not confirmed
		h.wantReason(h.s.Join(t.Context(), h.now(stranger), n), "needs.not_confirmed")
		h.wantReason(h.s.Join(t.Context(), access.Actor{At: d.Clock.Now()}, n), "needs.sign_in")
	})
}

func TestRefuseWithReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R027")
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		m := h.member("Claire Delvaux", school)
		h.ok(h.s.Join(t.Context(), m, n))
		_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Refuse, Refs: []string{school.Ref}, Reason: "  "})
		h.wantKind(err, apperr.Invalid)
		_, err = h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Refuse, Refs: []string{school.Ref}, Reason: "Hors du département"})
		h.ok(err)
		h.drain()
		if got := h.mails.To(m.Address); len(got) != 1 || !strings.Contains(got[0].Text, "Hors du département") {
			t.Fatalf("mail %+v", got)
		}
		h.ok(h.s.Join(t.Context(), h.now(m), n)) // may ask again
		_, err = h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Refuse, Refs: []string{school.Ref}, Reason: "Toujours pas", Block: true})
		h.ok(err)
		h.drain()
		if got := h.mails.To(m.Address); len(got) != 2 {
			t.Fatalf("a second round sends its own mail: %d", len(got))
		}
		r := h.wantReason(h.s.Join(t.Context(), h.now(m), n), "needs.refused_for_good")
		if r.By != c.Name {
			t.Errorf("reason %+v", r)
		}
	})
}

// Everybody who coordinates the group is mailed, each once: named for its support establishment, added to it, or both.
func TestEveryCoordinatorIsMailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R029")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		named, both, added := h.coordinator("Bénédicte Goffin", o), h.coordinator("Jean Vande", o), h.person("Lia")
		elsewhere := h.coordinator("Else", h.org("Autre lycée"))
		n := h.group(named, o)
		for _, p := range []access.Actor{both, added} {
			h.ok(h.s.AddCoordinator(t.Context(), h.now(named), n, group.Person{Address: p.Address}))
		}
		h.drain()
		h.mails.Reset()
		h.ok(h.s.Join(t.Context(), h.member("Claire Delvaux", h.org("École du Port")), n))
		h.drain()
		for p, want := range map[string]int{named.Address: 1, both.Address: 1, added.Address: 1, elsewhere.Address: 0} {
			if got := len(h.mails.To(p)); got != want {
				t.Errorf("%s got %d mails, want %d", p, got, want)
			}
		}
	})
}

// Who is refused for good is told who can change that; a coordinator does, with one act, and the member is told.
func TestAllowedToAskAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R027")
		h := newHouse(t, d)
		o, school, other := h.org("Lycée Jean-Moulin"), h.org("École du Port"), h.org("École du Bourg")
		c, second := h.coordinator("Bénédicte Goffin", o), h.coordinator("Jean Vande", o)
		n := h.group(c, o)
		m, kindly := h.member("Claire Delvaux", school), h.member("Marc Dupont", other)
		for who, block := range map[*access.Actor]bool{&m: true, &kindly: false} {
			h.ok(h.s.Join(t.Context(), h.now(*who), n))
			o := map[bool]org.Organisation{true: school, false: other}[block]
			_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Refuse, Refs: []string{o.Ref}, Reason: "Doublon", Block: block})
			h.ok(err)
		}
		h.drain()
		h.mails.Reset()
		h.wantLifts(h.wantReason(h.s.Join(t.Context(), h.now(m), n), "needs.refused_for_good"), "/groupements/1/contact", "Bénédicte Goffin", "Jean Vande")
		offered := func() map[string]bool {
			t.Helper()
			l, err := h.s.Demands(t.Context(), h.now(second), n)
			h.ok(err)
			out := map[string]bool{}
			for _, m := range l.Decided {
				out[m.Org.Name] = m.Acts.May(membership.AllowAgain)
			}
			return out
		}
		if d := cmp.Diff(map[string]bool{school.Name: true, other.Name: false}, offered()); d != "" {
			t.Errorf("who can be allowed:\n%s", d)
		}
		h.wantKind(h.s.AllowAgain(t.Context(), h.now(c), n, other.Ref), apperr.Conflict) // they may ask
		h.wantKind(h.s.AllowAgain(t.Context(), h.now(c), n, "inconnu"), apperr.NotFound)
		h.wantReason(h.s.AllowAgain(t.Context(), h.now(m), n, school.Ref), "needs.not_coordinator")
		h.ok(h.s.AllowAgain(t.Context(), h.now(second), n, school.Ref))
		h.wantKind(h.s.AllowAgain(t.Context(), h.now(c), n, school.Ref), apperr.Conflict) // somebody did
		h.drain()
		if got := h.mails.To(m.Address); len(got) != 1 || !strings.Contains(got[0].Text, "Jean Vande") || !strings.Contains(got[0].Text, "https://preau.test/groupements/1") {
			t.Errorf("mails %+v", got)
		}
		mine, err := h.s.Memberships(t.Context(), h.now(m))
		h.ok(err)
		if mine[0].State != membership.Refused || mine[0].DecidedName != c.Name || mine[0].Reason != "Doublon" {
			t.Errorf("what was decided is changed: %+v", mine[0])
		}
		if n := len(h.lines("needs.membership.allow again")); n != 1 {
			t.Errorf("%d lines of history", n)
		}
		h.ok(h.s.Join(t.Context(), h.now(m), n))
	})
}

// Several at once; accepting twice does nothing and mails nobody; the first decision stands and is named.
func TestDecideInBulkAndOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R028", "R029")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		c1, c2 := h.coordinator("Bénédicte Goffin", o), h.coordinator("Jean Vande", o)
		n := h.group(c1, o)
		var refs []string
		var members []access.Actor
		for _, name := range []string{"École A", "École B", "École C"} {
			school := h.org(name)
			m := h.member("Agent "+name, school)
			h.ok(h.s.Join(t.Context(), m, n))
			refs, members = append(refs, school.Ref), append(members, m)
		}
		h.drain()
		if len(h.mails.To(c1.Address)) != 3 || len(h.mails.To(c2.Address)) != 3 {
			t.Fatal("all coordinators are told of each demand")
		}
		done, err := h.s.Decide(t.Context(), h.now(c1), n, membership.Decision{Do: membership.Accept, Refs: append(refs[:2:2], refs[0])})
		h.ok(err)
		if done.Done != 2 || len(done.Already) > 0 {
			t.Fatalf("decided %+v", done)
		}
		done, err = h.s.Decide(t.Context(), h.now(c2), n, membership.Decision{Do: membership.Refuse, Refs: refs, Reason: "non"})
		h.ok(err)
		if done.Done != 1 || len(done.Already) != 2 || done.Already[0].DecidedName != c1.Name || done.Already[0].State != membership.Accepted {
			t.Fatalf("decided %+v", done)
		}
		done, err = h.s.Decide(t.Context(), h.now(c2), n, membership.Decision{Do: membership.Accept, Refs: refs[:1]})
		h.ok(err)
		if done.Done != 0 || len(done.Already) != 1 {
			t.Fatalf("decided %+v", done)
		}
		h.drain()
		for i, m := range members {
			if got := h.mails.To(m.Address); len(got) != 1 {
				t.Errorf("member %d got %d mails", i, len(got))
			}
		}
		l, err := h.s.Demands(t.Context(), h.now(c2), n)
		h.ok(err)
		if len(l.Waiting) != 0 || len(l.Decided) != 3 || l.Decided[0].DecidedName != c1.Name {
			t.Errorf("demands %+v", l)
		}
		_, err = h.s.Decide(t.Context(), h.now(members[0]), n, membership.Decision{Do: membership.Accept, Refs: refs})
		h.wantReason(err, "needs.not_coordinator")
		_, err = h.s.Decide(t.Context(), h.now(c1), n, membership.Decision{Do: membership.Accept, Refs: []string{"inconnu"}})
		h.wantKind(err, apperr.NotFound)
	})
}

func TestJoiningCloses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R032")
		h := newHouse(t, d)
		o := h.org("Lycée Jean-Moulin")
		n := h.group(h.coordinator("Bénédicte Goffin", o), o)
		m := h.member("Claire Delvaux", h.org("École du Port"))
		until := d.Clock.Now().Add(5 * 24 * time.Hour)
		d.Clock.Set(until.Add(time.Second))
		r := h.wantReason(h.s.Join(t.Context(), h.now(m), n), "needs.joining_closed")
		if !r.Since.Equal(until) {
			t.Errorf("reason %+v", r)
		}
		d.Clock.Set(until.Add(999 * time.Millisecond))
		h.ok(h.s.Join(t.Context(), h.now(m), n))
	})
}

func TestWithdraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c := h.coordinator("Bénédicte Goffin", o)
		n := h.group(c, o)
		m := h.member("Claire Delvaux", school)
		h.ok(h.s.Join(t.Context(), m, n))
		h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
		_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
		h.ok(err)
		mine, err := h.s.Memberships(t.Context(), h.now(m))
		h.ok(err)
		if mine[0].State != membership.Withdrawn {
			t.Fatalf("membership %+v", mine[0])
		}
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		_, err = h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Accept, Refs: []string{school.Ref}})
		h.ok(err)
		h.wantReason(h.s.Withdraw(t.Context(), h.now(m), n), "needs.entry_begun")
	})
}

// By asking and withdrawing in turn nobody mails the coordinators without end: within a day they are told once of an
// establishment, and the demand waits in front of them all the same. What they decide begins anew.
func TestAskingInTurnMailsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R023", "R030")
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c, m := h.coordinator("Bénédicte Goffin", o), h.member("Claire Delvaux", school)
		n := h.group(c, o)
		mails := func(to string, want int) {
			t.Helper()
			h.drain()
			if got := len(h.mails.To(to)); got != want {
				t.Errorf("%s has %d mails, want %d", to, got, want)
			}
		}
		for range 4 {
			h.ok(h.s.Join(t.Context(), h.now(m), n))
			if l, err := h.s.Demands(t.Context(), h.now(c), n); err != nil || len(l.Waiting) != 1 || len(h.waits(c)) != 1 {
				t.Errorf("%+v wait, %v", l.Waiting, err)
			}
			mails(c.Address, 1)
			h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
			d.Clock.Advance(5 * time.Hour)
		}
		second := h.coordinator("Jean Vande", o)
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		mails(c.Address, 1)
		mails(second.Address, 1) // who came since has not been told yet
		h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
		d.Clock.Advance(4*time.Hour - time.Second)
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		mails(c.Address, 1)
		h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
		d.Clock.Advance(time.Second)
		h.ok(h.s.Join(t.Context(), h.now(m), n)) // a day after the first
		mails(c.Address, 2)
		_, err := h.s.Decide(t.Context(), h.now(c), n, membership.Decision{Do: membership.Refuse, Refs: []string{school.Ref}, Reason: "non"})
		h.ok(err)
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		mails(c.Address, 3)
	})
}

// The mail of a demand that was withdrawn is lost, and the establishment asks again: the operator is told, since nobody was.
func TestAskingAgainAfterALostMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R030")
		h := newHouse(t, d)
		o, school := h.org("Lycée Jean-Moulin"), h.org("École du Port")
		c, m := h.coordinator("Bénédicte Goffin", o), h.member("Claire Delvaux", school)
		n := h.group(c, o)
		h.refuses(unwanted, c)
		h.ok(h.s.Join(t.Context(), h.now(m), n))
		h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
		if got := h.alerts(school); got != 0 {
			t.Errorf("%d alerts while nothing waits", got)
		}
		for range 3 {
			h.ok(h.s.Join(t.Context(), h.now(m), n))
			if got := h.alerts(school); got != 1 {
				t.Errorf("%d alerts", got)
			}
			h.ok(h.s.Withdraw(t.Context(), h.now(m), n))
		}
	})
}
