package order

import (
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Said are the sentences of the room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		CodeOverLimit: msg.SaidOverLimit, CodeNoAddress: msg.SaidNoAddress, CodeSending: msg.WhySending,
		CodeSent: msg.SaidSent, CodeNotBuyer: msg.SaidNotBuyer, CodeUnavailable: msg.SaidUnavailable,
		CodeAnswered: msg.SaidAnswered, CodeUnderWay: msg.SaidUnderWay, CodeReminded: msg.SaidReminded,
		CodeNotReceiver: msg.SaidNotReceiver, CodeNotAwaited: msg.SaidNotAwaited, CodeNotReceived: msg.WhyNotReceived,
	}
}

// Explained are the help's answers to the room's reasons, by code.
func Explained() help.Entries {
	buyers, validators := help.Roles(ordering.Buyer, ordering.Superbuyer), help.Roles(ordering.Validator)
	return help.Entries{
		CodeOverLimit:   {Kind: apperr.Grant, For: help.Roles(ordering.Buyer), Lift: help.Roles(ordering.Superbuyer), Text: msg.HelpOverLimit},
		CodeNoAddress:   {Kind: apperr.Datum, For: buyers, Lift: []help.Reader{help.Operator}, Text: msg.HelpNoAddress},
		CodeSending:     {Kind: apperr.Never, For: buyers, Text: msg.HelpSending},
		CodeSent:        {Kind: apperr.Never, For: buyers, Text: msg.HelpSent},
		CodeNotBuyer:    {Kind: apperr.Grant, For: validators, Lift: help.Roles(ordering.Manager), Text: msg.HelpNotBuyer},
		CodeNotReceiver: {Kind: apperr.Grant, For: append(validators, buyers...), Lift: help.Roles(ordering.Manager), Text: msg.HelpNotReceiver},
		CodeNotAwaited:  {Kind: apperr.Never, For: help.Roles(ordering.Receiver), Text: msg.HelpNotAwaited},
		CodeNotReceived: {Kind: apperr.Never, For: help.Roles(ordering.Receiver), Text: msg.HelpNotReceived},
		CodeUnavailable: {Kind: apperr.Act, For: append(validators, buyers...), Lift: validators, Text: msg.HelpUnavailable},
		CodeAnswered:    {Kind: apperr.Never, For: buyers, Text: msg.HelpAnswered},
		CodeUnderWay:    {Kind: apperr.Never, For: buyers, Text: msg.HelpUnderWay},
		CodeReminded:    {Kind: apperr.Date, For: buyers, Text: msg.HelpReminded},
	}
}
