package group

import (
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// Said are the sentences of the reasons about a group without their particulars (dates, names), by code.
func Said() map[string]i18n.Key {
	return map[string]i18n.Key{
		"needs.no_lines":        msg.WhyNoLines,
		"needs.joining_behind":  msg.WhyJoiningBehind,
		"needs.deadline_behind": msg.WhyDeadlineBehind,
		"needs.group_open":      msg.WhyGroupOpen,
		"needs.group_abandoned": msg.WhyAbandoned,
		CodeNotCoordinator:      msg.WhyNotCoordinator,
		CodeNotConfirmed:        msg.WhyNotConfirmed,
	}
}
