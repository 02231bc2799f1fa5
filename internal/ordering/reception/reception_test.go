package reception_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/inbox"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

// The desk has the sent orders of one's establishments until each line is received or closed; it is searched by number, supplier and label.
func TestDesk(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R240", "R245")
		h.confirmed(h.ada, "rame", 2)
		number := h.ordered()
		h.confirmed(h.ben, "rame", 1) // waits
		desk := func(who access.Actor, text string) string {
			rows, n, err := h.s.Desk(h.Context(), h.now(who), reception.Filter{Text: text, Page: 1, Size: 10})
			h.ok(err)
			if len(rows) != n {
				h.Errorf("%d rows of %d", len(rows), n)
			}
			var out []string
			for _, r := range rows {
				out = append(out, r.Number)
			}
			return strings.Join(out, " ")
		}
		for _, text := range []string{"", number, strings.ToLower(number), "papeterie", "PAPÉTERIE du", "etage", "3E b"} {
			h.is(desk(h.rita, text), number)
		}
		for _, text := range []string{"atelier", "%", "2031"} {
			h.is(desk(h.rita, text), "")
		}
		for _, who := range []access.Actor{h.away, h.buyer, h.ada, h.manager} {
			h.is(desk(who, ""), "")
		}
		if _, _, err := h.s.Desk(h.Context(), access.Actor{}, reception.Filter{Page: 1, Size: 10}); !apperr.Is(err, apperr.Unauthenticated) {
			h.Errorf("nobody: %v", err)
		}
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "rame", 1)}})
		h.is(desk(h.remi, ""), number)
		h.receives(h.remi, number, reception.Noted{Counts: []reception.Count{h.count(number, "rame", 1)}})
		h.is(desk(h.rita, ""), "")
	})
}

// In several deliveries: the order, its lines, and the baskets that asked, follow; what came is given to who confirmed first.
func TestReceive(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R241", "R243", "R245")
		covers.Statement(h.T, "R253", "R254", "R198")
		a, b := h.confirmed(h.ada, "103.299", 5, "rame", 2), h.confirmed(h.ben, "103.299", 10)
		number := h.ordered()
		h.is(h.states(number), "sent: awaited 0/15 awaited 0/2")
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 7)}})
		h.is(h.states(number), "part_received: partial 7/15 awaited 0/2")
		h.is(h.basket(h.ada, a), "ordered: received 5/5 ordered 0/2")
		h.is(h.basket(h.ben, b), "ordered: part_received 2/10")
		slices.Sort(h.told)
		h.mails("Ada Tremblay 5 103.299", "Ben Ortiz 2 103.299")
		h.receives(h.remi, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 8), h.count(number, "rame", 2)}})
		h.is(h.states(number), "received: complete 15/15 complete 2/2")
		h.is(h.basket(h.ada, a), "closed: received 5/5 received 2/2")
		h.is(h.basket(h.ben, b), "closed: received 10/10")
		slices.Sort(h.told)
		h.mails("Ada Tremblay 2 rame", "Ben Ortiz 8 103.299")
		v := h.view(h.rita, number)
		if len(v.Receptions) != 2 || v.Receptions[0].By != "Rémi Petit" || v.Receptions[1].Lines[0].Conform != 7 || v.Place != "École du Port, Quai 3, 5000 Namur" {
			h.Errorf("%+v", v.Receptions)
		}
		_, err := h.s.Receive(h.Context(), h.now(h.rita), number, reception.Noted{Counts: []reception.Count{{Line: v.Lines[0].ID, Came: 1, Seen: 9}}})
		h.wants(err, apperr.Forbidden, order.CodeNotAwaited)
	})
}

