package ordering_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/id"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/supply"
)

// secret is that of the link in the newest mail to a supplier.
func (o *office) secret() string {
	o.t.Helper()
	sent := o.post.Sent()
	for i := len(sent) - 1; i >= 0; i-- {
		if found := regexp.MustCompile(order.SupplierPath + `/([A-Za-z0-9_-]+)`).FindStringSubmatch(sent[i].Text); found != nil && strings.HasSuffix(sent[i].To, "@fournisseur.test") {
			return found[1]
		}
	}
	o.fail("no mail leads a supplier anywhere")
	return ""
}

// twice is an act that is done once, though its form is sent twice.
func (o *office) twice(who access.Actor, act func(access.Actor) error) {
	o.t.Helper()
	for range 2 {
		o.ok(act(who))
	}
}

func (o *office) supplier() access.Actor {
	return access.Actor{Key: id.New(), Act: "POST /fournisseur", Body: "x", At: o.d.Clock.Now()}
}

// opened is an order as its supplier sees it.
func (o *office) opened() supply.View {
	o.t.Helper()
	v, err := o.a.Supply.Opened(o.t.Context(), o.d.Clock.Now(), o.secret())
	o.ok(err)
	return v
}

// answers is a supplier's answer by a button.
func (o *office) answers(do order.Act, text string) {
	o.t.Helper()
	secret, version := o.secret(), o.opened().Version
	o.twice(o.supplier(), func(who access.Actor) error {
		return o.a.Supply.Answer(o.t.Context(), who, secret, supply.Saying{Do: do, Version: version, Text: text})
	})
}

// buys is an act of the acheteur on an order.
func (o *office) buys(number string, act func(access.Actor, int64) error) {
	o.t.Helper()
	v, err := o.a.Orders.Show(o.t.Context(), o.as("Carl"), number)
	o.ok(err)
	o.twice(o.as("Carl"), func(who access.Actor) error { return act(who, v.Version) })
}

// says is what somebody of the school does about a claim, and offers what the supplier does.
func (o *office) says(who access.Actor, n int64, do claim.Act, text string) {
	o.t.Helper()
	v, err := o.a.Claims.Show(o.t.Context(), who, n)
	o.ok(err)
	o.twice(who, func(who access.Actor) error {
		return o.a.Claims.Say(o.t.Context(), who, n, claim.Saying{Do: do, Version: v.Version, Text: text})
	})
}

func (o *office) offers(n int64, do claim.Act, offer claim.Offer, text string) {
	o.t.Helper()
	secret := o.secret()
	v, err := o.a.Claims.ShowByLink(o.t.Context(), o.d.Clock.Now(), secret, n)
	o.ok(err)
	o.twice(o.supplier(), func(who access.Actor) error {
		return o.a.Claims.Answer(o.t.Context(), who, secret, n, claim.Saying{Do: do, Version: v.Version, Offer: offer, Text: text})
	})
}

// sent is an order of two demandeurs that its supplier has.
func (o *office) sent() string {
	o.t.Helper()
	ada, ben := o.fills("Ada", 1, 0), o.fills("Ben", 1, 1)
	o.confirms("Ada", ada)
	o.confirms("Ben", ben)
	number := o.creates("Véra", ada, ben)
	v, err := o.a.Orders.Show(o.t.Context(), o.as("Carl"), number)
	o.ok(err)
	o.ok(o.a.Orders.Send(o.t.Context(), o.as("Carl"), number, v.Version))
	_, err = o.a.Queue.Drain(o.t.Context())
	o.ok(err)
	o.ok(o.d.View(o.t.Context(), func(tx *db.Tx) (err error) {
		o.last, err = db.Value[string](o.t.Context(), tx, `SELECT max(id) FROM notify_mails`) // what is mailed until here is of the rows before
		return err
	}))
	return number
}

