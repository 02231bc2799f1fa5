package imports

import (
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/imports/msg"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"imports.not_in_charge": {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpNotInCharge},
		"imports.busy":          {Kind: apperr.Act, For: help.Roles(access.Admin), Lift: help.Roles(access.Admin), Text: msg.HelpBusy},
		"imports.unsound":       {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpUnsound},
		"imports.nothing":       {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpNothing},
		"imports.emptied":       {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpEmptied},
		"imports.faultless":     {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpFaultless},
		"imports.not_sender":    {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpNotSender},
	}
}
