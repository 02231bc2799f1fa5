package app

import (
	"slices"

	"preau/internal/casework"
	"preau/internal/catalog/asked"
	"preau/internal/catalog/search"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/core/account/closing"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/moving"
	"preau/internal/core/account/passkey"
	"preau/internal/core/contact"
	"preau/internal/core/document"
	"preau/internal/core/history"
	"preau/internal/core/imports"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/core/request"
	"preau/internal/core/retention"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/terms"
	"preau/internal/core/token"
	"preau/internal/needs"
	"preau/internal/offers"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
	"preau/internal/ordering/sending"
	"preau/internal/ordering/supply"
)

// Holdings are what all rooms declare that they know of people.
func Holdings() []retention.Holding {
	return slices.Concat(
		closing.Holdings(), federation.Holdings(), passkey.Holdings(), moving.Holdings(), token.Holdings(), terms.Holdings(), access.Holdings(), request.Holdings(), notify.Holdings(), contact.Holdings(), needs.Holdings(), update.Holdings(), search.Holdings(), asked.Holdings(), ordering.Holdings(), basket.Holdings(), order.Holdings(), sending.Holdings(), supply.Holdings(), claim.Holdings(), reception.Holdings(), casework.Holdings(), offers.Holdings(),
		document.Holdings(), imports.Holdings(), history.Holdings(), instance.Holdings(), keeper.Holdings(),
	)
}