// A supplier's changes that take an order under the franco have delivery cost what the market says, before the acheteur agrees and after; a
// later change that leaves it there changes nothing of it. The supplier reads the street.
func TestDeliveryAfterChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R223", "R234", "R231")
		o := newOffice(t, d)
		ctx := t.Context()
		first, err := o.a.Orders.Show(ctx, o.as("Carl"), o.sent())
		o.ok(err)
		goods := first.Net - first.Delivery.Net
		o.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE catalog_markets SET franco = $1, costs = 750 WHERE number = $2`, goods, first.Market.Number)
			return err
		})
		number := o.sent()
		v := o.opened()
		if v.Delivery.Net != 0 || v.Net != goods {
			t.Fatalf("at the franco, delivery costs %d", v.Delivery.Net)
		}
		if !strings.Contains(v.Place, v.Org.Name+", ") {
			t.Errorf("it is brought to %q", v.Place)
		}
		change := func(less int64) (before, after order.View) {
			v := o.opened()
			deal := supply.DealOf(v.Lines[0])
			deal.Quantity -= less
			o.ok(o.a.Supply.Propose(ctx, o.supplier(), o.secret(), supply.Proposal{Version: v.Version, Lines: map[string]order.Deal{v.Lines[0].ID: deal}}))
			before, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
			o.ok(err)
			o.ok(o.a.Supply.Decide(ctx, o.as("Carl"), number, supply.Deciding{Version: before.Version, Says: map[string]supply.Decision{v.Lines[0].ID: supply.Agreed}}))
			after, err = o.a.Orders.Show(ctx, o.as("Carl"), number)
			o.ok(err)
			return before, after
		}
		before, after := change(1)
		less := after.Net - 750
		if before.Delivery.Net != 0 || after.Delivery.Net != 750 || after.Total.Net != after.Net || after.Total.Gross != after.Gross || less >= goods {
			t.Errorf("under the franco it costs %d with delivery %d; the page says %d", after.Net, after.Delivery.Net, after.Total.Net)
		}
		o.do(func(ctx context.Context, tx *db.Tx) error { // what the market says by now counts for what is sent by now
			_, err := tx.Exec(ctx, `UPDATE catalog_markets SET costs = 900 WHERE number = $1`, first.Market.Number)
			return err
		})
		if _, after = change(1); after.Delivery.Net != 750 {
			t.Errorf("still under it, delivery costs %d", after.Delivery.Net)
		}
		o.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE catalog_markets SET costs = 750 WHERE number = $1`, first.Market.Number)
			return err
		})
		if _, after = change(-2); after.Delivery.Net != 0 || after.Net != goods {
			t.Errorf("back at the franco, it costs %d with delivery %d", after.Net, after.Delivery.Net)
		}
	})
}

// A line that was promised for a day of its own makes its supplier late once that day has passed, though the order's has not.
func TestLineIsLate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R236")
		o := newOffice(t, d)
		ctx := t.Context()
		number := o.sent()
		day := func(n int) string { return o.d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }
		v := o.opened()
		deal := supply.DealOf(v.Lines[0])
		deal.PromisedOn = day(2)
		o.ok(o.a.Supply.Propose(ctx, o.supplier(), o.secret(), supply.Proposal{Version: v.Version, Lines: map[string]order.Deal{v.Lines[0].ID: deal}}))
		x, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
		o.ok(err)
		o.ok(o.a.Supply.Decide(ctx, o.as("Carl"), number, supply.Deciding{Version: x.Version, Says: map[string]supply.Decision{v.Lines[0].ID: supply.Agreed}}))
		late := func() (supply.Late, string, int64) {
			x, err := o.a.Orders.Show(ctx, o.as("Carl"), number)
			o.ok(err)
			lines := make([]order.Line, len(x.Lines))
			for i := range x.Lines {
				lines[i] = x.Lines[i].Line
			}
			side, err := o.a.Supply.SideOf(ctx, x.Case, lines)
			o.ok(err)
			waits := int64(0)
			for _, q := range o.a.Supply.Waiting(o.as("Carl"), o.d.Clock.Now()) {
				o.ok(o.d.View(ctx, func(tx *db.Tx) error {
					where, args := q.Where.SQL(1)
					n, err := db.Value[int64](ctx, tx, `SELECT count(*) FROM `+q.From+` WHERE `+where, args...)
					waits += n
					return err
				}))
			}
			return side.Late, side.LateSince, waits
		}
		if is, since, n := late(); is != supply.OnTime || since != "" || n != 0 {
			t.Errorf("before the day: %q %s %d", is, since, n)
		}
		promised := day(2)
		o.d.Clock.Advance(3 * 24 * time.Hour)
		if is, since, n := late(); is != supply.NoGoods || since != promised || n != 1 {
			t.Errorf("after it: %q %s %d", is, since, n)
		}
	})
}

