package update

import (
	"preau/internal/catalog"
	"preau/internal/catalog/msg"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		codeBusy: msg.SaidUpdateBusy, codeOvertaken: msg.WhyUpdateOvertaken, codeNotLast: msg.WhyUpdateNotLast, codeEmptied: msg.SaidUpdateEmptied, codeFaultless: msg.WhyUpdateFaultless,
	}
}

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	central := help.Roles(catalog.Central)
	return help.Entries{
		codeBusy:      {Kind: apperr.Act, For: central, Lift: central, Text: msg.HelpUpdateBusy},
		codeOvertaken: {Kind: apperr.Never, For: central, Text: msg.HelpUpdateOvertaken},
		codeNotLast:   {Kind: apperr.Never, For: central, Text: msg.HelpUpdateNotLast},
		codeEmptied:   {Kind: apperr.Never, For: central, Text: msg.HelpUpdateEmptied},
		codeFaultless: {Kind: apperr.Never, For: central, Text: msg.HelpUpdateFaultless},
	}
}