// Less than was ordered is expected still, unless the rest is given up, with why: then who gets nothing has « Article annulé ».
func TestGiveUp(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R246", "R248", "R290")
		a, b := h.confirmed(h.ada, "103.299", 5, "rame", 2), h.confirmed(h.ben, "103.299", 10, "colle", 1)
		number := h.ordered()
		in := reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 5), h.count(number, "colle", 0)}, GivenUp: true}
		_, err := h.s.Receive(h.Context(), h.now(h.rita), number, in)
		h.wants(err, apperr.Invalid, reception.FieldReason)
		in.Reason = "plus fabriqué"
		h.receives(h.rita, number, in)
		h.is(h.states(number), "part_received: short 5/15 awaited 0/2 short 0/1")
		h.is(h.basket(h.ada, a), "ordered: received 5/5 ordered 0/2")
		h.is(h.basket(h.ben, b), "cancelled: cancelled 0/10 cancelled 0/1")
		v, err := h.b.Show(h.Context(), h.now(h.ben), b)
		h.ok(err)
		if v.Lines[0].Reason != "plus fabriqué" {
			h.Errorf("Ben reads %q", v.Lines[0].Reason)
		}
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "rame", 2)}})
		h.is(h.states(number), "closed: short 5/15 complete 2/2 short 0/1")
		h.is(h.basket(h.ada, a), "closed: received 5/5 received 2/2")
	})
}

// A part of what one asked for is « réceptionnée » with less once the rest is given up.
func TestGiveUpInPart(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R246", "R254")
		b := h.confirmed(h.ben, "103.299", 10)
		number := h.ordered()
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 4)}})
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 0)}, GivenUp: true, Reason: "épuisé"})
		h.is(h.states(number), "closed: short 4/10")
		h.is(h.basket(h.ben, b), "closed: received 4/10")
	})
}

// More than was expected is refused until it is said what becomes of it, and never counted with what conforms.
func TestExcess(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R247")
		b := h.confirmed(h.ben, "103.299", 10, "rame", 1)
		number := h.ordered()
		for _, fate := range []reception.Fate{reception.NoExcess, "perdu"} {
			_, err := h.s.Receive(h.Context(), h.now(h.rita), number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 12, fate)}})
			h.wants(err, apperr.Invalid, reception.FieldCame)
		}
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 12, reception.Back), h.count(number, "rame", 2, reception.Kept)}})
		h.is(h.states(number), "received: complete 10/10 complete 1/1")
		h.is(h.basket(h.ben, b), "closed: received 10/10 received 1/1")
		v := h.view(h.rita, number)
		if v.Lines[0].Back != 2 || v.Lines[0].Kept != 0 || v.Lines[1].Kept != 1 {
			h.Errorf("kept apart: %+v %+v", v.Lines[0], v.Lines[1])
		}
		h.mails("Ben Ortiz 10 103.299", "Ben Ortiz 1 rame")
	})
}

// What a form must not say: nothing ticked, nothing that came, less than nothing, more than there can be, the line of another order, a line
// twice.
func TestBadInput(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R248")
		h.confirmed(h.ben, "103.299", 10)
		number := h.ordered()
		c := h.count(number, "103.299", 1)
		for _, bad := range []struct {
			counts []reception.Count
			kind   apperr.Kind
			field  string
		}{
			{nil, apperr.Invalid, reception.FieldLine},
			{[]reception.Count{h.count(number, "103.299", 0)}, apperr.Invalid, reception.FieldCame},
			{[]reception.Count{h.count(number, "103.299", -1)}, apperr.Invalid, reception.FieldCame},
			{[]reception.Count{h.count(number, "103.299", 100_000, reception.Kept)}, apperr.Invalid, reception.FieldCame},
			{[]reception.Count{{Line: "another", Came: 1, Seen: 1}}, apperr.NotFound, ""},
			{[]reception.Count{c, c}, apperr.Conflict, ""},
			{[]reception.Count{{Line: c.Line, Came: 1, Seen: c.Seen + 1}}, apperr.Conflict, ""},
		} {
			_, err := h.s.Receive(h.Context(), h.now(h.rita), number, reception.Noted{Counts: bad.counts})
			h.wants(err, bad.kind, bad.field)
		}
		h.is(h.states(number), "sent: awaited 0/10")
		h.mails()
	})
}

