package membership

import (
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// Said are the sentences of the reasons about a membership without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		CodeSignIn:                 msg.WhySignIn,
		"needs.no_establishment":   msg.WhyNoOrg,
		group.CodeDraft:            msg.WhyDraft,
		"needs.joining_closed":     msg.SaidJoiningClosed,
		"needs.profile_incomplete": msg.SaidProfile,
		codeDecided:                msg.SaidAlreadyDecided,
		codeWithdrawn:              msg.WhyWithdrawn,
		group.CodeAlreadyAsked:     msg.SaidAlreadyAsked,
		group.CodeBlocked:          msg.SaidBlocked,
		"needs.entry_begun":        msg.WhyEntryBegun,
		"needs.already_member":     msg.SaidAlreadyMember,
		group.CodeWaits:            msg.SaidMembershipWaits,
		"needs.not_member":         msg.WhyNotMember,
		group.CodeRefused:          msg.SaidMembershipRefused,
		codeLeft:                   msg.WhyMembershipWithdrawn,
		codeOver:                   msg.SaidMembershipOver,
	}
}