// A demandeur is told of what comes otherwise than it stood, and of nothing else: not of prices, nor again of what they were told before.
func TestDemandeurIsToldOfTheirsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R291", "R234")
		o := newOffice(t, d)
		ctx := t.Context()
		number, buyers := o.sent(), []string{"supplier_answered: Carl", "supplier_answered: Tom"}
		day := func(n int) string { return o.d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }
		o.ok(o.a.Supply.Answer(ctx, o.supplier(), o.secret(), supply.Saying{Do: order.Accept, Version: o.opened().Version, PromisedOn: day(5)}))
		o.mailed(buyers...)
		for _, x := range []struct {
			what  string
			as    func(*order.Deal)
			tells []string
		}{
			{"a price", func(d *order.Deal) { d.Price += 100 }, nil},
			{"fewer", func(d *order.Deal) { d.Quantity-- }, []string{"lines_changed: Ada"}},
			{"another price", func(d *order.Deal) { d.Price -= 50 }, nil},
			{"as many as at first", func(d *order.Deal) { d.Quantity++ }, []string{"lines_changed: Ada"}},
			{"a day", func(d *order.Deal) { d.PromisedOn = day(9) }, []string{"lines_changed: Ada"}},
			{"another article, and fewer", func(d *order.Deal) { d.Reference, d.Title, d.Quantity = "R-2", "Autre", d.Quantity-1 }, []string{"lines_changed: Ada"}},
			{"its price", func(d *order.Deal) { d.Price += 10 }, nil},
		} {
			v := o.opened()
			i := slices.IndexFunc(v.Lines, func(l order.Line) bool { return l.Article.Number == o.articles[0].number })
			deal := supply.DealOf(v.Lines[i])
			x.as(&deal)
			o.ok(o.a.Supply.Propose(ctx, o.supplier(), o.secret(), supply.Proposal{Version: v.Version, Lines: map[string]order.Deal{v.Lines[i].ID: deal}}))
			o.mailed(buyers...)
			o.buys(number, func(who access.Actor, version int64) error {
				return o.a.Supply.Decide(ctx, who, number, supply.Deciding{Version: version, Says: map[string]supply.Decision{v.Lines[i].ID: supply.Agreed}})
			})
			if o.mailed(append(x.tells, "supplier_note: Papeterie")...); t.Failed() {
				t.Fatalf("%s is agreed on", x.what)
			}
		}
	})
}

// A late correction is told to the acheteurs, and to the superacheteur who sent the order (R252).
func TestWhoIsMailedOfCorrections(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R252", "R291")
		o := newOffice(t, d)
		ctx := t.Context()
		number := o.sent()
		o.exec(`UPDATE ordering_orders SET sent_by = $1 WHERE number = $2`, o.as("Sarah").ID, number)
		r, err := o.a.Receptions.Show(ctx, o.as("Rita"), number)
		o.ok(err)
		i := slices.IndexFunc(r.Lines, func(l reception.LineView) bool { return l.Article.Number == o.articles[0].number })
		line := r.Lines[i]
		o.twice(o.as("Rita"), func(who access.Actor) error {
			_, err := o.a.Receptions.Receive(ctx, who, number, reception.Noted{Counts: []reception.Count{{Line: line.ID, Came: 1, Seen: line.Version}}})
			return err
		})
		o.mailed("lines_arrived: Ada")
		o.exec(`UPDATE ordering_receptions SET first_at = 1`)
		o.twice(o.as("Rita"), func(who access.Actor) error {
			_, err := o.a.Receptions.Correct(ctx, who, number, 1, reception.Correcting{Lines: []reception.Recount{{Line: line.ID, Came: 2, Seen: line.Version + 1}}, Reason: "recompté"})
			return err
		})
		o.mailed("lines_arrived: Ada", "reception_corrected: Carl", "reception_corrected: Sarah", "reception_corrected: Tom")
	})
}

// Who sent an order, and holds no role there any more, reads no more of it.
func TestFormerBuyerIsNotMailed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R291", "R292")
		o := newOffice(t, d)
		o.sent() // by Carl
		o.answers(order.Acknowledge, "")
		o.mailed("supplier_answered: Carl", "supplier_answered: Tom")
		o.exec(`UPDATE access_grants SET taken_at = 1 WHERE account_id = $1`, o.as("Carl").ID)
		o.answers(order.Accept, "")
		o.mailed("supplier_answered: Tom")
	})
}