// Sent twice is once; two réceptionnistes at the same line: one is told what the other noted; at different lines both are noted.
func TestNothingTwice(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R245", "R256", "R291")
		b := h.confirmed(h.ben, "103.299", 10, "rame", 2)
		number := h.ordered()
		in := reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 3)}}
		who := h.now(h.rita)
		for range 3 {
			n, err := h.s.Receive(h.Context(), who, number, in)
			if h.ok(err); n != 1 {
				h.Errorf("reception %d", n)
			}
		}
		h.mails("Ben Ortiz 3 103.299")
		_, err := h.s.Receive(h.Context(), h.now(h.remi), number, in)
		h.wants(err, apperr.Conflict, "")

		pens, reams := reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 4)}}, reception.Noted{Counts: []reception.Count{h.count(number, "rame", 1)}}
		var wg sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for i, noted := range []reception.Noted{pens, reams, pens} {
			who := h.now([]access.Actor{h.rita, h.remi, h.remi}[i])
			wg.Go(func() {
				_, err := h.s.Receive(h.Context(), who, number, noted)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if !apperr.Is(err, apperr.Conflict) {
					h.Error(err)
				}
			})
		}
		wg.Wait()
		if done != 2 {
			h.Errorf("%d were noted", done)
		}
		h.is(h.states(number), "part_received: partial 7/10 partial 1/2")
		h.is(h.basket(h.ben, b), "ordered: part_received 7/10 part_received 1/2")
	})
}

// Only a réceptionniste of the establishment receives; an acheteur reads, without a reason being hidden; for others it does not exist.
func TestWhoReceives(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R255", "R290", "R292")
		h.confirmed(h.ben, "rame", 1)
		number := h.ordered()
		in := reception.Noted{Counts: []reception.Count{h.count(number, "rame", 1)}}
		for _, who := range []access.Actor{h.buyer, h.validator} {
			_, err := h.s.Receive(h.Context(), h.now(who), number, in)
			h.wants(err, apperr.Forbidden, order.CodeNotReceiver)
			if e, ok := apperr.As(err); !ok || len(e.Reasons[0].Lifters) != 1 || e.Reasons[0].Lifters[0].Name != "Marc Daubremont" || e.Reasons[0].Ask == nil {
				h.Errorf("%s is told %+v", who.Name, e)
			}
			if v := h.view(who, number); v.Mine || len(v.Why) == 0 {
				h.Errorf("%s may: %+v", who.Name, v.Why)
			}
		}
		for _, who := range []access.Actor{h.away, h.ada, h.manager} {
			_, err := h.s.Receive(h.Context(), h.now(who), number, in)
			h.wants(err, apperr.NotFound, "")
			_, err = h.s.Show(h.Context(), h.now(who), number)
			h.wants(err, apperr.NotFound, "")
			_, err = h.s.Sorting(h.Context(), h.now(who), number)
			h.wants(err, apperr.NotFound, "")
		}
		_, err := h.s.Receive(h.Context(), access.Actor{}, number, in)
		h.wants(err, apperr.Unauthenticated, "")
		_, err = h.s.Receive(h.Context(), h.now(h.rita), "X-2026-000001", in)
		h.wants(err, apperr.NotFound, "")
		h.receives(h.rita, number, in)
	})
}

