package federation

import (
	"preau/internal/core/account/federation/msg"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Explained are the help's answers to this room's reasons, by code.
func Explained() help.Entries {
	return help.Entries{
		codeTaken: {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Operator}, Text: msg.HelpTaken},
		codeOrg:   {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.Operator}, Text: msg.HelpOrganisation},
		codeLast:  {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpLastWay},
		codeLevel: {Kind: apperr.Act, For: []help.Reader{help.Everyone}, Lift: []help.Reader{help.You}, Text: msg.HelpLevel},
	}
}

// Said are the sentences of this room's reasons without their particulars, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{codeTaken: msg.SaidTaken, codeOrg: msg.SaidOrganisation, codeLast: msg.WhyLastWay, codeLevel: msg.SaidLevel}
}
