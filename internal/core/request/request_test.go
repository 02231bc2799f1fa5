package request_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/request"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
)

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) { test(t, newHouse(t, d)) })
}

func TestFirstIsBelievedSecondAsks(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		p, ada, bo := h.asked()
		if !h.isMember(ada, p) || h.isMember(bo, p) {
			h.t.Fatalf("member: the first %t, the second %t", h.isMember(ada, p), h.isMember(bo, p))
		}
		r := h.own(bo)
		if r.State != request.Open || r.Place != p || r.Role != access.Member || r.Name != "Bo" || r.PlaceName != "Collège" {
			h.t.Errorf("the request is %+v", r)
		}
		h.wantMails(ada, 1)
		h.wantMails(bo, 0)
		toDecide, _, err := h.s.Lists(h.t.Context(), h.now(ada))
		if h.ok(err); len(toDecide) != 1 || toDecide[0].ID != r.ID {
			h.t.Errorf("the first has %+v to decide", toDecide)
		}
		h.ok(h.names(bo, p)) // again, while it is open
		h.ok(h.names(ada, p))
		if again := h.own(bo); again.ID != r.ID || again.Version != r.Version {
			h.t.Errorf("asked again: %+v", again)
		}
		h.wantMails(ada, 1)
	})
}

func TestConfirm(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		p, ada, bo := h.asked()
		h.ok(h.decide(ada, 1, request.Give, ""))
		if !h.isMember(bo, p) {
			h.t.Error("who was confirmed is no member")
		}
		if !slices.Equal(h.taken, []string{bo.ID}) { // an account whose mailbox nobody has proven gets no role as it is
			h.t.Errorf("held against their mailbox: %q", h.taken)
		}
		r := h.own(bo)
		if r.State != request.Given || r.DecidedName != "Ada" || !r.DecidedAt.Equal(h.d.Clock.Now()) {
			h.t.Errorf("the request is %+v", r)
		}
		if got := h.acts(r.ID); got != "request.ask request.give" {
			h.t.Errorf("the history says %q", got)
		}
		h.wantMails(bo, 1)
		cleo := h.works(h.person("Cleo"), p) // both members may confirm the next one, and are told
		h.wantMails(ada, 2)
		h.wantMails(bo, 2)
		h.ok(h.decide(bo, 2, request.Give, ""))
		if !h.isMember(cleo, p) {
			h.t.Error("a confirmed member cannot confirm")
		}
	})
}

func TestRefuse(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		p, ada, bo := h.asked()
		h.wantKind(h.decide(ada, 1, request.Refuse, "  "), apperr.Invalid)
		h.wantKind(h.decide(ada, 1, request.Refuse, string(make([]rune, 1001))), apperr.Invalid)
		h.ok(h.decide(ada, 1, request.Refuse, " Inconnu ici "))
		r := h.own(bo)
		if r.State != request.Refused || r.Reason != "Inconnu ici" || h.isMember(bo, p) {
			h.t.Errorf("the request is %+v, member %t", r, h.isMember(bo, p))
		}
		h.wantMails(bo, 1)
		h.wantReason(h.decide(ada, 1, request.Give, ""), "request.decided")
		h.works(bo, access.Place{})
		h.works(bo, p) // having left, and named it again
		if again := h.own(bo); again.ID == r.ID || again.State != request.Open {
			h.t.Errorf("asked again: %+v", again)
		}
		h.wantMails(ada, 2)
	})
}

// Who was refused may ask again, once at a time, and as long as the profile names the establishment.
func TestAskAgain(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		p, ada, bo := h.asked()
		h.wantReason(h.s.AskAgain(h.t.Context(), h.now(bo), 1), "request.waits")
		h.ok(h.decide(ada, 1, request.Refuse, "Inconnu ici"))
		h.wantReason(h.s.AskAgain(h.t.Context(), h.now(ada), 1), "request.not_asker")
		h.wantKind(h.s.AskAgain(h.t.Context(), h.now(h.person("Eve")), 1), apperr.NotFound)
		h.ok(h.s.AskAgain(h.t.Context(), h.now(bo), 1))
		h.ok(h.s.AskAgain(h.t.Context(), h.now(bo), 1))
		if r := h.own(bo); r.Number != 2 || r.State != request.Open || r.Place != p {
			h.t.Errorf("asked again: %+v", r)
		}
		h.wantMails(ada, 2)
		h.ok(h.decide(ada, 2, request.Refuse, "Toujours inconnu"))
		h.works(bo, h.school("Lycée"))
		h.wantReason(h.s.AskAgain(h.t.Context(), h.now(bo), 2), "request.not_named")
	})
}

