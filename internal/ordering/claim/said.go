package claim

import (
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/claim/msg"
)

// Said are the sentences of the room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{CodeNotReceiver: msg.SaidNotReceiver, CodeSettled: msg.SaidSettled, CodeNotYet: msg.SaidNotYet}
}

// Explained are the help's answers to the room's reasons, by code.
func Explained() help.Entries {
	receivers := help.Roles(ordering.Receiver)
	return help.Entries{
		CodeNotReceiver: {Kind: apperr.Grant, For: help.Roles(ordering.Buyer, ordering.Validator), Lift: help.Roles(ordering.Manager), Text: msg.HelpNotReceiver},
		CodeSettled:     {Kind: apperr.Never, For: receivers, Text: msg.HelpSettled},
		CodeNotYet:      {Kind: apperr.Never, For: receivers, Text: msg.HelpNotYet},
	}
}