// Each row of 1.11 from the supplier's answer to the end of a claim: these are mailed, once though each form is sent twice, and nobody else.
func TestWhoIsMailedOfDeliveries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R291", "R233", "R234")
		o := newOffice(t, d)
		ctx := t.Context()
		supplierIs, buyers := "Papeterie", []string{"supplier_answered: Carl", "supplier_answered: Tom"}
		note := "supplier_note: " + supplierIs

		// An answer: the acheteurs. What an acheteur answers: the supplier.
		number := o.sent()
		o.answers(order.Acknowledge, "")
		o.mailed(buyers...)
		o.answers(order.AskDetails, "Quelle teinte ?")
		o.mailed(buyers...)
		o.buys(number, func(who access.Actor, v int64) error { return o.a.Supply.Specify(ctx, who, number, v, "Hêtre") })
		o.mailed(note)
		o.answers(order.Accept, "")
		o.mailed(buyers...)

		// Changes: the acheteurs; once they agree, the demandeur whose line comes otherwise, and the supplier.
		v := o.opened()
		i := 0
		if v.Lines[0].Article.Number != o.articles[0].number {
			i = 1
		}
		deal := supply.DealOf(v.Lines[i])
		deal.Quantity -= 3
		o.twice(o.supplier(), func(who access.Actor) error {
			return o.a.Supply.Propose(ctx, who, o.secret(), supply.Proposal{Version: v.Version, Text: "rupture", Lines: map[string]order.Deal{v.Lines[i].ID: deal}})
		})
		o.mailed(buyers...)
		says := map[string]supply.Decision{v.Lines[i].ID: supply.Agreed}
		o.buys(number, func(who access.Actor, version int64) error {
			return o.a.Supply.Decide(ctx, who, number, supply.Deciding{Version: version, Says: says})
		})
		o.mailed("lines_changed: Ada", note)

		// Cancelling is asked for, and the order kept; a reminder; sending off.
		o.buys(number, func(who access.Actor, v int64) error { return o.a.Supply.AskCancel(ctx, who, number, v, "double") })
		o.mailed(note)
		o.answers(order.Keep, "déjà emballée")
		o.mailed(buyers...)
		o.buys(number, func(who access.Actor, v int64) error { return o.a.Supply.Remind(ctx, who, number, v) })
		o.mailed(note)
		o.answers(order.Ship, "")
		o.mailed(buyers...)

		// A reception: the demandeurs whose articles came.
		r, err := o.a.Receptions.Show(ctx, o.as("Rita"), number)
		o.ok(err)
		line := r.Lines[i]
		o.twice(o.as("Rita"), func(who access.Actor) error {
			_, err := o.a.Receptions.Receive(ctx, who, number, reception.Noted{Counts: []reception.Count{{Line: line.ID, Came: 2, Seen: line.Version}}})
			return err
		})
		o.mailed("lines_arrived: Ada")

		// A claim: the supplier, at once; its answer: who receives and who sends. Neither who did it.
		made := func() (n int64) {
			o.twice(o.as("Rita"), func(who access.Actor) (err error) {
				n, err = o.a.Claims.Make(ctx, who, number, line.Position, claim.Input{Fault: claim.Missing, Quantity: 1, Text: "Il en manque"})
				return err
			})
			return n
		}
		school := []string{"claim_answered: Rita", "claim_answered: Carl", "claim_answered: Tom"}
		told := "claim_supplier: " + supplierIs
		n := made()
		o.mailed(told)
		o.offers(n, claim.Look, "", "")
		o.mailed(school...)
		o.offers(n, claim.Propose, claim.Credit, "")
		o.mailed(school...)
		o.says(o.as("Rita"), n, claim.Contest, "un remplacement, plutôt")
		o.mailed(told)
		o.says(o.as("Rita"), n, claim.Say, "c'est urgent")
		o.mailed(told)
		o.offers(n, claim.Say, "", "nous regardons")
		o.mailed(school...)
		o.says(o.as("Rita"), n, claim.Escalate, "")
		o.mailed(told, "claim_escalated: Paule")
		o.says(o.as("Paule"), n, claim.Decide, "remplacement")
		o.mailed(append(school, told)...)
		n = made()
		o.mailed(told)
		o.says(o.as("Rita"), n, claim.Withdraw, "retrouvé")
		o.mailed(told)
		n = made()
		o.mailed(told)
		o.offers(n, claim.Propose, claim.Replacement, "")
		o.mailed(school...)
		o.says(o.as("Rita"), n, claim.Accept, "")
		o.mailed(told)
		o.says(o.as("Rita"), n, claim.Resolve, "")
		o.mailed(told)

		// A supplier ends an order: the acheteurs, the demandeurs of what was in it, who made it, and who was told that it comes.
		number = o.sent()
		o.answers(order.Decline, "plus au catalogue")
		o.mailed(append(buyers, "order_cancelled: Ada", "order_cancelled: Ben", "order_dropped: Véra", "order_coming: Rita")...)
		number = o.sent()
		o.buys(number, func(who access.Actor, v int64) error { return o.a.Supply.AskCancel(ctx, who, number, v, "double") })
		o.mailed(note)
		o.answers(order.LetGo, "")
		o.mailed(append(buyers, "order_cancelled: Ada", "order_cancelled: Ben", "order_dropped: Véra", "order_coming: Rita")...)
	})
}
