package ordering

import (
	"preau/internal/catalog"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/ordering/msg"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	workers, chain, heads := help.Roles(works...), help.Roles(Requester, Validator, Buyer, Receiver), help.Roles(theHeads...)
	return help.Entries{
		CodeNoRole:         {Kind: apperr.Grant, For: workers, Lift: chain, Text: msg.HelpNoRole},
		CodeManagerOnly:    {Kind: apperr.Grant, For: help.Roles(Manager), Lift: chain, Text: msg.HelpManagerOnly},
		CodeHeadOnly:       {Kind: apperr.Grant, For: heads, Lift: help.Roles(Manager), Text: msg.HelpHeadOnly},
		CodeNotHead:        {Kind: apperr.Grant, For: append(help.Roles(Manager), workers...), Lift: heads, Text: msg.HelpNotHead},
		CodeNoSuper:        {Kind: apperr.Act, For: heads, Lift: heads, Text: msg.HelpNoSuperbuyer},
		CodeNotRequester:   {Kind: apperr.Grant, For: workers, Lift: help.Roles(Manager), Text: msg.HelpNotRequester},
		CodeMarketNotGiven: {Kind: apperr.Grant, For: help.Roles(Requester), Lift: help.Roles(Manager), Text: msg.HelpMarketNotGiven},
		CodeMarketAsked:    {Kind: apperr.Act, For: help.Roles(Requester), Lift: help.Roles(Manager), Text: msg.HelpMarketAsked},
		CodeLastSuper:      {Kind: apperr.Act, For: heads, Lift: heads, Text: msg.HelpLastSuperbuyer},

		CodeNotValidator:     {Kind: apperr.Grant, For: workers, Lift: help.Roles(Manager), Text: msg.HelpNotValidator},
		CodeNotAdherent:      {Kind: apperr.Act, For: help.Roles(Requester), Lift: help.Roles(catalog.Central), Text: msg.HelpNotAdherent},
		CodeSpecial:          {Kind: apperr.Never, For: help.Roles(Requester), Text: msg.HelpSpecial},
		CodeOutside:          {Kind: apperr.Never, For: help.Roles(Requester), Text: msg.HelpOutside},
		CodeMarketAhead:      {Kind: apperr.Date, For: help.Roles(Requester), Text: msg.HelpMarketAhead},
		CodeMarketOver:       {Kind: apperr.Never, For: help.Roles(Requester), Text: msg.HelpMarketOver},
		CodeMarketWithdrawn:  {Kind: apperr.Act, For: help.Roles(Requester), Lift: help.Roles(catalog.Central), Text: msg.HelpMarketWithdrawn},
		CodeArticleWithdrawn: {Kind: apperr.Never, For: help.Roles(Requester), Text: msg.HelpArticleWithdrawn},
		CodeNoPrice:          {Kind: apperr.Datum, For: help.Roles(Requester), Lift: help.Roles(catalog.Central), Text: msg.HelpNoPrice},

		CodeOwnBasket:     {Kind: apperr.Act, For: help.Roles(Validator, Buyer, Superbuyer), Lift: help.Roles(Validator, Buyer, Superbuyer), Text: msg.HelpOwnBasket},
		CodeOwnValidation: {Kind: apperr.Act, For: help.Roles(Buyer, Superbuyer), Lift: help.Roles(Buyer, Superbuyer), Text: msg.HelpOwnValidation},
	}
}
