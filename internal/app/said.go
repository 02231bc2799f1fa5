package app

import (
	"maps"
	"slices"

	"preau/internal/casework"
	"preau/internal/casework/caseworkweb"
	"preau/internal/catalog"
	"preau/internal/catalog/asked"
	"preau/internal/catalog/catalogweb"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/moving"
	"preau/internal/core/account/passkey"
	"preau/internal/core/account/proof"
	"preau/internal/core/account/reasons"
	"preau/internal/core/contact"
	"preau/internal/core/delegation"
	"preau/internal/core/help"
	"preau/internal/core/imports"
	"preau/internal/core/notify"
	"preau/internal/core/request"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/terms"
	"preau/internal/core/token"
	"preau/internal/core/webhook"
	"preau/internal/needs"
	"preau/internal/needs/needsweb"
	"preau/internal/offers"
	"preau/internal/offers/offersweb"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb"
	"preau/internal/ordering/phone"
	"preau/internal/ordering/reception"
)

// Said are the sentences of all rooms' reasons, by code.
func Said() contact.Said {
	out := contact.OwnSaid()
	for _, room := range []contact.Said{access.Said(), delegation.Said(), reasons.Said(), federation.Said(), passkey.Said(), proof.Said(), webhook.Said(), moving.Said(), helping.Said(), imports.Said(), notify.Said(), request.Said(), terms.Said(), token.Said(), keeper.Reasons(), needs.Said(), catalog.Said(), update.Said(), asked.Said(), ordering.Said(), basket.Said(), order.Said(), phone.Said(), reception.Said(), claim.Said(), figures.Said(), casework.Said(), offers.Said()} {
		maps.Copy(out, room)
	}
	return out
}

// Explained are the answers of all rooms' reasons, by code: what the help says of each, and to whom.
func Explained() help.Entries {
	return help.All(
		access.Explained(), delegation.Explained(), reasons.Explained(), federation.Explained(), passkey.Explained(), proof.Explained(), webhook.Explained(), contact.Explained(), imports.Explained(), notify.Explained(), request.Explained(),
		terms.Explained(), token.Explained(), keeper.Explained(), needs.Explained(), catalog.Explained(), update.Explained(), asked.Explained(ordering.Requester, ordering.Validator, ordering.Buyer), ordering.Explained(), basket.Explained(), order.Explained(), phone.Explained(), reception.Explained(), claim.Explained(), figures.Explained(), casework.Explained(), offers.Explained(),
	)
}

// Help is the help of all rooms: a page for each role of the services, and an answer to each reason.
func Help() help.Book {
	return help.Book{
		Pages: slices.Concat(needsweb.HelpPages(), orderingweb.HelpPages(), catalogweb.HelpPages(), caseworkweb.HelpPages(), offersweb.HelpPages()), Said: Said(), Entries: Explained(),
	}
}