// Who noted it corrects it within a day, freely; the first one is kept. What was given to others is given back.
func TestCorrect(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R252")
		a, b := h.confirmed(h.ada, "103.299", 5), h.confirmed(h.ben, "103.299", 10)
		number := h.ordered()
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 15)}})
		h.is(h.states(number), "received: complete 15/15")
		h.told = nil
		h.d.Clock.Advance(23 * time.Hour)
		correct := func(who access.Actor, n int64, came int64, ended bool, reason string) error {
			h.Helper()
			_, err := h.s.Correct(h.Context(), h.now(who), number, n, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", came, ended)}, Reason: reason})
			return err
		}
		h.wants(correct(h.rita, 1, 15, false, ""), apperr.Invalid, reception.FieldCame) // nothing is otherwise
		h.ok(correct(h.rita, 1, 6, false, ""))
		h.is(h.states(number), "part_received: partial 6/15")
		h.is(h.basket(h.ada, a), "closed: received 5/5")
		h.is(h.basket(h.ben, b), "ordered: part_received 1/10")
		h.mails()
		h.wants(correct(h.rita, 1, 7, false, ""), apperr.Conflict, "") // another took its place
		h.wants(correct(h.rita, 9, 7, false, ""), apperr.NotFound, "")

		h.wants(correct(h.remi, 2, 8, false, ""), apperr.Invalid, reception.FieldReason) // somebody else's
		h.ok(correct(h.remi, 2, 8, false, "recompté"))
		h.mails("Ben Ortiz 2 103.299", "corrected 2: Article 103.299 6→8 recompté")
		h.d.Clock.Advance(2 * time.Hour) // a day after the first
		h.wants(correct(h.remi, 3, 0, false, ""), apperr.Invalid, reception.FieldReason)
		h.ok(correct(h.remi, 3, 0, false, "mauvaise commande"))
		h.is(h.states(number), "sent: awaited 0/15")
		h.is(h.basket(h.ada, a), "ordered: ordered 0/5")
		h.mails("corrected 3: Article 103.299 8→0 mauvaise commande")
		v := h.view(h.rita, number)
		if len(v.Receptions) != 4 || v.Receptions[3].Lines[0].Conform != 15 || v.Receptions[3].ReplacedBy != 2 || v.Receptions[0].Corrects != 3 || v.Receptions[0].Reason != "mauvaise commande" {
			h.Errorf("%+v", v.Receptions)
		}
		for _, who := range []access.Actor{h.buyer} {
			h.wants(correct(who, 4, 1, false, "x"), apperr.Forbidden, order.CodeNotReceiver)
		}
		h.wants(correct(h.away, 4, 1, false, "x"), apperr.NotFound, "")
	})
}

// What is corrected away leads back to where the order stood when it began to come, not to where an earlier mistake found it.
func TestCorrectAfterAnswer(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R252", "R290")
		h.confirmed(h.ada, "103.299", 5)
		number := h.ordered()
		for n, state := range []order.State{order.Sent, order.CancelAsked, order.Agreed} {
			h.exec(`UPDATE ordering_orders SET state = $1 WHERE number = $2`, state, number)
			k := h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 3)}})
			h.is(h.states(number), "part_received: partial 3/5")
			h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 2)}})
			for i, came := range []int64{k, k + 1} {
				_, err := h.s.Correct(h.Context(), h.now(h.rita), number, came, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 0, false)}})
				if h.ok(err); i == 0 {
					h.is(h.states(number), "part_received: partial 2/5")
				}
			}
			if h.is(h.states(number), string(state)+": awaited 0/5"); h.Failed() {
				h.Fatalf("the %d. time", n+1)
			}
		}
	})
}

// A line that was closed by mistake is awaited again; what had been cancelled with it is ordered again.
func TestCorrectClosing(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R252", "R246")
		a, b := h.confirmed(h.ada, "103.299", 5), h.confirmed(h.ben, "103.299", 10)
		number := h.ordered()
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 3)}, GivenUp: true, Reason: "perdu"})
		h.is(h.states(number), "closed: short 3/15")
		h.is(h.basket(h.ada, a), "closed: received 3/5")
		h.is(h.basket(h.ben, b), "cancelled: cancelled 0/10")
		_, err := h.s.Correct(h.Context(), h.now(h.rita), number, 1, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 3, false)}})
		h.ok(err)
		h.is(h.states(number), "part_received: partial 3/15")
		h.is(h.basket(h.ada, a), "ordered: part_received 3/5")
		h.is(h.basket(h.ben, b), "ordered: ordered 0/10")
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 12)}})
		h.is(h.states(number), "received: complete 15/15")
		_, err = h.s.Correct(h.Context(), h.now(h.rita), number, 3, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 2, true)}})
		h.wants(err, apperr.Invalid, reception.FieldReason)
		_, err = h.s.Correct(h.Context(), h.now(h.rita), number, 3, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", 2, true)}, Reason: "deux seulement"})
		h.ok(err)
		h.is(h.states(number), "closed: short 5/15")
		h.is(h.basket(h.ada, a), "closed: received 5/5")
		h.is(h.basket(h.ben, b), "cancelled: cancelled 0/10")
	})
}

