package sheet

import (
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Said are the sentences of the reasons about a sheet without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"needs.entry_not_begun": msg.SaidEntryNotBegun,
		"needs.deadline_passed": msg.SaidDeadlinePassed,
		group.CodeValidated:     msg.SaidValidated,
	}
}
