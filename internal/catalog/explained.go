package catalog

import (
	"preau/internal/catalog/msg"
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"catalog.not_central":      {Kind: apperr.Grant, For: help.Roles(Central, access.Admin), Lift: help.Roles(Central), Text: msg.HelpNotCentral},
		"catalog.market_withdrawn": {Kind: apperr.Act, For: help.Roles(Central), Lift: help.Roles(Central), Text: msg.HelpMarketWithdrawn},
	}
}
