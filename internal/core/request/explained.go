package request

import (
	"preau/internal/core/help"
	"preau/internal/core/request/msg"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"request.not_lifter": {Kind: apperr.Grant, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Givers}, Text: msg.HelpNotLifter},
		"request.not_held":   {Kind: apperr.Grant, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Givers}, Text: msg.HelpNotHeld},
		"request.not_asker":  {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpNotAsker},
		"request.decided":    {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpDecided},
		"request.waits":      {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Givers}, Text: msg.HelpWaits},
		"request.had":        {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpHad},
		"request.not_named":  {Kind: apperr.Datum, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Sender}, Text: msg.HelpNotNamed},
	}
}
