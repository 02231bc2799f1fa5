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
	return help.Entries{codeDisabled: {Kind: apperr.Act, For: help.Roles(access.Admin), Lift: []help.Reader{help.Operator}, Text: msg.HelpDisabled}}
}

// Said are the sentences of this room's reasons without their particulars, by code.
func Said() map[string]i18n.Key { return map[string]i18n.Key{codeDisabled: msg.WhyDisabled} }
