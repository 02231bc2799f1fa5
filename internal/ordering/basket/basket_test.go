package basket_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/core/org"
	"preau/internal/kit/apperr"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/msg"
)

// What a basket is follows from its lines alone, whatever their order; each state can be reached.
func TestStateIsAFunctionOfTheLines(t *testing.T) {
	covers.Statement(t, "R290")
	r := rand.New(rand.NewPCG(1, 1))
	reached := map[basket.State]bool{}
	all := basket.LineStates()
	for range 20_000 {
		lines := make([]basket.LineState, r.IntN(4))
		for i := range lines {
			lines[i] = all[r.IntN(len(all))]
		}
		is := basket.StateOf(lines)
		reached[is] = true
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		if basket.StateOf(lines) != is {
			t.Fatalf("%v: %s", lines, is)
		}
		goes := slices.ContainsFunc(lines, basket.LineState.Goes)
		if final := slices.Contains([]basket.State{basket.Withdrawn, basket.Refused, basket.Cancelled, basket.Abandoned}, is); final && goes {
			t.Fatalf("%v is %s, though something is on its way", lines, is)
		}
	}
	for _, s := range basket.States() {
		if !reached[s] {
			t.Errorf("nothing makes a basket %s", s)
		}
	}
}

func TestFill(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R180", "R181", "R183")
		n := h.adds(h.ada, 0, h.pen, 2, h.eraser, 5, h.pen, 1)
		h.is(n, "open, pen 3 in_basket, eraser 5 in_basket")
		if v := h.show(h.ada, n); v.Total != 725 || len(v.Rates) != 1 || v.Rates[0] != 2100 { // 3 × 0.4150 = 1.245 is 1.25; 5 × 1.20
			h.Errorf("%d %v", v.Total, v.Rates)
		}

		_, err := h.s.Add(h.Context(), h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Article: h.sheets, Quantity: 1})
		h.wants(err, apperr.Forbidden, ordering.CodeMarketNotGiven)
		_, err = h.s.Add(h.Context(), h.now(h.validator), basket.Adding{OrgRef: h.school.Ref, Article: h.pen, Quantity: 1})
		h.wants(err, apperr.Forbidden, ordering.CodeNotRequester)
		_, err = h.s.Add(h.Context(), h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Article: h.closed, Quantity: 1})
		h.wants(err, apperr.Forbidden, ordering.CodeArticleWithdrawn)
		_, err = h.s.Add(h.Context(), h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Article: 9999, Quantity: 1})
		h.wants(err, apperr.NotFound, "")
		_, err = h.s.Add(h.Context(), h.now(h.colleague), basket.Adding{OrgRef: h.school.Ref, Basket: n, Article: h.pen, Quantity: 1})
		h.wants(err, apperr.NotFound, "") // another's basket
		for _, q := range []int64{0, -5, 3, 12, 100_000} {
			_, err = h.s.Add(h.Context(), h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Article: h.eraser, Quantity: q})
			h.fault(err, basket.FieldQuantity)
		}
		h.is(n, "open, pen 3 in_basket, eraser 5 in_basket")

		v := h.show(h.ada, n)
		in := basket.Input{Version: v.Version, Title: "Rentrée", Remark: "pour la 3B", Label: "3B Mme Tremblay", Quantities: map[string]int64{v.Lines[0].ID: 0, v.Lines[1].ID: 7}}
		err = h.s.Save(h.Context(), h.now(h.ada), n, in)
		h.fault(err, basket.LineField(v.Lines[1].ID))
		h.is(n, "open, pen 3 in_basket, eraser 5 in_basket") // all or nothing
		in.Quantities[v.Lines[1].ID] = 10
		h.ok(h.s.Save(h.Context(), h.now(h.ada), n, in))
		if v = h.show(h.ada, n); v.Title != "Rentrée" || v.Label != "3B Mme Tremblay" || len(v.Lines) != 1 || v.Lines[0].Asked != 10 {
			h.Errorf("%+v", v)
		}
		h.wants(h.s.Save(h.Context(), h.now(h.ada), n, in), apperr.Conflict, "") // made from what it was
	})
}

