package delegation

import (
	"preau/internal/core/delegation/msg"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code: who gives accesses meets them.
func Explained() help.Entries {
	all := []help.Reader{help.Everyone}
	return help.Entries{
		"access.came":          {Kind: apperr.Never, For: all, Text: msg.HelpCame},
		"access.not_made_here": {Kind: apperr.Never, For: all, Text: msg.HelpNotMadeHere},
		"access.elsewhere":     {Kind: apperr.Never, For: all, Text: msg.HelpElsewhere},
	}
}
