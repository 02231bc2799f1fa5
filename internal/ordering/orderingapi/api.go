// Package orderingapi is the API of the service « Commandes »: what who asks is there and why they can do nothing, the maximum amounts per
// order, the markets of an establishment and their articles, a demandeur's baskets, what waits for a validateur, orders with their files
// and what their suppliers answered, what came of them, and claims. It calls the use cases that the pages call.
//
// Places are named by their references, markets, articles and baskets by their numbers, orders by theirs; amounts are decimal texts. A
// line of a basket is named by its article, which a basket has once. What is said of baskets has no amount with VAT, nor of VAT (R182).
package orderingapi

import (
	"net/http"

	"preau/internal/catalog/asked"
	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/browse"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/sending"
	"preau/internal/ordering/supply"
)

// The scopes.
const (
	Read  = "ordering:read"
	Write = "ordering:write"
)

// Scopes are what a token may be given here.
func Scopes() []token.Scope {
	return []token.Scope{
		{Key: Read, Label: msg.ScopeRead, Hint: msg.ScopeReadHint},
		{Key: Write, Label: msg.ScopeWrite, Hint: msg.ScopeWriteHint},
	}
}

// Options are the services whose use cases the operations call.
type Options struct {
	Ordering *ordering.Service
	Browse   *browse.Service
	Baskets  *basket.Service
	Orders   *order.Service
	Sending  *sending.Service
	Asked    *asked.Service

	Reception *reception.Service
	Claims    *claim.Service
	Supply    *supply.Service
}

type api struct {
	ordering *ordering.Service
	browse   *browse.Service
	baskets  *basket.Service
	orders   *order.Service
	sending  *sending.Service
	asked    *asked.Service

	reception *reception.Service
	claims    *claim.Service
	supply    *supply.Service
}

// Mount adds the operations.
func Mount(a *rest.API, o Options) {
	h := api{o.Ordering, o.Browse, o.Baskets, o.Orders, o.Sending, o.Asked, o.Reception, o.Claims, o.Supply}
	h.mountPosts(a)
	h.mountMarkets(a)
	h.mountArticles(a)
	h.mountAmounts(a)
	h.mountRequests(a)
	h.mountBaskets(a)
	h.mountFilling(a)
	h.mountConfirming(a)
	h.mountDesk(a)
	h.mountOrders(a)
	h.mountSending(a)
	h.mountAnswers(a)
	h.mountReceiving(a)
	h.mountClaims(a)
}

// notFound is among the answers of what names something.
var notFound = []int{http.StatusNotFound}

// versioned are the answers of what replaces something.
var versioned = []int{http.StatusNotFound, http.StatusPreconditionFailed, http.StatusPreconditionRequired}

// OfPlace names a place.
type OfPlace struct {
	Ref string `path:"ref" maxLength:"100"`
}
