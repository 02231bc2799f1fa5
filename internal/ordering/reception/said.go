package reception

import (
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/reception/msg"
)

// Said are the sentences of the room's reasons, by code.
func Said() map[string]i18n.Key { return map[string]i18n.Key{CodeNotManager: msg.SaidNotManager} }

// Explained are the help's answers to the room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		CodeNotManager: {Kind: apperr.Grant, For: help.Roles(ordering.Receiver, ordering.Validator, ordering.Buyer), Lift: help.Roles(ordering.Manager), Text: msg.HelpNotManager},
	}
}
