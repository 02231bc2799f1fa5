package groupweb

import (
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

// phaseTag is a group's phase as a tag: one table for the whole service.
func phaseTag(t *i18n.T, p group.Phase) ui.Tag {
	tag := ui.Tag{Label: t.S(p.Label())}
	switch p {
	case group.PhaseDraft:
		tag.Color = ui.Neutral
	case group.PhaseJoining:
		tag.Color = ui.Info
	case group.PhaseEntry:
		tag.Color = ui.Success
	case group.PhaseClosed:
		tag.Color, tag.Outline = ui.Neutral, true
	case group.PhaseAbandoned:
		tag.Color, tag.Outline = ui.Danger, true
	}
	return tag
}

// MembershipTag is a membership's state as a tag.
func MembershipTag(t *i18n.T, s membership.State) ui.Tag {
	tag := ui.Tag{Label: t.S(s.Label())}
	switch s {
	case membership.Asked:
		tag.Color = ui.Warning
	case membership.Accepted:
		tag.Color = ui.Success
	case membership.Refused:
		tag.Color = ui.Danger
	case membership.Withdrawn, membership.None:
		tag.Color, tag.Outline = ui.Neutral, true
	}
	return tag
}
