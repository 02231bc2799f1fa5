package keeper

import (
	"preau/internal/core/help"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"retention.export_over":  {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpExportOver},
		"retention.export_waits": {Kind: apperr.Date, For: []help.Reader{help.Everyone}, Text: msg.HelpExportWaits},
	}
}
