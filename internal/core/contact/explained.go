package contact

import (
	"preau/internal/core/access"
	"preau/internal/core/contact/msg"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"contact.not_desk":   {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpNotDesk},
		"contact.no_address": {Kind: apperr.Never, For: help.Roles(access.Helper, access.Admin), Text: msg.HelpNoAddress},
		"contact.open":       {Kind: apperr.Never, For: help.Roles(access.Helper, access.Admin), Text: msg.HelpOpen},
		"contact.closed":     {Kind: apperr.Act, For: help.Roles(access.Helper, access.Admin), Lift: help.Roles(access.Helper, access.Admin), Text: msg.HelpClosed},
	}
}
