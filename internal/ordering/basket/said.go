package basket

import (
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// Said are the sentences of the room's reasons, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{CodeEmpty: msg.WhyBasketEmpty, CodeTaken: msg.WhyBasketTaken, CodeSettled: msg.WhyBasketSettled, CodeNotYours: msg.WhyNotYourBasket, CodeWithSupplier: msg.WhyWithSupplier}
}

// Explained are the help's answers to the room's reasons, by code.
func Explained() help.Entries {
	makers, validators := help.Roles(ordering.Requester), help.Roles(ordering.Validator)
	return help.Entries{
		CodeEmpty:        {Kind: apperr.Act, For: makers, Lift: makers, Text: msg.HelpBasketEmpty},
		CodeTaken:        {Kind: apperr.Never, For: makers, Text: msg.HelpBasketTaken},
		CodeSettled:      {Kind: apperr.Never, For: makers, Text: msg.HelpBasketSettled},
		CodeNotYours:     {Kind: apperr.Never, For: validators, Text: msg.HelpNotYourBasket},
		CodeWithSupplier: {Kind: apperr.Never, For: makers, Text: msg.HelpWithSupplier},
	}
}
