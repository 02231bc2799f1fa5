package notify

import (
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/notify/msg"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"notify.retry_not_now":   {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpRetryNotNow},
		"notify.tries_spent":     {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpTriesSpent},
		"notify.dismiss_not_now": {Kind: apperr.Never, For: help.Roles(access.Admin), Text: msg.HelpDismissNotNow},
	}
}
