package terms

import (
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/terms/msg"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"terms.not_yours":      {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpNotYours},
		"terms.empty":          {Kind: apperr.Datum, For: help.Roles(access.Admin), Lift: []help.Reader{help.You}, Text: msg.HelpEmpty},
		"terms.unchanged":      {Kind: apperr.Datum, For: help.Roles(access.Admin), Lift: []help.Reader{help.You}, Text: msg.HelpUnchanged},
		"terms.past":           {Kind: apperr.Datum, For: help.Roles(access.Admin), Lift: []help.Reader{help.You}, Text: msg.HelpPast},
		"terms.order":          {Kind: apperr.Datum, For: help.Roles(access.Admin), Lift: []help.Reader{help.You}, Text: msg.HelpOrder},
		"terms.not_in_force":   {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpNotInForce},
		"account.conditions":   {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpConditions},
		"account.introduction": {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpIntroduction},
	}
}
