package reasons

import (
	"preau/internal/core/account/msg"
	"preau/internal/core/account/temporary"
	"preau/internal/kit/i18n"
)

// Said are the sentences of this room's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"account.sign_up_closed": msg.WhySignUpClosed,
		"account.way_closed":     msg.WhyWayClosed,
		"account.not_yours":      msg.WhyNotYours,
		"account.own":            msg.WhyOwn,
		"account.not_activated":  msg.WhyNotActivated,
		"account.invited":        msg.WhyInvited,
		"account.suspended":      msg.WhySuspended,
		"account.active":         msg.WhyActive,
		"account.closed":         msg.WhyClosed,
		"account.last_admin":     msg.WhyLastAdmin,
		"account.only_admin":     msg.WhyOnlyAdmin,
		"account.last_holder":    msg.SaidLastHolder,
		temporary.CodeLate:       msg.WhyTemporaryLate,
	}
}
