package request

import (
	"preau/internal/core/request/msg"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		codeNotLifter:       msg.WhyNotLifter,
		codeNotHeld:         msg.SaidNotHeld,
		"request.not_asker": msg.WhyNotAsker,
		"request.decided":   msg.SaidDecided,
		codeWaits:           msg.WhyWaits,
		"request.not_named": msg.SaidNotNamed,
		"request.had":       msg.WhyHad,
	}
}