// Naming another establishment takes back what was asked, and what was held, for the former one.
func TestWithdrawnByAnotherEstablishment(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		p, ada, bo := h.asked()
		first, other := h.own(bo), h.school("Lycée")
		h.works(bo, other)
		_, own, err := h.s.Lists(h.t.Context(), h.now(bo))
		if h.ok(err); len(own) != 1 || own[0].State != request.Withdrawn || !h.isMember(bo, other) {
			h.t.Errorf("own requests %+v, member of the other: %t", own, h.isMember(bo, other))
		}
		if got := h.acts(first.ID); got != "request.ask request.withdraw" {
			h.t.Errorf("the history says %q", got)
		}
		h.wantReason(h.decide(ada, 1, request.Give, ""), "request.decided")
		if h.isMember(bo, p) {
			h.t.Error("confirmed after having gone")
		}
		h.works(ada, other)
		if h.isMember(ada, p) {
			h.t.Error("who went is still a member of the former school")
		}
		if cleo := h.works(h.person("Cleo"), p); !h.isMember(cleo, p) {
			h.t.Error("nobody is left, and the next one is not believed")
		}
	})
}

// The first decision stands; the same form sent twice is one decision.
func TestDecidedOnce(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		_, ada, bo := h.asked()
		boss := h.admin("Chef")
		who := h.now(ada)
		for range 2 {
			h.ok(h.s.Decide(h.t.Context(), who, 1, request.Decision{Do: request.Give}))
		}
		h.wantReason(h.decide(boss, 1, request.Refuse, "Non"), "request.decided")
		h.wantReason(h.decide(ada, 1, request.Give, ""), "request.decided")
		h.wantMails(bo, 1)
		if got := h.acts(h.own(bo).ID); got != "request.ask request.give" {
			h.t.Errorf("the history says %q", got)
		}
	})
}

// To who is neither asked nor asking the request does not exist; who asks sees it and cannot decide.
func TestStrangersAndAskers(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		_, _, bo := h.asked()
		stranger, neighbour := h.person("Sam"), h.works(h.person("Nora"), h.school("Lycée"))
		for _, who := range []access.Actor{stranger, neighbour, {}} {
			h.wantKind(h.decide(who, 1, request.Give, ""), apperr.NotFound)
			_, err := h.s.Show(h.t.Context(), h.now(who), 1)
			h.wantKind(err, apperr.NotFound)
		}
		h.wantKind(h.decide(bo, 2, request.Give, ""), apperr.NotFound)
		h.wantReason(h.decide(bo, 1, request.Give, ""), "request.not_lifter")
		v, err := h.s.Show(h.t.Context(), h.now(bo), 1)
		if h.ok(err); len(v.Acts) != 3 || v.Acts[2].OK() { // to see it, to take it back, and, once refused, to ask again
			h.t.Errorf("who asks is offered %+v", v.Acts)
		}
		if toDecide, _, err := h.s.Lists(h.t.Context(), h.now(neighbour)); err != nil || len(toDecide) > 0 {
			h.t.Errorf("another school's member decides %+v, %v", toDecide, err)
		}
	})
}

// An administrator decides where nobody else can: also when the only member may not sign in any more.
func TestAdministratorIsTheLastResort(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		p := h.school("Collège")
		boss, ada := h.admin("Chef"), h.works(h.person("Ada"), p)
		h.do(func(tx *db.Tx) error {
			_, err := tx.Exec(h.t.Context(), `UPDATE account_accounts SET state = 'suspended' WHERE id = $1`, ada.ID)
			return err
		})
		bo := h.works(h.person("Bo"), p)
		if h.isMember(bo, p) {
			h.t.Fatal("a suspended member's school is given to whoever names it")
		}
		h.wantMails(ada, 0)
		h.wantMails(boss, 1)
		h.ok(h.decide(boss, 1, request.Give, ""))
		if !h.isMember(bo, p) {
			h.t.Error("who an administrator confirmed is no member")
		}
	})
}

// Of two people who name an empty school at the same instant, one is believed and the other asks.
func TestTwoAtOnceNameAnEmptySchool(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		for i := range 12 {
			p, people := h.school(fmt.Sprint("Collège ", i)), []access.Actor{h.person(fmt.Sprint("A", i)), h.person(fmt.Sprint("B", i))}
			errs := atOnce(len(people), func(n int) error { return h.names(people[n], p) })
			if errs[0] != nil || errs[1] != nil {
				h.t.Fatal(errs)
			}
			if a, b := h.isMember(people[0], p), h.isMember(people[1], p); a == b {
				h.t.Errorf("school %d: members %t and %t", i, a, b)
			}
		}
	})
}

