package app

import (
	"context"
	"slices"
	"time"

	"preau/internal/catalog/article"
	"preau/internal/catalog/search"
	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/kit/db"
	"preau/internal/kit/mail"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/notice"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/basketweb"
	"preau/internal/ordering/orderingweb/claimweb"
	"preau/internal/ordering/orderingweb/figuresweb"
	"preau/internal/ordering/orderingweb/orderweb"
	"preau/internal/ordering/orderingweb/receptionweb"
	"preau/internal/ordering/phone"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/sending"
	"preau/internal/ordering/supply"
)

// buildOrders makes the rooms from basket to reception, and has them tell whom a step concerns.
func (a *App) buildOrders() {
	baskets := basket.Mailer{Mail: a.Notify, Reached: a.Silence.Mailed, Zone: a.zone}
	orders := notice.Mailer{Mail: a.Notify, Baskets: baskets}
	a.Baskets = basket.New(basket.Options{
		DB: a.db, Rules: a.Ordering, Find: func(ctx context.Context, tx *db.Tx, who access.Actor, _ ordering.Body, reference string) ([]int64, error) {
			return a.referred(ctx, tx, who, reference, false)
		}, Tell: baskets.Confirmed, Refused: baskets.Refused, Lowered: baskets.Lowered, Handed: baskets.Handed, Reminded: baskets.Reminded,
	})
	a.Orders = order.New(order.Options{
		DB: a.db, Zone: a.zone, Tell: order.Tell{Created: orders.Created, Relimited: orders.Relimited, Cancelled: orders.Cancelled, GivenBack: orders.GivenBack, Sent: orders.Sent, Bounced: orders.Bounced, Stop: a.stop, Late: orders.Late, Dispatch: a.dispatch},
	})
	a.Ordering.WhenLimited(a.Orders.Relimited)
	a.Phones = phone.New(a.db, orders.Phone)
	receptions := reception.Mailer{Mail: a.Notify, Baskets: baskets}
	a.Receptions = reception.New(reception.Options{
		DB: a.db, Settings: a.Instance.Get, Speak: a.Instance.T, Tell: reception.Tell{Arrived: arrived(receptions, orders), Corrected: receptions.Corrected}, Stands: a.stands,
	})
	a.Figures = figures.New(a.db, a.zone)
	a.Sending = sending.New(sending.Options{DB: a.db, Mail: a.Notify, Orders: a.Orders, Settings: a.Instance.Get, Speak: a.Instance.T, Link: a.supplierLink})
	a.Claims = claim.New(claim.Options{DB: a.db, Mail: a.Notify, Files: a.Files, Baskets: baskets, Zone: a.zone, AnswerDays: a.answerDays})
	a.Supply = supply.New(supply.Options{DB: a.db, Mail: a.Notify, Orders: a.Orders, Baskets: baskets, Zone: a.zone, AnswerDays: a.answerDays, Cancellation: a.Sending.AskedCancel, NotComing: orders.NotComing})
}

// arrived mails what came, and to who hands baskets over what does not come for somebody who left: receptions know nothing of such mails.
func arrived(receptions reception.Mailer, orders notice.Mailer) func(context.Context, *db.Tx, access.Actor, reception.Arrived) error {
	return func(ctx context.Context, tx *db.Tx, who access.Actor, x reception.Arrived) error {
		if err := receptions.Arrived(ctx, tx, who, x); err != nil {
			return err
		}
		return orders.NotComing(ctx, tx, x.Order, x.Cases, func(l basket.Line) bool { return x.Ended[l.ID] != "" })
	}
}

// dispatch has an order go to its supplier: orders are made before what sends them, and sent through it.
func (a *App) dispatch(ctx context.Context, tx *db.Tx, o order.Order, again int64) error {
	return a.Sending.Dispatch(ctx, tx, o, again)
}

// stop has a supplier told of an order that is cancelled: orders are made before what writes to suppliers.
func (a *App) stop(ctx context.Context, tx *db.Tx, o order.Order, addresses []string) error {
	return a.Supply.Stop(ctx, tx, o, addresses)
}

// stands is where the mail of an order leaves it, and since when: receptions are made before what sends orders.
func (a *App) stands(ctx context.Context, tx *db.Tx, o order.Order) (order.State, time.Time, error) {
	return a.Sending.Stands(ctx, tx, o)
}

// supplierLink makes the link by which the supplier of an order answers.
func (a *App) supplierLink(ctx context.Context, tx *db.Tx, o order.Order) (string, error) {
	return supply.Reissue(ctx, tx, a.Notify.Links(), o)
}

// answerDays is how many working days a supplier has to answer.
func (a *App) answerDays(ctx context.Context) (int, error) {
	s, err := a.Instance.Get(ctx)
	return s.SupplierDays(), err
}

// attach opens what mails carry: the files of orders.
func (a *App) attach(ctx context.Context, ref string) (mail.Attachment, error) {
	return a.Sending.Attach(ctx, ref)
}

// orderingPlaces are the places of the service « Commandes » in the left column: the way from basket to supplier, then the markets.
func orderingPlaces(who access.Actor) []frame.Place {
	return slices.Concat(basketweb.Places(who), orderweb.Places(who), receptionweb.Places(who), claimweb.Places(who), figuresweb.Places(who), catalogPlaces(who))
}

// referred are the articles of a reference that somebody sees: the one that is written so, or all that differ from it by dots, spaces and
// dashes alone (R152). again says that nobody searches: what has none is not counted as a search in vain.
func (a *App) referred(ctx context.Context, tx *db.Tx, who access.Actor, reference string, again bool) ([]int64, error) {
	markets, err := a.Catalog.ReadableIn(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	visible := make([]int64, len(markets))
	for i, m := range markets {
		visible[i] = m.Number
	}
	found, err := a.Search.Find(ctx, tx, search.Query{Text: reference, Visible: visible, Size: mostReferred, Again: again})
	if err != nil {
		return nil, err
	}
	exact := found.Articles[:min(found.References, len(found.Articles))]
	if i := slices.IndexFunc(exact, func(x article.Article) bool { return x.Reference == reference }); i >= 0 {
		return []int64{exact[i].Number}, nil
	}
	out := make([]int64, len(exact))
	for i, x := range exact {
		out[i] = x.Number
	}
	return out, nil
}

// mostReferred is how many articles of one reference are told apart.
const mostReferred = 20