// What one reception gives up stays given up while it counts, whatever is said otherwise of another one.
func TestCorrectBesideGivenUp(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R252", "R246")
		h.confirmed(h.ada, "103.299", 15)
		number := h.ordered()
		correct := func(n, came int64, ended bool) {
			h.Helper()
			_, err := h.s.Correct(h.Context(), h.now(h.rita), number, n, reception.Correcting{Lines: []reception.Recount{h.recount(number, "103.299", came, ended)}, Reason: "recompté"})
			h.ok(err)
		}
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 4)}})
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 3)}, GivenUp: true, Reason: "perdu"})
		correct(1, 12, false)
		h.is(h.states(number), "received: complete 15/15")
		correct(3, 5, false)
		h.is(h.states(number), "closed: short 8/15")
		correct(4, 5, true)
		correct(2, 3, false)
		h.is(h.states(number), "closed: short 8/15")
		correct(5, 5, false)
		h.is(h.states(number), "part_received: partial 8/15")
	})
}

// The manager chooses how a shortage is shared; it counts for what comes from then on.
func TestSharing(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R254")
		ctx := h.Context()
		a, b := h.confirmed(h.ada, "103.299", 5), h.confirmed(h.ben, "103.299", 10)
		number := h.ordered()
		for _, who := range []access.Actor{h.rita, h.buyer} {
			h.wants(h.s.SetSharing(ctx, h.now(who), h.school.Ref, reception.ProRata, 0), apperr.Forbidden, reception.CodeNotManager)
			v, err := h.s.SharingAt(ctx, h.now(who), h.school.Ref)
			if h.ok(err); v.Rule != reception.FirstServed || len(v.Why) != 1 || len(v.Why[0].Lifters) != 1 {
				h.Errorf("%s reads %+v", who.Name, v)
			}
		}
		h.wants(h.s.SetSharing(ctx, h.now(h.away), h.school.Ref, reception.ProRata, 0), apperr.NotFound, "")
		h.wants(h.s.SetSharing(ctx, h.now(h.manager), h.authority.Ref, reception.ProRata, 0), apperr.NotFound, "")
		h.wants(h.s.SetSharing(ctx, h.now(h.manager), h.school.Ref, reception.ProRata, 3), apperr.Conflict, "")
		h.ok(h.s.SetSharing(ctx, h.now(h.manager), h.school.Ref, reception.ProRata, 0))
		h.wants(h.s.SetSharing(ctx, h.now(h.manager), h.school.Ref, reception.ProRata, 1), apperr.Conflict, "")
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 7)}})
		h.is(h.basket(h.ada, a), "ordered: part_received 2/5")
		h.is(h.basket(h.ben, b), "ordered: part_received 5/10")
		h.ok(h.s.SetSharing(ctx, h.now(h.manager), h.school.Ref, reception.FirstServed, 1))
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 4)}})
		h.is(h.basket(h.ada, a), "closed: received 5/5")
		h.is(h.basket(h.ben, b), "ordered: part_received 6/10")
		v, err := h.s.SharingAt(ctx, h.now(h.manager), h.school.Ref)
		if h.ok(err); len(v.History) != 2 || v.SetName != "Marc Daubremont" || !v.Acts.May(reception.ShareInPart) {
			h.Errorf("%+v", v)
		}
	})
}

// What is to come waits for who receives it; where nobody does, the manager is to name somebody (R257).
func TestWaiting(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R257", "R216")
		h.confirmed(h.ben, "rame", 1)
		h.ordered()
		waits := func(who access.Actor) string {
			var out []string
			h.ok(h.d.View(h.Context(), func(tx *db.Tx) error {
				items, err := inbox.New(h.s).Waiting(h.Context(), tx, h.now(who))
				for _, x := range items {
					out = append(out, fmt.Sprintf("%s %d %s", x.Path, x.Count, x.Detail.Args[1]))
				}
				return err
			}))
			return strings.Join(out, " ")
		}
		h.is(waits(h.rita), "/commandes/a-receptionner 1 École du Port")
		h.is(waits(h.manager), "")
		for _, who := range []access.Actor{h.buyer, h.away, h.ada} {
			h.is(waits(who), "")
		}
		h.exec(`UPDATE access_grants SET taken_at = 1 WHERE role = $1 AND place_id = $2`, ordering.Receiver, h.school.ID)
		h.is(waits(h.rita), "")
		h.is(waits(h.manager), "/acces/"+h.school.Ref+" 1 École du Port")
	})
}

