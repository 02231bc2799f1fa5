package webhook

import (
	"preau/internal/core/access"
	"preau/internal/core/help"
	"preau/internal/core/webhook/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	by, lift := help.Roles(access.Admin), []help.Reader{help.Operator}
	return help.Entries{
		codeDisabled: {Kind: apperr.Act, For: by, Lift: lift, Text: msg.HelpDisabled},
		codeUnwanted: {Kind: apperr.Act, For: by, Lift: lift, Text: msg.HelpUnwanted},
	}
}

// Said are the sentences of this room's reasons without their particulars, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{codeDisabled: msg.WhyDisabled, codeUnwanted: msg.WhyUnwanted}
}