// Whatever two deciders do at once, and on how many nodes, one decision stands: one mail, one line, one answer.
func TestTwoDecideAtOnce(t *testing.T) {
	each(t, func(_ *testing.T, h *house) {
		seed := rand.Uint64() //nolint:forbidigo // printed, so that a failure can be had again
		h.t.Logf("seed %d", seed)
		rng := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // no secret
		p := h.school("Collège")
		deciders := []access.Actor{h.works(h.person("Ada"), p), h.admin("Chef")}
		nodes := []*request.Service{h.s, newHouse(h.t, h.d.Another(h.t)).s}
		given := map[bool]int{}
		for i := range 25 {
			n, asker := int64(i+1), h.works(h.person(fmt.Sprint("Asker", i)), p)
			acts := []request.Act{pick(rng), pick(rng)}
			who := []access.Actor{h.now(deciders[0]), h.now(deciders[1])}
			errs := atOnce(2, func(k int) error {
				return nodes[k].Decide(h.t.Context(), who[k], n, request.Decision{Do: acts[k], Reason: "Non"})
			})
			winner := h.winner(errs)
			if given[acts[winner] == request.Give]++; h.isMember(asker, p) != (acts[winner] == request.Give) {
				h.t.Errorf("request %d: %s decided %s, member %t", n, who[winner].Name, acts[winner], h.isMember(asker, p))
			}
			if r := h.own(asker); r.DecidedName != who[winner].Name || h.acts(r.ID) != "request.ask request."+string(acts[winner]) {
				h.t.Errorf("request %d: %+v, history %q", n, r, h.acts(r.ID))
			}
			h.wantMails(asker, 1)
			h.works(asker, access.Place{}) // leaves, so that the deciders stay two
		}
		if given[true] == 0 || given[false] == 0 {
			h.t.Errorf("given and refused: %v", given)
		}
	})
}

// winner is the one whose decision stands; the other was told who was faster.
func (h *house) winner(errs []error) int {
	h.t.Helper()
	for k := range errs {
		if e, ok := apperr.As(errs[1-k]); errs[k] == nil && ok && (e.Kind == apperr.Forbidden || e.Kind == apperr.Conflict) {
			return k
		}
	}
	h.t.Fatalf("two decide at once: %v", errs)
	return 0
}

func pick(rng *rand.Rand) request.Act {
	if rng.IntN(2) == 0 {
		return request.Give
	}
	return request.Refuse
}

// atOnce runs n calls that begin together.
func atOnce(n int, call func(n int) error) []error {
	errs, begin := make([]error, n), make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			errs[i] = call(i)
		})
	}
	close(begin)
	all.Wait()
	return errs
}

// Whoever is asked to confirm somebody reads where: an administrator works in none of the establishments.
func TestAskedWhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, ada, _ := h.asked()
		if got := h.subjects(ada); len(got) != 1 || !strings.Contains(got[0], "Collège") {
			t.Errorf("Ada is mailed %q", got)
		}
	})
}

// Who names establishment after establishment has three of them mailed in a day; the others wait all the same, and the asker is told.
func TestAskingAgainAndAgainMailsLittle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		h := newHouse(t, d)
		ada, bo := h.person("Ada"), h.person("Bo")
		var places []access.Place
		for _, name := range []string{"Collège A", "Collège B", "Collège C", "Collège D", "Collège E"} {
			p := h.school(name)
			places = append(places, p)
			h.do(func(tx *db.Tx) error {
				_, err := access.Give(t.Context(), tx, ada, access.Gift{AccountID: ada.ID, Role: access.Member, Place: p})
				return err
			})
		}
		mailed := func() int {
			_, err := h.q.Drain(t.Context())
			h.ok(err)
			return len(h.mails.To(ada.Address))
		}
		name := func(p access.Place) {
			h.do(func(tx *db.Tx) error { return h.s.NameEstablishment(t.Context(), tx, bo, bo.ID, p.ID) })
		}
		for _, p := range places {
			name(p)
		}
		if n := mailed(); n != 3 {
			t.Errorf("%d mails, want 3", n)
		}
		v, err := h.s.Show(t.Context(), h.now(bo), 5)
		h.ok(err)
		if !v.Quiet() || v.State != request.Open {
			t.Errorf("the fifth request is %+v", v.Request)
		}
		toDecide, _, err := h.s.Lists(t.Context(), h.now(ada))
		h.ok(err)
		if len(toDecide) != 1 || toDecide[0].Number != 5 {
			t.Errorf("to decide: %+v", toDecide)
		}
		d.Clock.Advance(24 * time.Hour)
		name(places[0])
		if n := mailed(); n != 4 {
			t.Errorf("%d mails after a day, want 4", n)
		}
	})
}

// One person has so many requests open at most: all are withdrawn in the transaction that closes an account, or lets somebody leave (R132).
func TestOpenRequestsAreBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R132")
		h := newHouse(t, d)
		bo, p := h.person("Bo"), h.school("Collège")
		ask := func(n int) error {
			return h.d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := h.s.AskMore(t.Context(), tx, bo, request.More{Role: "test.buyer", OrgID: p.ID, Thing: request.Choice{ID: fmt.Sprint("m", n), Label: "Marché"}})
				return err
			})
		}
		for n := range 100 {
			h.ok(ask(n))
		}
		if err := ask(100); !apperr.Is(err, apperr.Invalid) {
			t.Errorf("one more: %v", err)
		}
		h.do(func(tx *db.Tx) error { return request.WithdrawAll(t.Context(), tx, bo, bo.ID) })
		h.do(func(tx *db.Tx) error {
			n, err := db.Value[int](t.Context(), tx, `SELECT count(*) FROM request_asks WHERE account_id = $1 AND state = 'withdrawn'`, bo.ID)
			if n != 100 {
				t.Errorf("%d are withdrawn", n)
			}
			return err
		})
		h.ok(ask(100))
	})
}
