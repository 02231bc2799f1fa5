package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"preau/internal/core/apiweb"
	"preau/internal/core/webhook"
	webhookmsg "preau/internal/core/webhook/webhookweb/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/outbound"
	"preau/internal/needs/group"
	"preau/internal/offers"
	"preau/internal/offers/offer"
	"preau/internal/ordering"
	"preau/internal/ordering/order"
)

// webhookPatience is how long another program may take to answer.
const webhookPatience = 15 * time.Second

// newWebhooks builds what tells other programs, and has it hear the history.
func (a *App) newWebhooks(o Options) *webhook.Service {
	s := webhook.New(webhook.Options{
		DB: o.DB, Jobs: a.Queue, Clock: o.Clock, Log: o.Log, Mail: a.Notify, Facts: told(), Secret: a.Notify.Links().Secret, BaseURL: o.PublicURL,
		Poster: outbound.NewPoster(o.Inside, webhookPatience), Plain: len(o.Inside) > 0,
	})
	o.DB.OnTold(s.Hear)
	return s
}

// told are the facts that other programs may be told: what the history says, by its public number, and nothing of people. Demands are none of
// them: their history is sealed, and its readers are few.
func told() []webhook.Fact {
	ofOrders, ofOffers := look(ordering.OrderNumber, "/commandes/"), look(offers.OfferNumber, "/offres/")
	ofGroups := look(func(ctx context.Context, tx *db.Tx, id string) (string, error) {
		g, err := group.ByID(ctx, tx, id)
		return strconv.FormatInt(g.Number, 10), err
	}, "/groupements/")
	acts := func(object string, all ...string) []string {
		for i, a := range all {
			all[i] = object + "." + a
		}
		return all
	}
	orders := func(all ...order.Act) []string { return acts(order.Object, wordsOf(all)...) }
	published := func(all ...offer.Act) []string { return acts(offer.ObjectKind, wordsOf(all)...) }
	return []webhook.Fact{
		{Kind: "order.sent", Label: webhookmsg.FactSent, Object: order.Object, Acts: orders(order.Take, order.Have), Look: ofOrders},
		{Kind: "order.received", Label: webhookmsg.FactReceived, Object: order.Object, Acts: orders(order.Receive, order.Correct), Look: ofOrders},
		{Kind: "order.cancelled", Label: webhookmsg.FactCancelled, Object: order.Object, Acts: orders(order.Cancel, order.LetGo), Look: ofOrders},
		{Kind: "offer.published", Label: webhookmsg.FactPublished, Object: offer.ObjectKind, Acts: published(offer.Publish, offer.ApprovePublish), Look: ofOffers},
		{Kind: "offer.unpublished", Label: webhookmsg.FactUnpublished, Object: offer.ObjectKind, Acts: published(offer.Unpublish, offer.Withdraw), Look: ofOffers},
		{Kind: "group.opened", Label: webhookmsg.FactGroup, Object: "needs.group", Acts: acts("needs.group", string(group.OpenGroup)), Look: ofGroups},
	}
}

// hooks are the same facts for the guide of the API.
func hooks() []apiweb.Hook {
	facts := told()
	out := make([]apiweb.Hook, len(facts))
	for i, f := range facts {
		out[i] = apiweb.Hook{Kind: f.Kind, Label: f.Label}
	}
	return out
}

func wordsOf[A ~string](all []A) []string {
	out := make([]string, len(all))
	for i, a := range all {
		out[i] = string(a)
	}
	return out
}

// look finds an object's public number, which ends the path of its page.
func look(number func(context.Context, *db.Tx, string) (string, error), below string) func(context.Context, *db.Tx, string) (string, string, error) {
	return func(ctx context.Context, tx *db.Tx, id string) (string, string, error) {
		n, err := number(ctx, tx, id)
		if err != nil {
			return "", "", fmt.Errorf("what a webhook tells: %w", err)
		}
		return n, below + n, nil
	}
}
