package phone

import (
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Said are the sentences of the room's reasons, by code.
func Said() map[string]i18n.Key { return map[string]i18n.Key{CodeMissing: msg.SaidPhoneMissing} }

// Explained are the help's answers to the room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		CodeMissing: {
			Kind: apperr.Datum, For: help.Roles(ordering.Validator, ordering.Buyer, ordering.Superbuyer), Lift: help.Roles(ordering.Manager), Text: msg.HelpPhoneMissing,
		},
	}
}