// What supplier and acheteur agreed on is what is expected: fewer, another article, or nothing at all of a line (R234). A line that does not
// come keeps nobody waiting, and what comes instead is found by what stands on it.
func TestReceiveWhatWasAgreedOn(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R234", "R240", "R256")
		h.confirmed(h.ada, "103.299", 5, "rame", 2)
		number := h.ordered()
		h.exec(`UPDATE ordering_order_lines SET agreed = 0 WHERE id = $1`, h.line(number, "rame").ID)
		h.exec(`UPDATE ordering_order_lines SET agreed = 4, agreed_reference = 'ST-05', agreed_title = 'Stylo bleu' WHERE id = $1`, h.line(number, "103.299").ID)
		v := h.view(h.rita, number)
		if a, s := v.Awaited(), v.Settled(); len(a) != 1 || a[0].Article.Reference != "103.299" || len(s) != 1 || s[0].Article.Reference != "rame" {
			h.Errorf("awaited %+v, settled %+v", a, s)
		}
		for _, code := range []string{"ST-05", "st 05", "103299"} {
			if l, found := reception.Scanned(v.Lines, code); !found || l.Article.Reference != "103.299" {
				h.Errorf("%q leads to %q", code, l.Article.Reference)
			}
		}
		rows, _, err := h.s.Desk(h.Context(), h.now(h.rita), reception.Filter{Page: 1, Size: 10})
		if h.ok(err); len(rows) != 1 || rows[0].Lines != 2 || rows[0].Ended != 1 {
			h.Errorf("the desk: %+v", rows)
		}
		_, err = h.s.Receive(h.Context(), h.now(h.rita), number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 5)}})
		h.wants(err, apperr.Invalid, reception.FieldCame) // one more than was agreed on
		h.receives(h.rita, number, reception.Noted{Counts: []reception.Count{h.count(number, "103.299", 4)}})
		if v = h.view(h.rita, number); v.State != order.Received || len(v.Awaited()) != 0 || len(v.Settled()) != 2 {
			h.Errorf("%s: awaited %+v", v.State, v.Awaited())
		}
		f, err := h.s.Sorting(h.Context(), h.now(h.rita), number)
		h.ok(err)
		has(h.T, said(h.T, f.Body, nil).Text(), "ST-05 Stylo bleu")

		// Who only reads is led to no page that does not exist for them.
		super := h.gives("Sara Wirth", ordering.Superbuyer, h.authority)
		for _, who := range []access.Actor{h.rita, h.buyer, super} {
			_, err := h.s.SharingAt(h.Context(), h.now(who), h.school.Ref)
			if got := h.view(who, number).Chooses; got != (err == nil) || got != (who.ID != super.ID) {
				h.Errorf("%s is led to how it is shared: %v, %v", who.Name, got, err)
			}
		}
	})
}

// A code leads to its line: the reference as it is written, the EAN with or without the zero that begins it, or the reference without its
// dots.
func TestScanned(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R256")
		h.confirmed(h.ben, "103.299", 10, "rame", 1, "colle", 2)
		number := h.ordered()
		lines := h.view(h.rita, number).Lines
		for code, want := range map[string]string{
			"103.299": "103.299", "103299": "103.299", " 103 299 ": "103.299", "0123456789012": "103.299", "123456789012": "103.299", "RAME": "rame", "colle": "colle",
			"103298": "", "": "", "0": "", "...": "", "é": "",
		} {
			l, found := reception.Scanned(lines, code)
			if found != (want != "") || l.Article.Reference != want {
				h.Errorf("%q leads to %q", code, l.Article.Reference)
			}
		}
	})
}
