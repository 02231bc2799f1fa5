// Package orderingapi is the API of the service « Commandes »: what who asks is there and why they can do nothing, the maximum amounts per
// order, and the markets of an establishment. It calls the use cases that the pages call.
//
// Places are named by their references, markets by their numbers; amounts are decimal texts.
package orderingapi

import (
	"net/http"

	"preau/internal/catalog/asked"
	"preau/internal/core/rest"
	"preau/internal/core/token"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/browse"
	"preau/internal/ordering/orderingapi/msg"
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

type api struct {
	ordering *ordering.Service
	browse   *browse.Service
	asked    *asked.Service
}

// Mount adds the operations.
func Mount(a *rest.API, s *ordering.Service, b *browse.Service, r *asked.Service) {
	h := api{s, b, r}
	h.mountPosts(a)
	h.mountMarkets(a)
	h.mountArticles(a)
	h.mountAmounts(a)
	h.mountRequests(a)
}

// notFound is among the answers of what names something.
var notFound = []int{http.StatusNotFound}

// versioned are the answers of what replaces something.
var versioned = []int{http.StatusNotFound, http.StatusPreconditionFailed, http.StatusPreconditionRequired}

// OfPlace names a place.
type OfPlace struct {
	Ref string `path:"ref" maxLength:"100"`
}

// Glossary says what the properties and parameters of these resources are.
func Glossary() map[string]i18n.Key {
	out := map[string]i18n.Key{
		"parameter.request":   msg.ParameterRequest,
		"parameter.open":      msg.ParameterOpen,
		"parameter.ours":      msg.ParameterOurs,
		"parameter.market":    msg.ParameterMarket,
		"parameter.article":   msg.ArticleNumber,
		"parameter.q":         msg.ParameterWords,
		"parameter.place":     msg.ParameterPlace,
		"parameter.possible":  msg.ParameterPossible,
		"Post.place":          msg.PostPlace,
		"Post.managers":       msg.PostManagers,
		"Post.roles":          msg.PostRoles,
		"PostRole.role":       msg.Role,
		"PostRole.name":       msg.RoleName,
		"PostRole.until":      msg.RoleUntil,
		"PostRole.markets":    msg.RoleMarkets,
		"Standing.posts":      msg.StandingPosts,
		"Standing.central":    msg.StandingCentral,
		"Standing.reasons":    msg.StandingReasons,
		"MarketAskIn.message": msg.AskMessage,
		"AmountIn.amount":     msg.Amount,
		"AmountIn.knowing":    msg.Knowing,
		"MarketAsked.number":  msg.AskedNumber,
		"MarketAsked.state":   msg.AskedState,
	}
	for _, of := range []string{"OrderingPlace", "Supplier"} {
		out[of+".ref"], out[of+".name"], out[of+".commune"], out[of+".kind"] = msg.PlaceRef, msg.PlaceName, msg.PlaceCommune, msg.PlaceKind
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.MarketNumber, "title": msg.MarketTitle, "reference": msg.MarketReference, "supplier": msg.MarketSupplier, "starts_on": msg.MarketFrom,
		"ends_on": msg.MarketTo, "state": msg.MarketState, "asked_at": msg.MarketAskedAt, "acts": msg.MarketActs,
	} {
		out["Market."+name] = key
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.ArticleNumber, "market": msg.MarketNumber, "reference": msg.ArticleReference, "title": msg.ArticleTitle, "description": msg.ArticleText,
		"brand": msg.ArticleBrand, "unit": msg.ArticleUnit, "pack": msg.ArticlePack, "multiple": msg.ArticleMultiple, "price": msg.ArticlePrice, "vat": msg.ArticleVat,
		"ean": msg.ArticleEan, "cpv": msg.ArticleCpv, "green": msg.ArticleGreen, "withdrawn": msg.ArticleWithdrawn, "possible": msg.ArticlePossible, "reasons": msg.ArticleReasons,
	} {
		out["Article."+name] = key
	}
	for name, key := range map[string]i18n.Key{
		"number": msg.WantedNumber, "state": msg.WantedState, "title": msg.WantedTitle, "reference": msg.WantedReference, "brand": msg.WantedBrand, "asked_at": msg.WantedAskedAt,
		"votes": msg.WantedVotes, "ours": msg.WantedOurs, "answered_at": msg.WantedAnsweredAt, "answer": msg.WantedAnswer, "article": msg.WantedArticle, "acts": msg.WantedActs,
	} {
		out["ArticleRequest."+name] = key
	}
	for name, key := range map[string]i18n.Key{"place": msg.WantedPlace, "quantity": msg.WantedQuantity, "reason": msg.WantedReason} {
		out["ArticleRequestIn."+name], out["ArticleNeed."+name] = key, key
	}
	for name, key := range map[string]i18n.Key{"title": msg.WantedTitle, "reference": msg.WantedReference, "brand": msg.WantedBrand, "differs": msg.WantedDiffers} {
		out["ArticleRequestIn."+name] = key
	}
	for name, key := range map[string]i18n.Key{
		"place": msg.AmountPlace, "amount": msg.Amount, "set_by": msg.AmountBy, "set_at": msg.AmountAt, "version": msg.AmountVersion, "superbuyers": msg.AmountSupers, "acts": msg.AmountActs,
	} {
		out["MaximumAmount."+name] = key
	}
	return out
}
