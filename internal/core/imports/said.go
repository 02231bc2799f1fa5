package imports

import (
	"preau/internal/core/imports/msg"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"imports.not_in_charge": msg.WhyNotInCharge, "imports.busy": msg.SaidBusy, "imports.nothing": msg.WhyNothing, "imports.unsound": msg.SaidUnsound,
		"imports.emptied": msg.SaidEmptied, "imports.faultless": msg.WhyFaultless, "imports.not_sender": msg.SaidNotSender,
	}
}
