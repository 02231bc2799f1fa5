package app

import (
	"preau/internal/casework/demand"
	casefigures "preau/internal/casework/figures"
	"preau/internal/casework/mandate"
	"preau/internal/casework/team"
	"preau/internal/catalog"
	"preau/internal/catalog/asked"
	"preau/internal/catalog/update"
	"preau/internal/core/account"
	"preau/internal/core/account/federation"
	"preau/internal/core/account/helping"
	"preau/internal/core/account/moving"
	"preau/internal/core/account/passkey"
	"preau/internal/core/contact"
	"preau/internal/core/delegation"
	"preau/internal/core/imports"
	"preau/internal/core/notify"
	"preau/internal/core/request"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/terms"
	"preau/internal/core/token"
	"preau/internal/core/webhook"
	"preau/internal/needs/document"
	"preau/internal/needs/group"
	"preau/internal/needs/matrix"
	"preau/internal/needs/membership"
	"preau/internal/needs/sheet"
	"preau/internal/offers/member"
	"preau/internal/offers/offer"
	"preau/internal/offers/report"
	"preau/internal/offers/structure"
	"preau/internal/offers/vocabulary"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

// Documents are the permission matrices and state diagrams, made from the rules' tables, and what is known of people,
// made from the modules' declarations, by file name.
func Documents() (map[string]string, error) {
	out, err := personalDocuments()
	if err != nil {
		return nil, err
	}
	add := func(name, title, matrix, diagram string) {
		out["rules/"+name+".md"] = "# " + title + "\n\nMade from the rules' table by `make gen`.\n\n" +
			"## Who may do what\n\n" + matrix + "\n## Life\n\n```mermaid\n" + diagram + "```\n"
	}
	add("needs-group", "Purchasing group", group.Moves.Matrix(), group.Moves.Diagram())
	add("needs-membership", "Membership of a group", membership.Moves.Matrix(), membership.Moves.Diagram())
	add("needs-sheet", "Sheet of needs", sheet.Moves.Matrix(), sheet.Moves.Diagram())
	add("needs-document", "Document of a group", document.Moves.Matrix(), document.Moves.Diagram())
	add("needs-matrix", "Workbook of a whole group", matrix.Moves.Matrix(), matrix.Moves.Diagram())
	add("catalog-market", "Market", catalog.Moves.Matrix(), catalog.Moves.Diagram())
	updates := update.Moves()
	add("catalog-update", "Update of a market's catalogue", updates.Matrix(), updates.Diagram())
	add("catalog-request", "Article that is missing in the catalogue", asked.Moves.Matrix(), asked.Moves.Diagram())
	add("ordering-limit", "Maximum amount per order", ordering.LimitMoves.Matrix(), ordering.LimitMoves.Diagram())
	add("ordering-market", "A market of the establishment for a demandeur", ordering.MarketMoves.Matrix(), ordering.MarketMoves.Diagram())
	add("ordering-article", "An article for who may add it to a basket", ordering.AddMoves.Matrix(), ordering.AddMoves.Diagram())
	add("ordering-basis", "What is compared with maximum amounts", ordering.BasisMoves.Matrix(), ordering.BasisMoves.Diagram())
	add("ordering-duties", "Separation of duties", ordering.DutiesMoves.Matrix(), ordering.DutiesMoves.Diagram())
	add("ordering-basket", "Basket", basket.Moves.Matrix(), basket.Moves.Diagram())
	add("ordering-basket-line", "Line of a basket", basket.LineMoves.Matrix(), basket.LineMoves.Diagram())
	add("ordering-order", "Order", order.Moves.Matrix(), order.Moves.Diagram())
	add("ordering-order-line", "Line of an order that comes in", order.LineMoves.Matrix(), order.LineMoves.Diagram())
	add("ordering-sharing", "How an establishment shares a shortage", reception.SharingMoves.Matrix(), reception.SharingMoves.Diagram())
	add("ordering-figures", "Figures of orders", figures.Moves.Matrix(), figures.Moves.Diagram())
	add("casework-demand", "Demand for help", demand.Moves.Matrix(), demand.Moves.Diagram())
	add("casework-mandate", "The usager's mandate", mandate.Moves.Matrix(), mandate.Moves.Diagram())
	texts, textLife := mandate.Rules()
	add("casework-text", "Text to a usager", texts, textLife)
	add("casework-figures", "Figures of demands", casefigures.Moves.Matrix(), casefigures.Moves.Diagram())
	add("casework-team", "Organismes, themes, territories and teams", team.Moves.Matrix(), team.Moves.Diagram())
	add("offers-member", "Somebody's access to a structure", member.Moves.Matrix(), member.Moves.Diagram())
	add("offers-invitation", "Invitation to a structure", member.Invitations.Matrix(), member.Invitations.Diagram())
	add("offers-join", "Request to join a structure", member.Joins.Matrix(), member.Joins.Diagram())
	add("offers-structure", "Structure that offers", structure.Moves.Matrix(), structure.Moves.Diagram())
	add("offers-type", "Type of offreur", structure.TypeMoves.Matrix(), structure.TypeMoves.Diagram())
	add("offers-term", "Word of the lists of offers", vocabulary.Moves.Matrix(), vocabulary.Moves.Diagram())
	add("offers-offer", "Offer", offer.Moves.Matrix(), offer.Moves.Diagram())
	add("offers-report", "Report of an offer", report.Moves.Matrix(), report.Moves.Diagram())
	add("ordering-claim", "Claim", claim.Moves.Matrix(), claim.Moves.Diagram())
	add("request", "Request for access", request.Moves.Matrix(), request.Moves.Diagram())
	messages := contact.Moves()
	add("contact-message", "Message to the operator", messages.Matrix(), messages.Diagram())
	sheets := imports.Moves()
	add("import", "Import of a sheet", sheets.Matrix(), sheets.Diagram())
	matrix, diagram := account.Rules()
	add("account", "Account", matrix, diagram)
	matrix, diagram = helping.Rules()
	add("account-helpdesk", "What the helpdesk may do with an account", matrix, diagram)
	matrix, diagram = delegation.Rules()
	add("access", "What a place may do with an account that it gave a role", matrix, diagram)
	matrix, diagram = federation.Rules()
	add("identity", "Identities that others keep", matrix, diagram)
	matrix, diagram = passkey.Rules()
	add("passkey", "Passkeys", matrix, diagram)
	matrix, diagram = moving.Rules()
	add("account-move", "Change of an account's address", matrix, diagram)
	matrix, diagram = token.Rules()
	add("token", "Access token", matrix, diagram)
	matrix, diagram = webhook.Rules()
	add("webhook", "Address that is told what happens", matrix, diagram)
	matrix, diagram = terms.Rules()
	add("terms", "General conditions", matrix, diagram)
	matrix, diagram = notify.Rules()
	add("notify-mail", "Mail", matrix, diagram)
	matrix, diagram = keeper.ExportRules()
	add("retention-export", "Export of one's own data", matrix, diagram)
	return out, nil
}
