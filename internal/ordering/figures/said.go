package figures

import (
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/figures/msg"
)

// Said are the sentences of the room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{CodeNotReader: msg.SaidNotReader, CodeNotOrganiser: msg.SaidNotOrganiser}
}

// Explained are the help's answers to the room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		CodeNotReader:    {Kind: apperr.Grant, For: help.Roles(ordering.Requester, ordering.Receiver, ordering.Manager), Lift: help.Roles(ordering.Manager), Text: msg.HelpNotReader},
		CodeNotOrganiser: {Kind: apperr.Grant, For: help.Roles(ordering.Validator, ordering.Buyer), Lift: help.Roles(ordering.President, ordering.Reference), Text: msg.HelpNotOrganiser},
	}
}
