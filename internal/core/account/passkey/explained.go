package passkey

import (
	"preau/internal/core/account/passkey/msg"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		codeDoubtful: {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpDoubtful},
		codeLast:     {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpLastWay},
	}
}

// Said are the sentences of this room's reasons without their particulars, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{codeDoubtful: msg.SaidDoubtful, codeLast: msg.WhyLastWay}
}
