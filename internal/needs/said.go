package needs

import (
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Said are the sentences of this room's reasons without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"needs.no_lines":             msg.WhyNoLines,
		"needs.deadline_behind":      msg.WhyDeadlineBehind,
		"needs.group_open":           msg.WhyGroupOpen,
		"needs.group_abandoned":      msg.WhyAbandoned,
		"needs.sign_in":              msg.WhySignIn,
		"needs.no_establishment":     msg.WhyNoOrg,
		"needs.group_draft":          msg.WhyDraft,
		"needs.joining_closed":       msg.SaidJoiningClosed,
		"needs.profile_incomplete":   msg.SaidProfile,
		codeDecided:                  msg.SaidAlreadyDecided,
		codeWithdrawn:                msg.WhyWithdrawn,
		codeNotCoordinator:           msg.WhyNotCoordinator,
		codeNotConfirmed:             msg.WhyNotConfirmed,
		codeWaits:                    msg.SaidMembershipWaits,
		codeAlreadyAsked:             msg.SaidAlreadyAsked,
		codeBlocked:                  msg.SaidBlocked,
		"needs.entry_begun":          msg.WhyEntryBegun,
		"needs.already_member":       msg.SaidAlreadyMember,
		"needs.entry_not_begun":      msg.SaidEntryNotBegun,
		"needs.deadline_passed":      msg.SaidDeadlinePassed,
		"needs.sheet_validated":      msg.SaidValidated,
		"needs.not_member":           msg.WhyNotMember,
		"needs.membership_refused":   msg.SaidMembershipRefused,
		"needs.membership_withdrawn": msg.WhyMembershipWithdrawn,
		"needs.members_only":         msg.SaidMembersOnly,
		"needs.version_replaced":     msg.SaidVersionReplaced,
		"needs.file_erased":          msg.SaidFileErased,
		"needs.document_withdrawn":   msg.SaidDocumentWithdrawn,
	}
}
