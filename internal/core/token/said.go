package token

import (
	"preau/internal/core/token/msg"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons without their particulars, by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"token.not_yours": msg.WhyNotYours,
		codeRevoked:       msg.WhyRevoked,
		codeDropped:       msg.WhyDropped,
		codeExpired:       msg.WhyExpired,
		codeScope:         msg.SaidScope,
		codeSignIn:        msg.WhySignIn,
	}
}
