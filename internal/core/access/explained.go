package access

import (
	"preau/internal/core/access/msg"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"access.not_giver": {Kind: apperr.Grant, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Givers}, Text: msg.HelpNotGiver},
	}
}
