package access

import (
	"preau/internal/core/access/msg"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"access.not_giver": msg.SaidNotGiver,
	}
}
