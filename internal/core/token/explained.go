package token

import (
	"preau/internal/core/help"
	"preau/internal/core/token/msg"
	"preau/internal/kit/apperr"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		"token.not_yours": {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpNotYours},
		"token.expired":   {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpExpired},
		"token.revoked":   {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpRevoked},
		"token.dropped":   {Kind: apperr.Never, For: []help.Reader{help.Everyone}, Text: msg.HelpDropped},
		"token.scope":     {Kind: apperr.Grant, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpScope},
		"token.sign_in":   {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpSignIn},
	}
}
