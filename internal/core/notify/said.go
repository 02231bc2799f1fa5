package notify

import (
	"preau/internal/core/notify/msg"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"notify.retry_not_now":   msg.RetryNotNow,
		"notify.tries_spent":     msg.RetryNotNow,
		"notify.dismiss_not_now": msg.DismissNotNow,
	}
}