// What nobody may order is refused whatever the page showed, and noted (R162).
func TestForgedAddIsNoted(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R162")
		_, err := h.s.Add(h.Context(), h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Article: h.sheets, Quantity: 1})
		h.wants(err, apperr.Forbidden, ordering.CodeMarketNotGiven)
		_, err = h.s.Wanted(h.Context(), h.now(h.ada), basket.Adding{OrgRef: h.school.Ref, Article: h.sheets}) // of no quantity
		h.wants(err, apperr.Forbidden, ordering.CodeMarketNotGiven)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			if n, err := db.Value[int](ctx, tx, `SELECT count(*) FROM history_lines WHERE act = $1 AND account_id = $2`, ordering.ActAddRefused, h.ada.ID); n != 2 || err != nil {
				h.Errorf("%d noted: %v", n, err)
			}
			noted, err := db.Value[string](ctx, tx, `SELECT min(data) FROM history_lines WHERE act = $1 AND account_id = $2`, ordering.ActAddRefused, h.ada.ID)
			if !strings.Contains(noted, ordering.CodeMarketNotGiven) {
				h.Errorf("noted %q", noted)
			}
			return err
		})
	})
}

// A market that is hidden from a demandeur since closes no basket: what they had of it says what stands in the way, can be left out, and
// is refused, while nothing of it can be put in any more, as if it did not exist.
func TestMarketHiddenSince(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R161", "R168", "R193")
		n := h.adds(h.colleague, 0, h.pen, 1, h.sheets, 2)
		h.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE catalog_markets SET reserved = TRUE WHERE number = $1`, h.paper)
			return err
		})
		m, err := h.c.Show(h.Context(), h.central(), h.paper)
		h.ok(err)
		h.ok(h.c.EndAdherent(h.Context(), h.central(), h.paper, m.Members[0].ID))
		_, err = h.s.Add(h.Context(), h.now(h.colleague), basket.Adding{OrgRef: h.school.Ref, Basket: n, Article: h.sheets, Quantity: 1})
		h.wants(err, apperr.NotFound, "")
		v := h.show(h.colleague, n)
		if v.Blocked != 1 || v.Barred != 0 || len(v.Lines[0].Why) != 0 || len(v.Lines[1].Why) != 1 || v.Lines[1].Why[0].Code != ordering.CodeNotAdherent || len(v.Lines[1].Why[0].Lifters) == 0 {
			h.Fatalf("%+v", v)
		}
		_, err = h.s.Confirm(h.Context(), h.now(h.colleague), n, basket.Confirming{Version: v.Version})
		h.fault(err, basket.LineField(v.Lines[1].ID))
		if s, err := h.s.Confirm(h.Context(), h.now(h.colleague), n, basket.Confirming{Version: v.Version, Rest: true}); err != nil || s != basket.Confirmed {
			h.Errorf("%s %v", s, err)
		}
		h.is(n, "confirmed, pen 1 confirmed")
	})
}

// The direct path: one line that is not allowed ends the whole basket, and nothing else happens.
func TestNotAllowed(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R185", "R186", "R187")
		covers.Statement(h.T, "R188")
		n := h.adds(h.colleague, 0, h.pen, 1, h.sheets, 2, h.eraser, 5)
		h.takes(h.colleague, ordering.Requester)
		h.colleague = h.gives(h.colleague, ordering.Requester, h.school, h.pens) // paper was taken from Ben
		if v := h.show(h.colleague, n); v.Barred != 1 || v.Blocked != 0 {
			h.Errorf("%d barred, %d blocked", v.Barred, v.Blocked)
		}
		if s := h.confirm(h.colleague, n); s != basket.NotAllowed {
			h.Error(s)
		}
		h.is(n, "not_allowed, pen 1 cancelled, sheets 2 not_allowed, eraser 5 cancelled")
		if len(h.told) > 0 {
			h.Errorf("told %v", h.told)
		}
		_, err := h.s.Show(h.Context(), h.now(h.validator), n)
		h.wants(err, apperr.NotFound, "")
		_, err = h.s.Confirm(h.Context(), h.now(h.colleague), n, basket.Confirming{Version: h.show(h.colleague, n).Version})
		h.wants(err, apperr.Conflict, "")

		// Ways out: duplicate and take it out (R189), or get the market and duplicate (R190, R191).
		covers.Statement(h.T, "R189", "R190", "R191")
		two, err := h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{})
		h.ok(err)
		h.is(two, "open, pen 1 in_basket, sheets 2 in_basket, eraser 5 in_basket")
		h.is(n, "not_allowed, pen 1 cancelled, sheets 2 not_allowed, eraser 5 cancelled")
		if v := h.show(h.colleague, two); v.CopiedFrom != n {
			h.Errorf("copied from %d", v.CopiedFrom)
		}
		three, err := h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{})
		h.ok(err)
		s, err := h.s.Confirm(h.Context(), h.now(h.colleague), two, basket.Confirming{Version: h.show(h.colleague, two).Version, Rest: true}) // R193
		if err != nil || s != basket.Confirmed {
			h.Errorf("%s %v", s, err)
		}
		h.is(two, "confirmed, pen 1 confirmed, eraser 5 confirmed")
		h.takes(h.colleague, ordering.Requester)
		h.colleague = h.gives(h.colleague, ordering.Requester, h.school, h.pens, h.paper)
		if s := h.confirm(h.colleague, three); s != basket.Confirmed {
			h.Error(s)
		}
		h.is(three, "confirmed, pen 1 confirmed, sheets 2 confirmed, eraser 5 confirmed")
	})
}

// A price that changed is agreed to anew; an article that went says so, and is never removed in silence.
func TestPriceChanged(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R168", "R192")
		n := h.adds(h.ada, 0, h.pen, 1, h.eraser, 5)
		h.lines(h.pens, "pen 0.5000 1", "eraser - 5")
		v := h.show(h.ada, n)
		if !v.Lines[0].Changed || v.Lines[0].Now.Price != 5000 || v.Lines[0].Article.Price != 4150 || !v.Lines[1].Gone || v.Changed != 1 || v.Blocked != 1 {
			h.Errorf("%+v", v)
		}
		_, err := h.s.Confirm(h.Context(), h.now(h.ada), n, basket.Confirming{Version: v.Version})
		h.fault(err, basket.FieldAgreed)
		_, err = h.s.Confirm(h.Context(), h.now(h.ada), n, basket.Confirming{Version: v.Version, Agreed: map[string]int64{v.Lines[0].ID: v.Lines[0].Article.From}})
		h.fault(err, basket.FieldAgreed) // to what it was
		agreed := map[string]int64{v.Lines[0].ID: v.Lines[0].Now.From}
		_, err = h.s.Confirm(h.Context(), h.now(h.ada), n, basket.Confirming{Version: v.Version, Agreed: agreed})
		h.fault(err, basket.LineField(v.Lines[1].ID))
		h.is(n, "open, pen 1 in_basket, eraser 5 in_basket")
		h.ok(h.s.Save(h.Context(), h.now(h.ada), n, basket.Input{Version: v.Version, Quantities: map[string]int64{v.Lines[1].ID: 0}}))
		s, err := h.s.Confirm(h.Context(), h.now(h.ada), n, basket.Confirming{Version: v.Version + 1, Agreed: agreed})
		if err != nil || s != basket.Confirmed {
			h.Fatal(s, err)
		}
		h.lines(h.pens, "pen 0.9000 1")
		if v = h.show(h.ada, n); v.Total != 50 || v.Lines[0].Article.Price != 5000 {
			h.Errorf("confirmed at %d, now %d", v.Lines[0].Article.Price, v.Total)
		}

		var was int64
		h.do(func(ctx context.Context, tx *db.Tx) (err error) {
			was, err = article.Shown(ctx, tx, h.pens)
			return err
		})
		h.lines(h.pens, "chalk 1.0000 1")
		n = h.adds(h.ada, 0, h.pen, 1, h.number("chalk"), 2)
		h.do(func(ctx context.Context, tx *db.Tx) error { return article.Show(ctx, tx, h.pens, was) }) // undone
		if v = h.show(h.ada, n); len(v.Lines) != 2 || !v.Lines[1].Gone || v.Blocked != 1 {
			h.Fatalf("of an article that was undone: %+v", v)
		}
		rest := basket.Confirming{Version: v.Version, Rest: true, Out: []string{}}
		_, err = h.s.Confirm(h.Context(), h.now(h.ada), n, rest)
		h.wants(err, apperr.Conflict, "") // the page did not say so
		rest.Out = []string{v.Lines[1].ID}
		if s, err := h.s.Confirm(h.Context(), h.now(h.ada), n, rest); err != nil || s != basket.Confirmed {
			h.Fatal(s, err)
		}
		h.is(n, "confirmed, pen 1 confirmed")
		other := h.adds(h.ada, 0, h.pen, 1)
		h.lines(h.pens, "pen 0.9000 1 Autre") // of another maker, under the same reference
		_, err = h.s.Confirm(h.Context(), h.now(h.ada), other, basket.Confirming{Version: h.show(h.ada, other).Version})
		h.fault(err, basket.FieldAgreed)
	})
}

func TestConfirmAndWithdraw(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R194", "R195", "R215")
		empty, err := h.s.Open(h.Context(), h.now(h.ada), h.school.Ref, "Vide")
		h.ok(err)
		_, err = h.s.Confirm(h.Context(), h.now(h.ada), empty, basket.Confirming{Version: 1})
		h.wants(err, apperr.Forbidden, basket.CodeEmpty)
		h.ok(h.s.Abandon(h.Context(), h.now(h.ada), empty, 1))
		h.is(empty, "abandoned")

		n := h.adds(h.ada, 0, h.pen, 1)
		version := h.show(h.ada, n).Version
		twice := h.now(h.ada)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if s, err := h.s.Confirm(h.Context(), twice, n, basket.Confirming{Version: version}); err != nil || s != basket.Confirmed {
					h.Errorf("%s %v", s, err)
				}
			})
		}
		wg.Wait()
		if len(h.told) != 1 {
			h.Errorf("told %v", h.told)
		}
		err = h.s.Save(h.Context(), h.now(h.ada), n, basket.Input{Version: version + 1, Title: "x"})
		h.wants(err, apperr.Forbidden, basket.CodeSettled)
		if v := h.show(h.validator, n); v.Owner != "Ada Tremblay" {
			h.Error(v.Owner)
		}
		_, err = h.s.Show(h.Context(), h.now(h.colleague), n)
		h.wants(err, apperr.NotFound, "")
		stranger := h.gives(h.person("Zoé Delcourt"), ordering.Validator, h.sister)
		_, err = h.s.Show(h.Context(), stranger, n)
		h.wants(err, apperr.NotFound, "")

		h.ok(h.s.Withdraw(h.Context(), h.now(h.ada), n, version+1))
		h.is(n, "withdrawn, pen 1 withdrawn")
		h.wants(h.s.Withdraw(h.Context(), h.now(h.ada), n, version+2), apperr.Conflict, "")

		// What a validateur refused does not keep the rest; what is in an order does, until it is out of it.
		covers.Statement(h.T, "R194", "R198")
		n = h.adds(h.ada, 0, h.pen, 1, h.eraser, 5)
		h.confirm(h.ada, n)
		h.ok(h.s.Refuse(h.Context(), h.now(h.validator), []string{h.show(h.ada, n).Lines[1].ID}, "en stock"))
		h.moves(h.show(h.validator, n), basket.LineTake, 0)
		h.wants(h.s.Withdraw(h.Context(), h.now(h.ada), n, h.show(h.ada, n).Version), apperr.Forbidden, basket.CodeTaken)
		h.ok(h.s.Remind(h.Context(), h.now(h.ada), n))
		h.moves(h.show(h.validator, n), basket.LineSend, 0)
		h.wants(h.s.Remind(h.Context(), h.now(h.ada), n), apperr.Forbidden, basket.CodeWithSupplier) // nobody there has it
		h.moves(h.show(h.validator, n), basket.LineGiveBack, 0)
		h.ok(h.s.Withdraw(h.Context(), h.now(h.ada), n, h.show(h.ada, n).Version))
		h.is(n, "withdrawn, pen 1 withdrawn, eraser 5 refused")
	})
}

func TestValidateurRefusesAndLowers(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R212", "R213")
		n := h.adds(h.ada, 0, h.pen, 4, h.eraser, 5)
		h.confirm(h.ada, n)
		v := h.show(h.validator, n)
		pen, eraser := v.Lines[0].ID, v.Lines[1].ID
		h.fault(h.s.Lower(h.Context(), h.now(h.validator), pen, 4, 3, " "), basket.FieldReason)
		h.fault(h.s.Lower(h.Context(), h.now(h.validator), pen, 4, 5, "trop"), basket.FieldQuantity)
		h.fault(h.s.Lower(h.Context(), h.now(h.validator), pen, 4, 0, "trop"), basket.FieldQuantity)
		covers.Statement(h.T, "R198")
		since := v.Lines[0].MovedAt
		h.d.Clock.Advance(time.Hour)
		h.ok(h.s.Lower(h.Context(), h.now(h.validator), pen, 4, 3, "trois suffisent"))
		if at := h.show(h.ada, n).Lines[0].MovedAt; !at.Equal(since) {
			h.Errorf("it waits since %s, not %s", at, since)
		}
		faster := func(err error, key i18n.Key) {
			h.Helper()
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Conflict || e.Msg.Key != key || !slices.Contains(e.Msg.Args, any(h.validator.Name)) {
				h.Errorf("who was faster is not told: %+v", err)
			}
		}
		faster(h.s.Lower(h.Context(), h.now(h.validator), pen, 4, 2, "deux"), msg.ConflictLowered)
		if v = h.show(h.ada, n); v.Lines[0].Asked != 4 || v.Lines[0].Granted != 3 || v.Lines[0].Reason != "trois suffisent" || v.Total != 725 {
			h.Errorf("%+v", v.Lines[0])
		}
		h.wants(h.s.Withdraw(h.Context(), h.now(h.validator), n, v.Version), apperr.Forbidden, basket.CodeNotYours) // no role makes it theirs
		h.wants(h.s.Refuse(h.Context(), h.now(h.colleague), []string{eraser}, "non"), apperr.NotFound, "")
		h.wants(h.s.Refuse(h.Context(), h.now(h.ada), []string{eraser}, "non"), apperr.Forbidden, ordering.CodeNotValidator)
		h.fault(h.s.Refuse(h.Context(), h.now(h.validator), []string{eraser}, ""), basket.FieldReason)
		h.ok(h.s.Refuse(h.Context(), h.now(h.validator), []string{eraser}, "déjà en stock"))
		faster(h.s.Refuse(h.Context(), h.now(h.validator), []string{eraser}, "encore"), msg.ConflictRefused)
		faster(h.s.Refuse(h.Context(), h.now(h.validator), []string{eraser, pen}, "encore"), msg.ConflictRefused) // all of it, or nothing
		h.d.Clock.Advance(time.Hour)
		late := h.now(h.validator)
		if e, ok := apperr.As(h.s.Refuse(h.Context(), late, []string{pen, eraser}, "encore")); !ok || e.Msg.Key != msg.ConflictRefused || slices.Contains(e.Msg.Args, any(i18n.When(late.At))) {
			h.Errorf("what was begun just now is told as somebody's: %+v", e)
		}
		faster(h.s.Lower(h.Context(), h.now(h.validator), eraser, 5, 1, "encore"), msg.ConflictRefused)
		h.is(n, "confirmed, pen 3 confirmed, eraser 5 refused")
		h.ok(h.s.Refuse(h.Context(), h.now(h.validator), []string{pen}, "aussi"))
		h.is(n, "refused, pen 3 refused, eraser 5 refused")
		faster(h.s.Refuse(h.Context(), h.now(h.validator), []string{pen}, "nothing waits"), msg.ConflictRefused)
		if got := strings.Join(h.told, "; "); got != "confirmed ; lowered Ada Tremblay; refused Ada Tremblay déjà en stock; refused Ada Tremblay aussi" {
			h.Error(got)
		}
	})
}

// A duplicate never has twice what is on its way: of a basket one order of which was cancelled, it takes the cancelled lines alone.
func TestDuplicateTakesWhatIsNotOrdered(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R237", "R184")
		n := h.adds(h.colleague, 0, h.pen, 1, h.sheets, 2, h.eraser, 5)
		h.confirm(h.colleague, n)
		v := h.show(h.colleague, n)
		h.moves(v, basket.LineTake, 0, 1)
		h.is(n, "partly, pen 1 in_order, sheets 2 in_order, eraser 5 confirmed")
		h.moves(h.show(h.colleague, n), basket.LineSend, 1)
		h.moves(h.show(h.colleague, n), basket.LineCancel, 0)
		h.is(n, "partly, pen 1 cancelled, sheets 2 ordered, eraser 5 confirmed")
		two, err := h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{})
		h.ok(err)
		h.is(two, "open, pen 1 in_basket")
		all, err := h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{All: true, Into: two})
		h.ok(err)
		if all != two {
			h.Errorf("into %d", all)
		}
		h.is(two, "open, pen 2 in_basket, sheets 2 in_basket, eraser 5 in_basket")
		covers.Statement(h.T, "R192") // what goes is what was seen
		seen := h.show(h.colleague, two).Version
		h.adds(h.colleague, two, h.pen, 1)
		for _, stale := range []int64{seen, 0} {
			_, err = h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{Into: two, Replace: true, Version: stale})
			h.wants(err, apperr.Conflict, "")
		}
		h.is(two, "open, pen 3 in_basket, sheets 2 in_basket, eraser 5 in_basket")
		_, err = h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{Into: two, Replace: true, Version: h.show(h.colleague, two).Version})
		h.ok(err)
		h.is(two, "open, pen 1 in_basket")
		_, err = h.s.Copy(h.Context(), h.now(h.colleague), n, basket.Copying{Into: n})
		h.fault(err, basket.FieldInto)
		_, err = h.s.Copy(h.Context(), h.now(h.ada), n, basket.Copying{})
		h.wants(err, apperr.NotFound, "")

		mine, total, err := h.s.Mine(h.Context(), h.now(h.colleague), basket.Filter{Page: 1, Size: 10})
		if err != nil || total != 2 || mine[0].Number != two || mine[1].Number != n || mine[1].Lines != 3 {
			h.Errorf("%d %v %v", total, err, mine)
		}

		// All of it on its way: a second time only for who says so; what has arrived may be asked for again.
		three, err := h.s.Open(h.Context(), h.now(h.colleague), h.school.Ref, "Autre")
		h.ok(err)
		h.adds(h.colleague, three, h.pen, 3)
		h.confirm(h.colleague, three)
		_, err = h.s.Copy(h.Context(), h.now(h.colleague), three, basket.Copying{Into: two})
		h.fault(err, basket.FieldAll)
		_, err = h.s.Copy(h.Context(), h.now(h.colleague), three, basket.Copying{Into: two, All: true})
		h.ok(err)
		h.is(two, "open, pen 4 in_basket")
		for _, do := range []basket.LineAct{basket.LineTake, basket.LineSend, basket.LineArrive} {
			h.moves(h.show(h.colleague, three), do, 0)
		}
		_, err = h.s.Copy(h.Context(), h.now(h.colleague), three, basket.Copying{Into: two})
		h.ok(err)
		h.is(two, "open, pen 7 in_basket")
	})
}

// moves moves lines of a basket as an order does.
func (h *house) moves(v basket.View, do basket.LineAct, which ...int) {
	h.Helper()
	h.do(func(ctx context.Context, tx *db.Tx) error {
		h.ok(basket.Hold(ctx, tx, []string{v.ID}))
		cases, err := basket.Cases(ctx, tx, []string{v.ID})
		h.ok(err)
		var steps []basket.Step
		for _, i := range which {
			steps = append(steps, basket.Step{Line: v.Lines[i].ID})
		}
		return basket.MoveLines(ctx, tx, h.now(h.validator), cases, steps, do, "")
	})
}

func TestPaste(t *testing.T) {
	each(t, func(h *house) {
		h.lines(h.pens, "pen-1 1.0 1", "pen-2 1.0 1", "crayon 1.0 1")
		n, err := h.s.Open(h.Context(), h.now(h.ada), h.school.Ref, "Collé")
		h.ok(err)
		got, err := h.s.Paste(h.Context(), h.now(h.ada), n, "eraser\t5\r\n\n  crayon ; 2\neraser x 5\nnone 3\npen\t1\nsheets\ncrayon;0\ncrayon;deux\neraser;3\nclosed\ncrayon 3")
		h.ok(err)
		var taken []string
		for _, p := range got {
			if p.Fault.Key == "" {
				taken = append(taken, p.Reference)
			}
		}
		if strings.Join(taken, " ") != "eraser crayon eraser crayon" || len(got) != 11 || got[3].Reference != "none 3" || got[3].Line != 5 || got[7].Typed != "crayon;deux" {
			h.Errorf("%v of %+v", taken, got)
		}
		h.is(n, "open, eraser 0 in_basket, crayon 5 in_basket")
		for _, text := range []string{"", " \n\t", strings.Repeat("a\n", basket.MostPasted+1)} {
			_, err = h.s.Paste(h.Context(), h.now(h.ada), n, text)
			h.fault(err, basket.FieldPasted)
		}
	})
}

// The label is refused as soon as it does not fit, and never cut.
func TestLabel(t *testing.T) {
	covers.Statement(t, "R208")
	for label, fits := range map[string]bool{
		"": true, "3B – Mme Ñúñez d’Été & Cie (rez)": true, strings.Repeat("é", 60): true, strings.Repeat("é", 61): false,
		"deux\nlignes": false, "日本": false, "a\u202eb": false, "tab\t": false, "❤": false, "GRATUITé": true,
	} {
		if got := basket.LabelFault(label).Key == ""; got != fits {
			t.Errorf("%q fits: %v", label, got)
		}
	}
}

// Two windows fill one basket at once: nothing is lost, nobody waits for ever.
func TestFilledAtOnce(t *testing.T) {
	each(t, func(h *house) {
		n := h.adds(h.ada, 0, h.eraser, 5)
		var wg sync.WaitGroup
		for range 10 {
			who := h.now(h.ada)
			wg.Go(func() {
				for {
					_, err := h.s.Add(h.Context(), who, basket.Adding{OrgRef: h.school.Ref, Basket: n, Article: h.pen, Quantity: 1})
					if !apperr.Is(err, apperr.Conflict) {
						h.ok(err)
						return
					}
				}
			})
		}
		wg.Wait()
		if v := h.show(h.ada, n); len(v.Lines) != 2 || v.Lines[1].Asked != 10 {
			h.Errorf("%+v", v.Lines)
		}
	})
}

// A basket is confirmed for the site that was chosen alone: another one inside the market's area does not help it (R161).
func TestAreaOfTheChosenSite(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R161")
		n := h.adds(h.ada, 0, h.pen, 1)
		var far, near org.Site
		h.do(func(ctx context.Context, tx *db.Tx) (err error) {
			if _, err = tx.Exec(ctx, `UPDATE catalog_markets SET area = '1000-1299' WHERE number = $1`, h.pens); err != nil {
				return err
			}
			if far, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Quai", Place: org.Place{PostalCode: "5000", Commune: "Namur"}}); err != nil {
				return err
			}
			near, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Annexe", Place: org.Place{PostalCode: "1200", Commune: "Bruxelles"}})
			return err
		})
		at := func(site org.Site) basket.View {
			h.ok(h.s.Save(h.Context(), h.now(h.ada), n, basket.Input{Version: h.show(h.ada, n).Version, SiteRef: site.Ref}))
			return h.show(h.ada, n)
		}
		if v := h.show(h.ada, n); v.Blocked != 0 {
			h.Errorf("nothing is chosen yet: %+v", v.Lines[0].Why)
		}
		v := at(far)
		if why := v.Lines[0].Why; v.Blocked != 1 || len(why) != 1 || why[0].Code != ordering.CodeOutside || !strings.Contains(fmt.Sprint(why[0].Text.Args), "École du Port – Quai") {
			h.Errorf("far away: %+v", why)
		}
		_, err := h.s.Confirm(h.Context(), h.now(h.ada), n, basket.Confirming{Version: v.Version})
		h.fault(err, basket.LineField(v.Lines[0].ID))
		at(near)
		if got := h.confirm(h.ada, n); got != basket.Confirmed {
			h.Errorf("near: %s", got)
		}
	})
}

// A basket that was opened before its establishment had an implantation goes to the one that it has now.
func TestOnlySiteSince(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R196", "R209")
		n := h.adds(h.ada, 0, h.pen, 1)
		var only org.Site
		h.do(func(ctx context.Context, tx *db.Tx) (err error) {
			only, err = org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: "Quai", Place: org.Place{PostalCode: "5000", Commune: "Namur"}})
			return err
		})
		if got := h.confirm(h.ada, n); got != basket.Confirmed {
			h.Error(got)
		}
		if v := h.show(h.ada, n); v.Site.ID != only.ID {
			h.Errorf("it goes to %q", v.Site.Name)
		}
	})
}

// Who has several implantations to choose from finds that of their latest basket.
func TestUsualSite(t *testing.T) {
	each(t, func(h *house) {
		covers.Statement(h.T, "R196")
		h.do(func(ctx context.Context, tx *db.Tx) error {
			for _, name := range []string{"Nord", "Sud"} {
				if _, err := org.InsertSite(ctx, tx, org.Site{OrgID: h.school.ID, Name: name, Place: org.Place{Commune: "Namur", Phone: "+3281000000"}}); err != nil {
					return err
				}
			}
			return nil
		})
		n := h.adds(h.ada, 0, h.pen, 1)
		v := h.show(h.ada, n)
		if v.Site.ID != "" {
			h.Errorf("it chose %s", v.Site.Name)
		}
		h.ok(h.s.Save(h.Context(), h.now(h.ada), n, basket.Input{Version: v.Version, SiteRef: v.Sites[1].Ref}))
		h.confirm(h.ada, n)
		if got := h.show(h.ada, h.adds(h.ada, 0, h.eraser, 5)); got.Site.ID != v.Sites[1].ID {
			h.Errorf("it is for %q", got.Site.Name)
		}
	})
}
